"""A page in each encoding a browser may take, with its headers, its strong ETag and its "not modified"."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Final, NamedTuple

type Headers = list[tuple[bytes, bytes]]
type Encoder = Callable[[bytes], bytes]

#: What a page that is sent compressed may be; the rest is compressed already.
_COMPRESSIBLE: Final = (b"text/", b"application/json", b"application/atom+xml", b"application/xml", b"image/svg+xml")
#: Bytes that one page takes beside its bodies, about: objects and headers.
_OVERHEAD: Final = 4096


class Sent(NamedTuple):
    """What is sent: all headers, those of a 304, the body and its ETag."""

    headers: Headers
    unchanged: Headers
    body: bytes
    etag: bytes


class Page:
    """A response of status 200 that anybody may keep.

    ``headers``: all but the length, the encoding, the ETag and Vary, names in lower case. ``encoders``: by the name in
    Accept-Encoding, the one preferred first; each is asked when the first browser takes it.
    """

    __slots__ = ("_encoders", "_headers", "_sent")

    def __init__(self, body: bytes, headers: Iterable[tuple[bytes, bytes]], encoders: Mapping[str, Encoder]) -> None:
        self._headers = list(headers)
        kind = dict(self._headers).get(b"content-type", b"")
        self._encoders = encoders if kind.startswith(_COMPRESSIBLE) else {}
        self._sent = {"": self._ready(body, "")}

    @property
    def size(self) -> int:
        """Bytes of memory that the page takes at most, all encodings made."""
        return _OVERHEAD + len(self._sent[""].body) * (1 + len(self._encoders))

    def sent(self, encoding: str) -> Sent:
        """Return the page in an encoding, plain where it has no such one."""
        return self._sent.get(encoding) or self._made(encoding)

    def _made(self, encoding: str) -> Sent:
        plain = self._sent[""]
        if encoder := self._encoders.get(encoding):
            body = encoder(plain.body)
            self._sent[encoding] = self._ready(body, encoding) if len(body) < len(plain.body) else plain
        return self._sent.get(encoding, plain)

    def _ready(self, body: bytes, encoding: str) -> Sent:
        etag = b'"%b"' % sha256(body).hexdigest()[:32].encode()
        always = [(b"etag", etag), (b"vary", b"Accept-Encoding")]
        encoded = [(b"content-encoding", encoding.encode())] if encoding else []
        length = (b"content-length", str(len(body)).encode())
        unchanged = [header for header in self._headers if not header[0].startswith(b"content-t")]
        return Sent([*self._headers, *always, *encoded, length], [*unchanged, *always], body, etag)


@lru_cache(maxsize=512)
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


def is_unchanged(asked: bytes, etag: bytes) -> bool:
    """Tell whether an If-None-Match header names a page. RFC 9110, 13.1.2: compared weakly, "*" matches all."""
    return asked == etag or any(one.strip().removeprefix(b"W/") in {etag, b"*"} for one in asked.split(b","))
