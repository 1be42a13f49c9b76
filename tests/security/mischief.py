"""Requests as no browser sends them: to every address of ours, with every parameter, odd headers and bodies."""

from random import Random
from typing import NamedTuple
from urllib.parse import quote

from django.urls import get_resolver

#: What stands in for a route's slugs, by their names: what is there, and what is not.
KNOWN = {
    "guide": ("x-sms", "sms-any", "nowhere"),
    "cause": ("intl-block", "ios-filter", "filter", "carrier-intl-block"),
    "carrier": ("docomo", "au", "ahamo", "nobody"),
    "question": ("situation", "reach", "recent"),
    "incident": ("au-2025-06-26", "x"),
    "month": ("2026-11", "0000-00", "99999-99"),
    "rest": ("v1/nothing/", "v2/x.json"),
}
SIGNS = (
    "", "\0", "é", "あ", "漢", "\ud800", "\udfff\ud800", "\U0010ffff", "\ufeff", "\u202e", "ﷺ" * 20,
    "e" + "\u0301" * 100,
    "👩‍👩‍👧‍👦", "İ", "ß", "ſ", "\u2028", "\r\n", "\t", "'",
    '"', "<script>alert(1)</script>", "{{7*7}}", "%s%n", "../../etc/passwd",
    "..\\..\\x", "$(id)", "; DROP TABLE x", "-1", "1e309", "NaN", "0x10", "１２", "null", "true", "[]",
    "{}", "*", "a" * 500,
    "locked", "signup", "people-only", "none", "docomo", "intl-block", "intl-block,filter", ",,,",
    "solved", "unsolved",
)  # fmt: skip
NAMES = (
    "situation", "reach", "recent", "carrier", "device", "tried", "asked", "cause", "verdict", "q",
    "sent", "screen",
    "feedback.text", "feedback.website", "took.minutes", "resent", "next", "language",
    "csrfmiddlewaretoken", "a[]", "", ".",
)  # fmt: skip
TRICKS = (
    lambda path: path.replace("/", "//"), lambda path: path.replace("/", "/./"), lambda path: f"/x/..{path}",
    lambda path: path.replace("/", "/%2e%2e/", 1), lambda path: path.replace("/", "%2f"),
    lambda path: f"{path};a=b",
    lambda path: path.replace("/", "\\"), lambda path: path.rstrip("/"), lambda path: path.upper(),
    lambda path: f"{path}%00", lambda path: f"{path}.json", lambda path: f"{path}%",
    lambda path: f"{path}%c0%ae",
    lambda path: "".join(f"%{ord(sign):02x}" if ord(sign) < 128 else sign for sign in path),
    lambda path: f"/en{path}",
    lambda path: f"/easy{path}", lambda path: f"/preview/a.b{path}", lambda path: f"/static{path}",
    lambda path: path[1:],
)  # fmt: skip
HEADERS = (
    ("Range", "bytes=0-0"), ("Range", "bytes=-1"), ("Range", "bytes=9-1"), ("Range", "bytes=" + "0-0," * 500),
    ("Range", "bytes=99999999999999999999-"), ("Range", "x"), ("If-Range", "Mon"), ("If-None-Match", "*"),
    ("If-None-Match", 'W/"x", "' + "y" * 2000), ("If-None-Match", ","), ("If-Match", "*"), ("If-Match", '"x"'),
    ("If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"), ("If-Modified-Since", "x" * 100),
    ("If-Unmodified-Since", "0"),
    ("If-Modified-Since", "Fri, 99 Zzz 99999 99:99:99 GMT"), ("Accept-Encoding", "br;q=x, ;;,*"),
    ("Accept-Encoding", "\xff"),
    ("Accept-Encoding", ",".join(f"x{one}" for one in range(500))), ("Accept-Language", "x" * 3000),
    ("Cookie", "a" * 3000),
    ("Cookie", "=;;=;sessionid=\xff"), ("Content-Type", "multipart/form-data"),
    ("Content-Type", "application/json"),
    ("Content-Type", "multipart/form-data; boundary=x"), ("Content-Type", "text/plain; charset=utf-16"),
    ("Content-Type", "application/x-www-form-urlencoded; charset=nonsense"),
    ("Content-Encoding", "gzip"), ("Origin", "null"),
    ("Origin", "://"), ("Sec-Fetch-Site", "\xff"), ("X-Forwarded-For", "\xff, ::::1"),
    ("X-Forwarded-For", "," * 500),
    ("X-Forwarded-Proto", "https, http"), ("X-Request-ID", "\xff" * 100), ("HX-Request", "true"),
    ("Referer", "\xff"),
    ("X-HTTP-Method-Override", "DELETE"), ("Authorization", "Bearer \xff"), ("User-Agent", ""), ("Expect", "x"),
)  # fmt: skip
METHODS = ("GET",) * 24 + ("HEAD",) * 3 + ("POST",) * 5 + ("OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "X-Y")


class Request(NamedTuple):
    """A request as it goes over the line; ``target``: path and query, quoted, of ASCII alone."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


def routes() -> tuple[str, ...]:
    """Return every route of readers' pages and of the API."""
    ours = next(one for one in get_resolver("helpcenter.urls").url_patterns if not str(one.pattern))
    return tuple(f"/{one.pattern}" for one in ours.url_patterns)


def a_request(chance: Random, known: tuple[str, ...] = ()) -> Request:
    """Return a request of some chance; ``known``: addresses that are pages, asked for now and then as they are."""
    if known and chance.random() < 0.5:
        target = chance.choice(known)
    else:
        path, query = _path(chance), _query(chance)
        target = f"{path}?{query}" if query else path
    headers = tuple(chance.choice(HEADERS) for _ in range(chance.choice((0, 0, 1, 2, 5))))
    method = chance.choice(METHODS)
    return Request(method, target, headers, _body(chance) if method in {"POST", "PUT", "PATCH"} else b"")


def _path(chance: Random) -> str:
    route = chance.choice(_ROUTES)
    while "<" in route:
        before, _, rest = route.partition("<")
        inside, _, after = rest.partition(">")
        choices = KNOWN.get(inside.partition(":")[2], ("x",))
        route = (
            before
            + (_quoted(chance, chance.choice(SIGNS)) if chance.random() < 0.3 else chance.choice(choices))
            + after
        )
    for _ in range(chance.choice((0, 0, 0, 1, 2))):
        route = chance.choice(TRICKS)(route)
    return route if route.startswith("/") else f"/{route}"


def _query(chance: Random) -> str:
    pairs = [f"{_name(chance)}={_value(chance)}" for _ in range(chance.choice((0, 0, 1, 2, 4, 8)))]
    if pairs and chance.random() < 0.1:
        pairs *= chance.choice((2, 20, 200))
    return "&".join(pairs)[:7000]


def _name(chance: Random) -> str:
    return chance.choice(NAMES) if chance.random() < 0.85 else _quoted(chance, chance.choice(SIGNS))


def _value(chance: Random) -> str:
    return "".join(_quoted(chance, chance.choice(SIGNS)) for _ in range(chance.choice((1, 1, 1, 2, 3))))


def _quoted(chance: Random, text: str) -> str:
    """Return a text in a query, seldom cut in the middle of a sign."""
    said = quote(text.encode("utf-8", "surrogatepass"), safe=chance.choice(("", "/,=")))
    return said[:-1] if said and chance.random() < 0.05 else said


def _body(chance: Random) -> bytes:
    match chance.randrange(6):
        case 0:
            return chance.randbytes(chance.choice((1, 100, 5000)))
        case 1:
            return b'--x\r\nContent-Disposition: form-data; name="verdict"\r\n\r\nsolved\r\n--x--'
        case 2:
            return _query(chance).encode() * chance.choice((1, 10))
        case 3:
            return b"a=" + b"\xf0\x9f\x98\x80" * chance.choice((10, 16_384))
    return f"cause=intl-block&verdict=solved&{_query(chance)}".encode()


_ROUTES = routes()
