"""nginx as deploy/install sets it up, before nodes that answer what they are told: whom it limits, what it asks."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import IncompleteRead
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from .cluster import NAME
from .proxy import Proxy
from .readers import connect

#: Readers of one network who ask side by side.
READERS = 4


class Node(ThreadingHTTPServer):
    """A node that answers everything with one status and notes what it was asked, or dies in the middle of a body."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answer)
        self.status, self.asked, self.dies = 200, Counter(), False
        Thread(target=self.serve_forever, daemon=True).start()


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        self.server.asked[self.path] += 1
        body = b"a page" * (20_000 if self.server.dies else 1)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        kept = "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=86400"
        self.send_header("Cache-Control", kept if self.server.status == 200 else "no-store")
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if self.server.dies else body)
        self.close_connection = self.server.dies

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_):
        pass


class Site(Proxy):
    """nginx before two nodes; it believes what a reader says of their address."""

    def __init__(self, *, apart=False):
        """Make the nodes; ``apart``: the last one has the editors' pages, the others are for readers alone."""
        self.nodes = [Node(), Node()]
        ports = [node.server_port for node in self.nodes]
        super().__init__(*(ports[:-1] if apart else ports), editors=ports[-1] if apart else None)

    def __exit__(self, *_):
        super().__exit__()
        for node in self.nodes:
            node.shutdown()
            node.server_close()

    def statuses(self, paths, readers=("127.0.0.1",), method="GET"):
        """Return how often each status was answered to readers of these addresses, who ask side by side."""
        body = "verdict=solved" if method == "POST" else None

        def ask(number):
            connection, statuses = connect(NAME, self.nginx.port, 0), Counter()
            for at in range(number, len(paths), READERS):
                connection.request(method, paths[at], body, headers={"X-Reader": readers[at % len(readers)]})
                response = connection.getresponse()
                response.read()
                statuses[response.status] += 1
            connection.close()
            return statuses

        with ThreadPoolExecutor(READERS) as pool:
            return sum(pool.map(ask, range(READERS)), Counter())

    def asked(self, path):
        """Return how often the nodes were asked for a path."""
        return sum(node.asked[path] for node in self.nodes)


@pytest.fixture(scope="module")
def running():
    with Site() as site:
        yield site


@pytest.fixture
def site(running):
    """Return the site with both nodes answering."""
    for node in running.nodes:
        node.status, node.dies = 200, False
    return running


def test_a_flood_of_searches_from_one_address_is_limited(site):
    assert site.statuses(["/search/?q=sms"] * 1000, ["192.0.2.1"])[429] > 100


@pytest.mark.parametrize("shape", ["2001:db8::a:b:c:{:x}", "2001:db8:1::{:x}", "2001:db8:1:2:a:b:c:{:x}"])
def test_a_flood_from_one_network_of_ipv6_is_limited(site, shape):
    addresses = [shape.format(number) for number in range(1, 1001)]

    assert site.statuses(["/en/search/?q=sms"] * 1000, addresses)[429] > 100


def test_networks_are_limited_each_for_itself(site):
    site.statuses(["/search/?q=sms"] * 1000, ["2001:db8:7::1"])

    assert site.statuses(["/search/?q=sms"] * 10, ["2001:db8:8::1", "192.0.2.7"]) == {200: 10}


@pytest.mark.parametrize("path", ["/busy/", "/busy/?situation=locked"])
def test_nodes_that_have_too_much_to_do_are_asked_once(site, path):
    for node in site.nodes:
        node.status = 503

    assert site.statuses([path], ["192.0.2.9"]) == {503: 1}
    assert site.asked(path) == 1


def test_a_page_that_nginx_has_is_shown_while_the_nodes_have_too_much_to_do(site):
    assert site.statuses(["/guides/kept/"], ["192.0.2.9"]) == {200: 1}
    for node in site.nodes:
        node.status = 503

    assert site.statuses(["/guides/kept/"] * 20, ["192.0.2.9"]) == {200: 20}


def test_a_crowd_behind_one_address_walks_on(site):
    walk = "/guides/x-sms/walk/screen/?situation=signup"

    assert site.statuses([walk] * 750, ["198.51.100.1"]) == {200: 750}


def test_all_forms_of_an_address_go_to_one_node(site):
    forms = "/guides/x-sms/report/"
    for reader in (f"203.0.113.{number}" for number in range(12)):
        before = [node.asked[forms] for node in site.nodes]
        assert site.statuses([forms] * 4, [reader], "POST") == {200: 4}
        assert sorted(node.asked[forms] - was for node, was in zip(site.nodes, before, strict=True)) == [0, 4]

    assert all(node.asked[forms] for node in site.nodes)


@pytest.mark.parametrize("path", ["/halved/", "/halved/?situation=locked"])
def test_half_a_body_of_a_node_that_died_is_no_page_and_is_not_kept(site, path):
    for node in site.nodes:
        node.dies = True

    for _ in range(2):
        connection = connect(NAME, site.nginx.port, 0)
        connection.request("GET", path)
        with pytest.raises(IncompleteRead):
            connection.getresponse().read()
        connection.close()

    assert site.asked(path) == 2
    for node in site.nodes:
        node.dies = False
    assert site.statuses([path], ["192.0.2.9"]) == {200: 1}


def test_editors_are_sent_to_the_nodes_that_have_their_pages():
    with Site(apart=True) as site:
        readers, editors = site.nodes
        for path in ("/guides/x-sms/", "/guides/x-sms/?situation=locked", "/en/admin/"):
            assert site.statuses([path] * 4) == {200: 4}
        assert site.statuses(["/guides/x-sms/report/"] * 4, method="POST") == {200: 4}
        assert site.statuses(["/admin/", "/preview/pass/guides/x-sms/"]) == {200: 2}
        assert site.statuses(["/admin/login/"] * 2, method="POST") == {200: 2}

    assert set(editors.asked) == {"/admin/", "/preview/pass/guides/x-sms/", "/admin/login/"}
    assert not set(readers.asked) & set(editors.asked)
