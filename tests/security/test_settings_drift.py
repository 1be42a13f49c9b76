"""Settings drift: a public site as deploy/site.env sets it up passes Django's own check, and says so in its headers."""

from contextlib import suppress
from http.client import HTTPConnection
from shutil import copytree

import pytest
from django.conf import settings

from tests.server import Site

pytestmark = pytest.mark.once

PUBLIC = {
    "HTTPS": "true",
    "SITE_URL": "https://help.example",
    "ALLOWED_HOSTS": "help.example,127.0.0.1",
    "SECRET_KEY": "what openssl makes of 48 bytes of chance, for instance, no shorter",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "",  # the tests' own
}
#: What every answer says, whatever is asked for.
HEADERS = {
    "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
PAGES = ("/", "/guides/x-sms/", "/search/?q=SMS", "/admin/login/", "/robots.txt", "/nowhere/", "/causes/nowhere/")


class PublicSite(Site):
    """A site as it stands behind a proxy that speaks TLS."""

    def _answers(self):
        with suppress(OSError):
            return self.get("/healthz")[0] == 200
        return False

    def asked(self, path, scheme="https"):
        """Return status and headers of what the proxy in front is answered."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Host": "help.example", "X-Forwarded-Proto": scheme})
        response = connection.getresponse()
        response.read()
        connection.close()
        return response.status, response.headers


@pytest.fixture(scope="module")
def public(tmp_path_factory, static, filled):
    folder = copytree(filled, tmp_path_factory.mktemp("public") / "var")
    with PublicSite(folder, static, **PUBLIC).start() as site:
        yield site


def test_django_finds_nothing_to_warn_of(tmp_path, static):
    told = Site(tmp_path, static, **PUBLIC).manage("check", "--deploy", "--fail-level", "WARNING")

    assert told == "System check identified no issues (1 silenced).\n"
    assert settings.SILENCED_SYSTEM_CHECKS == ["mail.E001"]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_says_what_browsers_may_not_do(public, path):
    status, headers = public.asked(path)

    assert status in {200, 404}
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"


def test_what_is_made_for_others_may_be_read_by_them(public):
    _, headers = public.asked("/api/v1/release/")

    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize("path", ["/", "/guides/x-sms/walk/?situation=locked", "/admin/login/"])
def test_nothing_is_answered_without_tls(public, path):
    status, headers = public.asked(path, "http")

    assert (status, headers["location"]) == (301, f"https://help.example{path}")


def test_the_admin_s_cookies_are_for_this_host_alone(public):
    _, headers = public.asked("/admin/login/")

    (cookie,) = headers.get_all("set-cookie")
    assert {"Secure", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
