"""Wherever an answer leads by something that the request said, it leads to this site and nowhere else."""

import re
import socket
import ssl
from contextlib import suppress
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.test import Client

from tests.admin.conftest import content, document, editor, rows  # noqa: F401  # an editor, with something published
from tests.cluster.cluster import NAME
from tests.cluster.proxy import Proxy
from tests.front.asking import ask
from tests.scale import scaled
from tests.servers import free_port
from tests.views.conftest import served  # noqa: F401

from .served import Server

pytestmark = pytest.mark.once

#: Thirty ways to say another site, as browsers and libraries read them differently.
PAYLOADS = (
    "https://evil.example/",
    "http://evil.example",
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "/\\evil.example/",
    "\\/evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\n/evil.example",
    "\r\n//evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "//evil.example\\@localhost/",
    "https://localhost@evil.example/",
    "https://localhost\\.evil.example/",
    "https://evil.example#localhost",
    "https://evil.example?localhost",
    "javascript:alert(document.domain)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil%E3%80%82example",
    "//ｅｖｉｌ.example",
    "//[::ffff:203.0.113.7]/",
    "/%0d%0aLocation:%20https://evil.example",
    "x\r\nLocation: https://evil.example",
)
HOST = "testserver"


def leads_away(location, here):
    """Tell whether a browser would leave a site; it takes a backslash for a slash, and no notice of tabs and lines."""
    browsers = location.strip("\x00 \t\r\n").translate(
        {ord("\\"): "/", ord("\t"): None, ord("\r"): None, ord("\n"): None}
    )
    target = urlsplit(urljoin(f"{here}/a/b/", browsers))
    return f"{target.scheme}://{target.netloc}" != here or target.path.startswith("//")


#: What a page might take an address from.
NAMES = ("next", "walk", "_popup", "url", "return", "back")


def test_there_are_thirty_and_each_would_lead_away_or_split_a_header():
    assert len(set(PAYLOADS)) == 30
    assert sum(leads_away(one, "https://localhost") for one in PAYLOADS) >= 24


@pytest.mark.django_db
@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_admin_s_language_and_login_lead_back_here(editor, payload):  # noqa: F811
    editor.set_password("a-long-enough-password")
    editor.save()
    who = {"username": editor.username, "password": "a-long-enough-password"}

    switched = Client().post("/admin/language/", {"language": "en", "next": payload})
    login = Client().post(f"/admin/login/?next={quote(payload)}", who)
    posted = Client().post("/admin/login/", {**who, "next": payload})
    out = Client()
    out.force_login(editor)
    left = out.post(f"/admin/logout/?next={quote(payload)}", {"next": payload})

    for answer in (switched, login, posted, left):
        location = answer.get("Location", "/")
        assert not leads_away(location, f"http://{HOST}"), location
        assert "evil" not in urlsplit(location).netloc
    assert switched.status_code == 303


@pytest.mark.django_db
@pytest.mark.parametrize("payload", PAYLOADS)
def test_editors_pages_lead_nowhere_by_what_the_query_says(editor, payload):  # noqa: F811
    client = Client()
    client.force_login(editor)
    for address in ("/admin/", "/admin/troubleshoot/cause/", "/admin/troubleshoot/scenario/add/", "/admin/exchange/"):
        for name in NAMES if payload in PAYLOADS[:: scaled(1, 6)] else NAMES[:1]:
            answer = client.get(address, {name: payload})

            assert not leads_away(answer.get("Location", "/"), f"http://{HOST}")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_readers_pages_lead_here_whatever_path_query_and_headers_say(front, payload):
    quoted = quote(payload, safe="/:@[]\\")
    said = {"x_forwarded_host": "evil.example", "referer": "https://evil.example/", "x_original_url": "//evil.example"}
    said |= {"x_forwarded_prefix": "//evil.example", "hx_current_url": "https://evil.example/"}
    for path in (
        quoted,
        f"/{quoted}",
        f"/en/{quoted}",
        f"/easy//{quoted}",
        f"/{quoted}/guides/x-sms/",
        f"/{quoted}/..",
        f"/guides/x-sms/walk/{quoted}/",
        f"/guides/x-sms/advice/{quoted}/?situation=locked",
        f"/guides/x-sms/solved/{quoted}/",
        f"/guides/{quoted}/",
        f"/guides/x-sms/?next={quote(payload)}",
        f"/guides/x-sms/walk/?situation={quote(payload)}&next={quote(payload)}",
        "/guides/x-sms",
        "/en",
    ):
        for method in ("GET", "POST"):
            answer = ask(front, path if path[:1] == "/" else f"/{path}", method, **said)

            location = answer.headers.get("location", "/")
            assert answer.status < 500, path
            assert not leads_away(location, "http://localhost"), (path, location)
            assert not urlsplit(location).netloc
            assert "evil" not in urlsplit(location).netloc


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "evil.example:80"]
)
def test_a_foreign_host_is_led_nowhere(front, host):
    for name in ("host", "x_forwarded_host"):
        answer = ask(front, "/guides/x-sms", **{name: host})

        assert "evil" not in answer.headers.get("location", "") + answer.body.decode()
        assert answer.status == (400 if name == "host" else 301)


