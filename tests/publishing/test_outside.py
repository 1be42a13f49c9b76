"""Links that lead out: where they are, what becomes of them, and where they may not lead. All on this machine."""

import socket
import ssl
import subprocess
import sys
import threading
from datetime import date
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import pytest

from tests.publishing.documents import small, step
from troubleshoot.publishing.outcomes import known, look
from troubleshoot.publishing.outside import (
    AT_ONCE,
    Fate,
    ask,
    ask_all,
    is_public,
    links,
    over_tls,
)

TODAY = date(2026, 11, 26)


class Site(BaseHTTPRequestHandler):
    """Answers paths such as /404, /no-head and /to/<status>/<where>, and counts what it is asked."""

    asked: list[str] = []

    def do_HEAD(self):
        type(self).asked.append(f"{self.command} {self.path}")
        head, _, rest = self.path.strip("/").partition("/")
        if head == "to":
            status, _, where = rest.partition("/")
            self.send_response(int(status))
            self.send_header("Location", f"/{where}")
        elif head == "away":
            self.send_response(302)
            self.send_header("Location", f"https://{rest}")
        elif head == "raw":
            self.send_response(301)
            self.send_header("Location", "/元?q=元".encode().decode("latin-1"))
        elif head == "endless":
            self.endless()
        else:
            only_get = head == "no-head" and self.command == "HEAD"
            self.send_response(405 if only_get else int(head) if head.isdigit() else 200)
        self.end_headers()

    def endless(self):
        """Say "in a moment" until the other one goes."""
        try:
            while True:
                self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        except OSError:
            self.close_connection = True

    do_GET = do_HEAD  # noqa: N815  # as http.server calls it

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def certificate(tmp_path):
    """Make a certificate for pages.example, signed by itself."""
    made = tmp_path / "pages.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=pages.example", "-addext", "subjectAltName=DNS:pages.example", "-keyout", made, "-out", made],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return made


@pytest.fixture
def site():
    """Serve pages on this machine; give the beginning of their addresses."""
    yield from serving(ThreadingHTTPServer(("127.0.0.1", 0), Site))


@pytest.fixture
def tls_site(certificate):
    """Serve the same pages by TLS, as pages.example."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    yield from serving(server)


def serving(server):
    """Serve until the test is over."""
    Site.asked = []
    server.handle_error = lambda *_: None  # who hangs up at a certificate is no fault
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def plainly(host, port, address):
    """Return a connection without TLS, which this machine's pages do without."""
    return HTTPConnection(address, port, timeout=5)


def asked_here(url):
    """Ask a page on this machine, which counts as public here alone."""
    return ask(url, public=lambda address: address == "127.0.0.1", opened=plainly)


@pytest.mark.parametrize(
    ("path", "fate"),
    [
        ("/", Fate("works")),
        ("/404", Fate("gone", "404")),
        ("/410", Fate("gone", "410")),
        ("/403", Fate("unsure", "403")),
        ("/500", Fate("unsure", "500")),
        ("/no-head", Fate("works")),
        ("/to/302/page", Fate("works")),
        ("/to/301/404", Fate("gone", "404")),
        ("/to/302/to/302/to/302/to/302/to/302/to/302/page", Fate("unsure", "302")),
    ],
)
def test_link_has_one_fate(site, path, fate):
    assert asked_here(site + path) == fate


def test_link_that_moved_for_good_says_where(site):
    assert asked_here(f"{site}/to/308/to/301/new") == Fate("moved", f"{site}/new")


def test_page_is_asked_by_head_and_by_get_only_where_that_fails(site):
    asked_here(f"{site}/page")
    asked_here(f"{site}/404")

    assert Site.asked == ["HEAD /page", "HEAD /404", "GET /404"]


@pytest.mark.parametrize(
    "url", ["https://localhost/", "https://127.0.0.1:8000/", "https://169.254.169.254/latest/", "http://example.org/"]
)
def test_address_that_is_not_public_is_never_connected_to(url):
    def opened(*_args):
        raise AssertionError("connected")

    assert ask(url, opened=opened) == Fate("inside", url)


