"""A page in each encoding a browser may take, with its headers, its strong ETag and its "not modified"."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

type Headers = list[tuple[bytes, bytes]]
type Encoder = Callable[[bytes], bytes]

#: What a page that is sent compressed may be; the rest is compressed already.
_COMPRESSIBLE: Final = (b"text/", b"application/json", b"application/atom+xml", b"application/xml", b"image/svg+xml")
#: Bytes that one page takes beside its bodies, about: objects and headers.
_OVERHEAD: Final = 4096


type Message = Mapping[str, Any]
#: What takes ASGI's messages.
type Send = Callable[[Message], Awaitable[None]]

#: The type of ASGI's first message of an answer.
START: Final = "http.response.start"


def start(status: int, headers: Headers) -> Message:
    """Return ASGI's first message of an answer."""
    return {"type": START, "status": status, "headers": headers}


def content(body: bytes) -> Message:
    """Return ASGI's second message of an answer."""
    return {"type": "http.response.body", "body": body}


EMPTY: Final = content(b"")


class Sent(NamedTuple):
    """A page in one encoding: ASGI's two messages as they are sent, the first one's like for a 304, and the ETag.

    Made once and sent many times: nobody may change them.
    """

    start: Message
    body: Message
    unchanged: Message
    etag: bytes

    @property
    def content(self) -> bytes:
        """The body's bytes."""
        return bytes(self.body["body"])

    def answer(self, has: bytes) -> tuple[Message, Message]:
        """Return the messages to send; ``has``: the If-None-Match header of a browser that may have the page."""
        return (self.unchanged, EMPTY) if _is_unchanged(has, self.etag) else (self.start, self.body)


class Page:
    """A response of status 200 that anybody may keep.

    ``headers``: all but the length, the encoding, the ETag and Vary, names in lower case. ``encoders``: by the name in
    Accept-Encoding, the one preferred first; each is asked when the first browser takes it. ``kind``: as what it is
    counted. ``hits``: how often it was asked for, as the cache counts.
    """

    __slots__ = ("_encoders", "_headers", "hits", "kind", "sent", "size")

    def __init__(
        self, body: bytes, headers: Iterable[tuple[bytes, bytes]], encoders: Mapping[str, Encoder], kind: str = ""
    ) -> None:
        self._headers = list(headers)
        content_type = dict(self._headers).get(b"content-type", b"")
        self._encoders = encoders if content_type.startswith(_COMPRESSIBLE) else {}
        self.kind = kind
        #: What is ready to be sent, by encoding.
        self.sent = {"": self._ready(body, "")}
        self.hits = 0
        #: Bytes of memory that the page takes, about: all that is compressed of a text is shorter than the text.
        self.size = _OVERHEAD + len(body) * (2 if self._encoders else 1)

    def make(self, encoding: str) -> Sent:
        """Return the page in an encoding, made where it is not ready; plain where that is no shorter."""
        if encoding not in self.sent:
            plain = self.sent[""]
            body = self._encoders[encoding](plain.content) if encoding in self._encoders else plain.content
            self.sent[encoding] = self._ready(body, encoding) if len(body) < len(plain.content) else plain
        return self.sent[encoding]

    def _ready(self, body: bytes, encoding: str) -> Sent:
        etag = b'"%b"' % sha256(body).hexdigest()[:32].encode()
        always = [(b"etag", etag), (b"vary", b"Accept-Encoding")]
        encoded = [(b"content-encoding", encoding.encode())] if encoding else []
        length = (b"content-length", str(len(body)).encode())
        unchanged = [header for header in self._headers if not header[0].startswith(b"content-t")]
        return Sent(
            start=start(200, [*self._headers, *always, *encoded, length]),
            body=content(body),
            unchanged=start(304, [*unchanged, *always]),
            etag=etag,
        )


def encoding_of(accepted: bytes, known: tuple[str, ...] = ("br", "gzip")) -> str:
    """Return the encoding to send: the first known one that an Accept-Encoding header takes, "" for none.

    RFC 9110, 12.5.3: a weight of 0 refuses; what the header does not name is refused too, as far as we go.
    """
    taken = set()
    for one in accepted.decode("latin-1").lower().split(","):
        name, _, weight = one.partition(";")
        if weight.replace(" ", "").rstrip("0") not in {"q=", "q=0."}:
            taken.add(name.strip())
    return next((name for name in known if name in taken), "")


def _is_unchanged(asked: bytes, etag: bytes) -> bool:
    """Tell whether an If-None-Match header names a page. RFC 9110, 13.1.2: compared weakly, "*" matches all."""
    return asked == etag or any(one.strip().removeprefix(b"W/") in {etag, b"*"} for one in asked.split(b","))
