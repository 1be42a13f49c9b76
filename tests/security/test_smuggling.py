"""Bytes that two servers might read as different requests: nobody gets an answer to one that is hidden in another."""

import re
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count

import pytest

from tests.cluster.cluster import NAME
from tests.scale import scaled

#: What is hidden, and what its answer says and no other page does.
HIDDEN = "GET /robots.txt HTTP/1.1\r\nHost: {host}\r\n\r\n"
TOLD = b"Disallow: /admin/"
OWN = "/carriers/docomo/"
FORM = "/guides/x-sms/report/"
NUMBERS = count()


def post(headers, body, version="1.1", path=FORM):
    return f"POST {path} HTTP/{version}\r\nHost: {{host}}\r\nX-Reader: {{reader}}\r\n{headers}\r\n\r\n{body}"


def get(headers, body="", target="/", version="HTTP/1.1", host="Host: {host}\r\n"):
    return f"GET {target} {version}\r\n{host}X-Reader: {{reader}}\r\n{headers}\r\n{body}"


CHUNKED = "Transfer-Encoding: chunked"
LENGTH = len(HIDDEN)
END = "0\r\n\r\n"
#: Ways to say how a body is chunked that servers read differently; each with a length that hides what follows, or not.
CODINGS = {
    "plain": CHUNKED, "upper": "TRANSFER-ENCODING: CHUNKED", "x": "Transfer-Encoding: xchunked",
    "space before colon": "Transfer-Encoding : chunked", "tab": "Transfer-Encoding:\tchunked",
    "vertical tab": "Transfer-Encoding: \x0bchunked", "identity after": "Transfer-Encoding: chunked, identity",
    "identity before": "Transfer-Encoding: identity, chunked", "folded": "Transfer-Encoding:\r\n chunked",
    "folded before": "X: y\r\n Transfer-Encoding: chunked", "bare line feed": "X: y\nTransfer-Encoding: chunked",
    "bare return": "X: y\rTransfer-Encoding: chunked", "underscore": "transfer_encoding: chunked",
    "twice": f"{CHUNKED}\r\nTransfer-Encoding: x", "twice, x first": f"Transfer-Encoding: x\r\n{CHUNKED}",
    "quoted": 'Transfer-Encoding: "chunked"', "chunked twice": "Transfer-Encoding: chunked, chunked",
    "null": "Transfer-Encoding: chunked\0", "high": "Transfer-Encoding: chunked\xff",
    "led": " Transfer-Encoding: chunked",
    "gzip": "Transfer-Encoding: gzip, chunked", "te": "TE: chunked", "empty": "Transfer-Encoding:",
}  # fmt: skip
LENGTHS = {
    "two": f"Content-Length: 0\r\nContent-Length: {LENGTH}", "list": f"Content-Length: 0, {LENGTH}",
    "plus": f"Content-Length: +{LENGTH}", "minus": "Content-Length: -1", "hex": f"Content-Length: {LENGTH:#x}",
    "huge": "Content-Length: 99999999999999999999999", "underscore": f"Content-Length: 0_{LENGTH}",
    "space before colon": f"Content-Length : {LENGTH}", "empty": "Content-Length:", "letters": "Content-Length: ten",
    "unicode": "Content-Length: \xb2", "folded": f"Content-Length:\r\n {LENGTH}", "float": "Content-Length: 1.0",
    "null": f"Content-Length: {LENGTH}\0", "bare line feed": f"X: y\nContent-Length: {LENGTH}",
}  # fmt: skip
CHUNKS = {
    "0x": "0x5\r\nabcde\r\n0\r\n\r\n", "minus": "-1\r\n\r\n0\r\n\r\n", "huge": "F" * 20 + "\r\na",
    "zeros": "0" * 500 + "\r\n\r\n", "space": " 5\r\nabcde\r\n0\r\n\r\n", "space after": "5 \r\nabcde\r\n0\r\n\r\n",
    "line feed": "5\nabcde\n0\n\n", "no end": "5\r\nabcde0\r\n\r\n", "extension": "5;a=b\r\nabcde\r\n0\r\n\r\n",
    "line feed in extension": "0;\n" + "x" * 8 + "\r\n\r\n", "long extension": "0;" + "x" * 9000 + "\r\n\r\n",
    "letters": "xyz\r\n\r\n", "empty": "\r\n\r\n", "trailer": "0\r\nHost: evil.example\r\n\r\n",
    "underscore": "1_0\r\n", "too long": "3\r\nabcde\r\n0\r\n\r\n", "return alone": "5\rabcde\r0\r\r",
}  # fmt: skip
LINES = {
    "absolute": get("", target="http://evil.example/robots.txt"),
    "absolute of ours": get("", target="http://{host}/", host="Host: evil.example\r\n"),
    "no host": get("", host=""), "two hosts": get("Host: evil.example\r\n"), "empty host": get("", host="Host:\r\n"),
    "host with path": get("", host="Host: {host}/robots.txt\r\n"), "host with at": get("", host="Host: x@{host}\r\n"),
    "host with space": get("", host="Host: {host} evil\r\n"), "host folded": get("", host="Host:\r\n {host}\r\n"),
    "connect": "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
    "connect here": "CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "trace": "TRACE / HTTP/1.1\r\nHost: {host}\r\nCookie: secret=1\r\n\r\n",
    "star": "OPTIONS * HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "http/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "0.9": "GET /robots.txt\r\n",
    "0.9 named": get("", version="HTTP/0.9"),
    "1.2": get("", version="HTTP/1.2"), "3": get("", version="HTTP/3.0"), "11": get("", version="HTTP/11.1"),
    "lower": get("", version="http/1.1"), "no version": "GET / \r\nHost: {host}\r\n\r\n", "tabs": get("", target="/\t"),
    "null": get("", target="/\0"), "space": get("", target="/ /robots.txt"),
    "line feeds": "GET / HTTP/1.1\nHost: {host}\n\n",
    "led by lines": "\r\n\r\n" + get(""), "return alone": "GET / HTTP/1.1\rHost: {host}\r\r",
    "high": get("", target="/\xff"),
    "fragment": get("", target="/#/robots.txt"), "no slash": get("", target="robots.txt"),
    "dots": get("", target="/../robots.txt"),
    "long line": get("", target="/" + "a" * 20_000), "long header": get("X: " + "a" * 20_000 + "\r\n"),
    "many headers": get("X: a\r\n" * 300), "empty name": get(": a\r\n"), "name with space": get("X Y: a\r\n"),
    "no colon": get("GET /robots.txt HTTP/1.1\r\n"), "null in header": get("X: a\0b\r\n"), "h2c": get(
        "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"),
    "websocket": get("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                     "Sec-WebSocket-Version: 13\r\n"),
    "hop by hop": get("Connection: close, Host, X-Forwarded-For\r\n"), "expect": get("Expect: 200-nothing\r\n"),
    "get with a body": get(f"Content-Length: {LENGTH}\r\n", HIDDEN), "head with a body":
        get(f"Content-Length: {LENGTH}\r\n", HIDDEN).replace("GET", "HEAD", 1),
    "get chunked": get(f"{CHUNKED}\r\n", f"{LENGTH:x}\r\n{HIDDEN}\r\n{END}"),
}  # fmt: skip
ATTACKS = {
    **{f"length and coding {name}": post(f"Content-Length: {len(END) + LENGTH}\r\n{coding}", END + HIDDEN)
       for name, coding in CODINGS.items()},
    **{f"coding {name} and length": post(f"{coding}\r\nContent-Length: 4", f"{LENGTH:x}\r\n{HIDDEN}\r\n{END}")
       for name, coding in CODINGS.items()},
    **{f"coding {name}": post(coding, f"{LENGTH:x}\r\n{HIDDEN}\r\n{END}") for name, coding in CODINGS.items()},
    **{f"length {name}": post(length, HIDDEN) for name, length in LENGTHS.items()},
    **{f"chunk {name}": post(CHUNKED, chunk) for name, chunk in CHUNKS.items()},
    **{f"chunked in 1.0 {name}": post(CHUNKED, chunk, "1.0") for name, chunk in list(CHUNKS.items())[:3]},
    **{f"line {name}": line for name, line in LINES.items()},
}  # fmt: skip
#: These name no coding by the standard, so that after the length's four bytes another request follows; none is hidden.
PLAIN = {"coding te and length", "coding underscore and length", "coding empty and length"}


def spoken(server, attack, *after):
    """Return all that a server answers on one connection to an attack and what comes after it."""
    reader = f"198.18.{next(NUMBERS) % 250}.{next(NUMBERS) % 250}"
    said = b""
    with socket.create_connection(("127.0.0.1", server.port), 10) as plain:
        context = ssl._create_unverified_context()
        with context.wrap_socket(plain, server_hostname=NAME) if server.is_tls else plain as connection:
            connection.settimeout(1.5)
            with suppress(OSError):
                for part in (attack, *after):
                    filled = part.replace("{host}", server.name).replace("{reader}", reader)
                    connection.sendall(filled.encode("latin-1"))
                while piece := connection.recv(65536):
                    said += piece
    return said


def statuses(said):
    return [int(status) for status in re.findall(rb"(?:^|(?<=\n)|(?<=>))HTTP/1\.[01] (\d{3}) ", said)]


@pytest.fixture(scope="module")
def pages():
    return {}


def own_page(server, pages):
    """Return the page that the next reader should get."""
    if server.port not in pages:
        pages[server.port] = server.ask(OWN).page
    return pages[server.port]


def test_nothing_hidden_is_answered_and_the_next_reader_gets_their_page(server, pages):
    page = own_page(server, pages)
    next_of_connection = f"GET {OWN} HTTP/1.1\r\nHost: {{host}}\r\nConnection: close\r\n\r\n"
    attacks = dict(list(ATTACKS.items())[:: scaled(1, 3)]) | {f"line {name}": line for name, line in LINES.items()}

    with ThreadPoolExecutor(16) as pool:
        all_said = pool.map(lambda attack: spoken(server, attack, next_of_connection), attacks.values())
        said = dict(zip(attacks, all_said, strict=True))
        after = [server.ask(OWN, reader=900 + number) for number in range(20)]

    assert {(one.status, one.page == page) for one in after} == {(200, True)}
    assert {name: why for name in attacks if (why := wrong(name, said[name], page))} == {}


def wrong(name, said, page):
    """Return what is wrong with what was said to an attack and to who came next on its connection; "" for nothing."""
    codes = statuses(said)
    if [code for code in codes if code >= 500 and code not in {501, 505}]:
        return f"a fault: {codes}"
    if name not in PLAIN and TOLD in said:
        return f"what was hidden is answered: {codes}"
    if len(codes) > 2 + (name in PLAIN) + (100 in codes) or b"secret=1" in said:
        return f"too much is answered: {codes}"
    if codes and codes[-1] == 200 and TOLD not in said and not said.endswith(b"\r\n\r\n") and b"<h1" not in said:
        return "another page"
    return ""


def test_requests_in_one_go_are_answered_each_in_order(server, pages):
    page = own_page(server, pages)
    asked = [
        f"GET {path} HTTP/1.1\r\nHost: {{host}}\r\n\r\n" for path in ("/robots.txt", OWN, "/nowhere/", "/robots.txt")
    ]

    said = spoken(server, "".join(asked), f"GET {OWN} HTTP/1.1\r\nHost: {{host}}\r\nConnection: close\r\n\r\n")

    assert statuses(said) == [200, 200, 404, 200, 200]
    assert (said.count(TOLD), said.count(page)) == (2, 2)
    assert said.index(TOLD) < said.index(page)


def test_a_form_whose_body_is_a_request_is_one_form(server):
    body = HIDDEN.replace("{host}", server.name)

    said = spoken(server, post(f"Content-Length: {len(body)}\r\nConnection: close", body))

    assert statuses(said) == [303]
    assert TOLD not in said


def test_readers_who_share_nodes_with_an_attacker_get_their_own_pages(nginx, pages):
    page, wrong = own_page(nginx, pages), []

    def read(number):
        for _ in range(30):
            got = nginx.ask(OWN, reader=950 + number)
            if (got.status, got.page) != (200, page):
                wrong.append(got)

    with ThreadPoolExecutor(8) as pool:
        reading = [pool.submit(read, number) for number in range(4)]
        for attack in list(ATTACKS.values())[::5]:
            pool.submit(spoken, nginx, attack)
        for one in reading:
            one.result()

    assert wrong == []