def test_redirect_to_an_address_inside_is_not_followed(site):
    def public(address):
        return address == "127.0.0.1"

    assert ask(f"{site}/away/10.0.0.1/admin", public=public, opened=plainly) == Fate("inside", "https://10.0.0.1/admin")
    assert Site.asked == ["HEAD /away/10.0.0.1/admin"]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "2002:7f00:1::",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "::127.0.0.1", "::10.0.0.1", "::8.8.8.8", "fec0::1", "2001:0:7f00:1::",
    ],
)  # fmt: skip
def test_address_inside_is_not_public_in_any_form(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14"])
def test_address_of_anybody_is_public(address):
    assert is_public(address)


def test_connection_goes_to_the_judged_address_and_speaks_with_the_host(tls_site, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    port = int(tls_site.rpartition(":")[2])

    connection = over_tls("pages.example", port, "127.0.0.1")  # a name that leads nowhere
    connection.request("HEAD", "/page")

    assert connection.getresponse().status == 200
    assert Site.asked == ["HEAD /page"]
    connection.close()


def test_server_that_is_not_the_host_is_not_taken_for_it(tls_site, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    fate = ask(f"{tls_site}/page", public=lambda address: address == "127.0.0.1")

    assert fate == Fate("unsure", "CERTIFICATE_VERIFY_FAILED")
    assert Site.asked == []


def test_certificate_that_nobody_vouches_for_is_for_a_person_to_judge(tls_site):
    def opened(_host, port, address):
        return over_tls("pages.example", port, address)

    assert ask(tls_site, public=lambda address: address == "127.0.0.1", opened=opened).what == "unsure"
    assert Site.asked == []


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/日本?q=あ&r=%E3%81%82#元", "/%E6%97%A5%E6%9C%AC?q=%E3%81%82&r=%E3%81%82"),
        ("/a(1)/~b;c=d,e", "/a(1)/~b;c=d,e"),
    ],
)
def test_page_with_signs_beyond_ascii_is_asked_for_as_browsers_do(site, path, asked):
    assert asked_here(site + path) == Fate("works")
    assert Site.asked == [f"HEAD {asked}"]


def test_redirect_with_signs_beyond_ascii_is_followed(site):
    moved = f"/{quote('元')}?q={quote('元')}"

    assert asked_here(f"{site}/raw") == Fate("moved", site + moved)
    assert Site.asked == ["HEAD /raw", f"HEAD {moved}"]


def test_host_with_signs_beyond_ascii_is_asked_for_by_its_other_name():
    hosts = []

    def opened(host, *_args):
        hosts.append(host)
        raise ConnectionRefusedError

    ask("https://１２７。０。０。１/", public=lambda _: True, opened=opened)
    ask("https://%EF%BC%91%32%37.0.0.1/", public=lambda _: True, opened=opened)

    assert hosts == ["127.0.0.1", "127.0.0.1"]


@pytest.mark.parametrize("url", ["https://127.0.0.1:x/", "https://127.0.0.1:99999/", "https://a..b/", "https://[::1/"])
def test_address_that_nobody_can_ask_for_is_for_a_person_to_judge(url):
    assert asked_here(url).what == "unsure"


def test_server_that_is_not_there_is_silent():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    assert asked_here(f"https://127.0.0.1:{port}/").what == "silent"


def test_what_takes_too_long_is_left_for_another_time():
    waits = threading.Event()

    def slow(url):
        if url == "slow":
            waits.wait(30)
        return Fate("works")

    found = ask_all(["fast", "slow"], seconds=0.5, ask=slow)
    waits.set()

    assert found == {"fast": Fate("works")}


def test_server_that_goes_on_and_on_holds_nobody_up(site):
    found = ask_all(
        [f"{site}/endless"],
        seconds=30,
        ask=lambda url: ask(url, seconds=0.3, public=lambda _: True, opened=plainly),
    )

    assert found == {f"{site}/endless": Fate("silent", "TimeoutError")}


def test_process_ends_while_somebody_still_answers():
    program = (
        "import threading\n"
        "from troubleshoot.publishing.outside import ask_all\n"
        "print(ask_all(['https://slow.example/'], seconds=0.1, ask=lambda _: threading.Event().wait()))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout == "{}\n"


def test_fault_of_ours_is_not_taken_for_a_link_left_out():
    with pytest.raises(ZeroDivisionError):
        ask_all(["https://a.example/"], seconds=30, ask=lambda _: 1 // 0)


def linked():
    """Return a document with two links in steps, one of them twice, and one of a carrier."""
    document = small()
    document["causes"]["filter"]["steps"][0]["url"] = "https://a.example/x(1)"
    document["causes"]["filter"]["steps"][1]["source"] = "手引き(https://b.example/)、2頁"
    document["causes"]["contact"]["steps"] = [step("open", source="https://b.example/")]
    return document


def test_links_are_each_found_once_with_their_places():
    assert links(linked()) == {
        "https://a.example/x(1)": [("step", "filter", "open")],
        "https://b.example/": [("step", "filter", "own"), ("step", "contact", "open")],
        "https://www.docomo.ne.jp/": [("carrier", "docomo")],
    }


def test_look_keeps_the_day_and_asks_the_longest_unasked_first(tmp_path):
    kept, order, together = tmp_path / "links.json", [], threading.Barrier(AT_ONCE)
    old = "https://www.docomo.ne.jp/"
    more = linked()
    for number in range(2):
        more["causes"]["airplane"]["steps"][number]["url"] = f"https://c.example/{number}"
    look(small(), kept, at=date(2026, 11, 1), seconds=5, ask=lambda _: Fate("works"))

    def answer(url):
        order.append(url)
        if url != old:
            together.wait(10)
        return Fate("gone", "404") if "a.example" in url else Fate("works")

    done = look(more, kept, at=TODAY, seconds=20, ask=answer)

    assert (done.asked, done.of, order[-1]) == (5, 5, old)
    assert known(kept)["https://a.example/x(1)"] == (Fate("gone", "404"), TODAY)


def test_link_that_left_the_content_is_forgotten(tmp_path):
    kept = tmp_path / "links.json"
    look(linked(), kept, at=TODAY, seconds=5, ask=lambda _: Fate("works"))

    look(small(), kept, at=TODAY, seconds=5, ask=lambda _: Fate("works"))

    assert list(known(kept)) == ["https://www.docomo.ne.jp/"]


def test_without_a_network_nothing_is_kept_and_nothing_forgotten(tmp_path):
    kept = tmp_path / "links.json"
    look(linked(), kept, at=TODAY, seconds=5, ask=lambda _: Fate("works"))
    before = kept.read_bytes()

    offline = look(linked(), kept, at=TODAY, seconds=5, ask=lambda _: Fate("silent", "gaierror"))

    assert (offline.offline, kept.read_bytes()) == (True, before)
    assert str(offline).startswith("どのリンクにもつながりません。")


def test_file_that_is_damaged_counts_as_none(tmp_path):
    (tmp_path / "links.json").write_text('{"a": 1}')

    assert known(tmp_path / "links.json") == {}