@pytest.fixture(scope="module")
def down():
    """Run nginx before a node that is not there: the mirror's rules answer."""
    with Proxy(free_port()) as proxy:
        for page in ("guides/x-sms", "causes/filter/docomo"):
            (proxy.mirror / page).mkdir(parents=True)
            (proxy.mirror / page / "index.html").write_text("a page")
        yield proxy


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_mirror_leads_back_by_a_referer_only_to_a_guide_of_ours(down, payload):
    server = Server(down.nginx.port, is_tls=True)
    for referer in (
        payload,
        f"https://evil.example{payload}",
        f"https://evil.example/guides/x-sms/{payload}",
        f"https://evil.example/guides/x-sms/?{payload}",
        "https://evil.example/guides/x-sms/?a=b",
        f"{payload}/guides/x-sms/",
    ):
        plain = referer.translate({ord("\r"): None, ord("\n"): None})
        answer = server.ask("/guides/x-sms/report/", [("Referer", plain)], "POST", b"verdict=solved")

        assert answer.status in {503, 429}, plain
        links = re.findall(r'href="([^"]*)"', answer.body.decode()) if answer.status == 503 else []
        assert "location" not in answer.headers
        assert [one for one in links if one != "/" and not one.startswith("/guides/")] == [], plain
        assert not [one for one in links if leads_away(one, server.origin)]
    server.end()


#: Request targets that might be taken for a host where they are put behind one.
TARGETS = (
    "//evil.example/index.html",
    "//evil.example/guides/x.html",
    "/%2f%2fevil.example/index.html",
    "/\\evil.example/index.html",
    "/guides/x-sms/a=b.html",
    "/evil.example/..//evil.example/index.html",
    "@evil.example/",
    ".evil.example/",
    ":80@evil.example/",
    "//evil.example",
    "/%0d%0aLocation:%20//evil.example",
    "/guides/x%0d%0aSet-Cookie:a=b/",
    "/en/guides/evil.example/advice/evil.example/?carrier=//evil.example",
    "http://evil.example/index.html",
)


@pytest.mark.parametrize("target", TARGETS)
def test_no_request_target_has_nginx_lead_elsewhere(down, target):
    for port, is_tls in ((down.http_port, False), (down.nginx.port, True)):
        said = spoken(port, f"GET {target} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n", is_tls=is_tls)

        head = said.partition(b"\r\n\r\n")[0].decode("latin-1")
        locations = [line.partition(": ")[2] for line in head.split("\r\n") if line.lower().startswith("location:")]
        assert len(locations) <= 1
        assert not any(line.lower().startswith("set-cookie") for line in head.split("\r\n"))
        here = {f"https://{NAME}:{down.nginx.port}"}
        for location in locations:
            own = location.startswith("/") or urlsplit(location).netloc == f"{NAME}:{down.nginx.port}"
            assert own, location
            assert not location.startswith("/") or not leads_away(location, *here), location


def spoken(port, request, *, is_tls):
    """Return all that a server answers to some bytes."""
    with socket.create_connection(("127.0.0.1", port), 10) as plain:
        context = ssl._create_unverified_context()
        with context.wrap_socket(plain, server_hostname=NAME) if is_tls else plain as connection:
            connection.sendall(request.encode("latin-1"))
            said = b""
            with suppress(ConnectionResetError):  # so nginx answers whoever comes under another name
                while piece := connection.recv(65536):
                    said += piece
            return said
