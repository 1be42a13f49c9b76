"""Servers, databases and Redis that are there, away or something else; the whole command on a whole site."""

import json
import socket
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from shutil import copytree
from threading import Thread

import pytest

from tests.server import Site
from tests.servers import PostgreSQL, Redis, free_port
from troubleshoot.doctor import running as looks

pytestmark = pytest.mark.usefixtures("as_served")


class Other(BaseHTTPRequestHandler):
    """A server that is not ours."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<p>Hello")

    def log_message(self, *_):
        pass


def answers(site):
    """Tell whether a server is there, whatever it has to serve."""
    try:
        return site.get("/healthz")[0] == 200
    except OSError:
        return False


def findings(site, code):
    """Return what a site's doctor finds, by code."""
    out = site.manage("doctor", "--json", code=code).splitlines()[0]
    return {finding["code"]: finding for finding in json.loads(out)}


def levels(found):
    return {code: finding["level"] for code, finding in found.items() if finding["level"] != "ok"}


#: What an operator has set up by the manual: somebody is mailed of an outage, and all have a second factor.
MAIL_SERVER = "smtp://localhost:25"
OFFICER = """
from django.contrib.auth.models import User
from django_otp.plugins.otp_totp.models import TOTPDevice
User.objects.filter(username="editor").update(email="officer@example.jp")
for user in User.objects.all():
    TOTPDevice.objects.create(user=user, confirmed=True)
"""


def test_a_whole_site_that_runs_has_nothing_wrong(own_site, monkeypatch):
    (own_site.folder / "site.sqlite3").chmod(0o600)
    own_site.manage("shell", "-c", OFFICER)
    monkeypatch.setitem(own_site.settings, "EMAIL_URL", MAIL_SERVER)

    assert levels(findings(own_site, code=0)) == {}


def test_each_finding_is_a_line_that_says_what_to_do(filled, static, tmp_path):
    site = Site(copytree(filled, tmp_path / "var"), static, DEBUG="true")

    lines = site.manage("doctor", code=1).splitlines()

    assert "異常 debug: DEBUG=true では、エラーのページに設定とコードが出ます。 → DEBUG を消してください。" in lines
    assert lines[-1] == "CommandError: 異常が1つあります。"


def test_a_database_that_is_not_there_is_told_and_not_made(static, tmp_path):
    found = findings(Site(tmp_path, static), code=1)

    assert found["database"]["level"] == "wrong"
    assert not (tmp_path / "site.sqlite3").exists()


def test_a_stopped_database_is_told_and_so_is_the_server_that_grew_stale(static, tmp_path):
    with PostgreSQL().start() as database:
        settings = {
            "DATABASE_URL": database.url,
            "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-and-some-more-yet",
            "EMAIL_URL": MAIL_SERVER,
        }
        with Site(tmp_path, static, **settings).fill().start() as site:
            site.manage("shell", "-c", OFFICER)
            assert levels(findings(site, code=0)) == {}

            database.stop()
            site.until(lambda: json.loads(site.get("/readyz")[1])["stale"])

            found = findings(site, code=1)
            assert levels(found) == {"server": "wrong", "database": "wrong"}
            assert "から新しい公開版を読めていません" in found["server"]["text"]
            assert list(found)[-1] == "database"


@pytest.fixture
def at(monkeypatch):
    """Say where the server should be."""
    for name in ("HOST", "PORT", "BIND"):
        monkeypatch.delenv(name, raising=False)
    return lambda **names: [monkeypatch.setenv(name, str(value)) for name, value in names.items()]


def test_a_server_is_asked_where_it_listens(site, at):
    at(HOST="0.0.0.0", PORT=site.port)
    assert looks.server().level == "ok"

    at(BIND=f"127.0.0.1:{site.port}", PORT=free_port())
    assert looks.server().level == "ok"


def test_a_server_is_asked_at_its_socket(filled, static, tmp_path, at):
    own = Site(copytree(filled, tmp_path / "var"), static)
    own.settings["BIND"] = f"127.0.0.1:{own.port},unix:{tmp_path}/web"
    with own.start():
        at(BIND=f"unix:{tmp_path}/web")

        assert looks.server().level == "ok"


def test_a_server_without_a_release_is_told(static, tmp_path, at):
    site = Site(tmp_path, static)
    site._answers = partial(answers, site)
    with site.start():
        at(PORT=site.port)

        found = looks.server()

        assert (found.level, "出すものを持っていません" in found.text) == ("wrong", True)


def test_no_server_and_another_s_are_told_apart(at):
    at(PORT=free_port())
    assert (looks.server().level, "動いていません" in looks.server().text) == ("watch", True)

    other = HTTPServer(("127.0.0.1", 0), Other)
    thread = Thread(target=other.serve_forever)
    thread.start()
    at(PORT=other.server_port)
    found = looks.server()
    other.shutdown()
    thread.join()
    other.server_close()
    assert (found.level, "このサイトでないもの" in found.text) == ("watch", True)


def test_redis_is_none_there_away_or_hung(settings):
    settings.REDIS_URL = ""
    assert looks.redis().level == "ok"

    with Redis().start() as server:
        settings.REDIS_URL = server.url
        assert (looks.redis().level, "届きます" in looks.redis().text) == ("ok", True)

        server.hang()
        assert looks.redis().level == "watch"

    assert looks.redis().level == "watch"


def test_a_redis_address_that_leads_to_something_else_is_told(settings):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        settings.REDIS_URL = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"

        assert looks.redis().level == "watch"

    settings.REDIS_URL = "redis://nowhere.invalid:6379/0"
    assert looks.redis().level == "watch"
