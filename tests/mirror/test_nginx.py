"""nginx serves the mirror of the first content when no node answers: at the addresses that readers hold."""

import shutil
import urllib.error
import urllib.request
from urllib.parse import urljoin

import pytest

from tests.server import ROOT
from tests.servers import Nginx, free_port

from .reading import Reading

DEPLOY = ROOT / "deploy/nginx/helpcenter"
#: What is around the two files of deploy/ on a site: a server that hands on to one node.
AROUND = """
pid {folder}/pid;
error_log stderr crit;
events {{}}
http {{
    types {{ text/html html; text/css css; text/javascript js; image/svg+xml svg; application/atom+xml atom; }}
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    include {folder}/mirror-names.conf;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://127.0.0.1:{node};
            proxy_set_header Host 127.0.0.1:{node};
            error_page 502 503 504 = @mirror;
        }}
        include {folder}/mirror.conf;
    }}
}}
"""


class MirrorServer(Nginx):
    """nginx in front of one node, with a mirror under its folder."""

    def __init__(self, node):
        super().__init__()
        self.folder.chmod(0o755)
        for name in ("mirror.conf", "mirror-names.conf"):
            written = (DEPLOY / name).read_text().replace("@ROOT@", str(self.folder))
            (self.folder / name).write_text(written)
        pages = self.folder / "etc/nginx/helpcenter"
        pages.mkdir(parents=True)
        for page in DEPLOY.glob("*.html"):
            shutil.copy(page, pages)
        self.mirror = self.folder / "var/lib/helpcenter/mirror"
        around = AROUND.format(folder=self.folder, port=self.port, node=node)
        self.configuration = self.folder / "nginx.conf"
        self.configuration.write_text(around)

    def answers(self):
        try:
            return self.get("/")[0] > 0
        except OSError:
            return False

    def get(self, path, **posted):
        """Return the status, the path after redirects, and the text of what is answered."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", **posted)
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, _path(response.url), response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, _path(error.url), error.read().decode()


def _path(url):
    return "/" + url.split("/", 3)[3]


HEADERS = (
    "Content-Security-Policy",
    "Content-Type",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
)


def _headers(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/accessibility/") as response:
        return response.headers


def _is_there(nginx, here, link):
    return nginx.get(urljoin(here, link))[0] == 200


@pytest.fixture
def nginx(own_site):
    assert shutil.which("nginx"), "nginx is not installed: scripts/need nginx nginx-light"
    with MirrorServer(own_site.port) as started:
        yield started.start()


def walk(nginx):
    """Return the cause and the query of an advice that the mirror has."""
    advices = (nginx.mirror / "guides/x-sms/advice").glob("*/*=*.html")
    first = min(advices, key=lambda one: (len(one.name), one.name))
    return first.parent.name, first.stem


def test_nginx_serves_the_mirror_when_no_node_answers(nginx, own_site):
    told = own_site.manage("export_static", str(nginx.mirror), "--walks", "30", "--processes", "2")
    assert "Every link leads to a file." in told
    cause, query = walk(nginx)
    advice = f"/guides/x-sms/advice/{cause}/?{query}"
    addresses = ["/", "/guides/x-sms/", "/easy/guides/sms-any/", f"/causes/{cause}/docomo/", advice, f"/en{advice}"]
    live = {address: Reading(nginx.get(address)[2]).main for address in addresses}
    assert nginx.get("/guides/x-sms/index.html")[:2] == (200, "/guides/x-sms/")
    assert "写しです" not in nginx.get(advice)[2]
    headers = _headers(own_site.port)

    own_site.stop()

    for address, main in live.items():
        status, path, text = nginx.get(address)
        assert (status, path) == (200, address)
        assert Reading(text).main == main
    assert "写しです" in nginx.get(advice)[2]
    assert nginx.get(f"/guides/x-sms/advice/{cause}/{query}.html")[:2] == (200, advice)
    assert nginx.get(f"{advice}&device=ios")[0] == 200
    assert Reading(nginx.get(f"{advice}&device=ios")[2]).main == live[advice]
    for asked, shown in {
        f"/guides/x-sms/advice/{cause}/?situation=nothing&carrier=docomo&tried=x": f"/causes/{cause}/docomo/",
        f"/guides/x-sms/advice/{cause}/?carrier=nobody": f"/causes/{cause}/",
        "/en/guides/x-sms/walk/nothing/?a=b": "/en/guides/x-sms/",
        "/guides/nothing/": "/",
        "/guides/x-sms/?utm_source=x": "/guides/x-sms/?utm_source=x",
        "/?../../../etc/passwd": "/?../../../etc/passwd",
    }.items():
        assert nginx.get(asked)[:2] == (200, shown)
    assert_told_that_it_was_not_sent(nginx, advice)
    assert nginx.get("/nowhere/")[0] == 503
    mirrored = _headers(nginx.port)
    assert {name: mirrored[name] for name in HEADERS} == {name: headers[name] for name in HEADERS}
    for _, link in Reading(nginx.get(advice)[2]).every:
        if not link.startswith(("http", "tel:", "#")):
            assert _is_there(nginx, advice, link), link


def assert_told_that_it_was_not_sent(nginx, page):
    """Fail unless a verdict from a page is answered by one that says so and leads back."""
    report = {"data": b"verdict=unsolved", "headers": {"Referer": f"https://help.example{page}"}}
    status, _, text = nginx.get("/guides/x-sms/report/", **report)
    assert status == 503
    assert "送れませんでした" in text
    assert page.replace("&", "&amp;") in text


def test_without_a_mirror_readers_are_told_to_come_again():
    with MirrorServer(free_port()) as nginx:
        status, _, text = nginx.start().get("/guides/x-sms/")

    assert status == 503
    assert "いまは表示できません" in text
