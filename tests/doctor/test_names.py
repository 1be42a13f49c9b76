"""Settings that do not fit each other, or not a public site."""

import pytest

from troubleshoot.doctor import names as looks

pytestmark = pytest.mark.usefixtures("as_served")


def level(look):
    return look().level


@pytest.mark.parametrize(
    ("url", "allowed", "expected"),
    [
        ("https://help.example", ["help.example", "127.0.0.1"], "ok"),
        ("https://help.example:8443", [".example"], "ok"),
        ("http://[::1]:8000", ["[::1]"], "ok"),
        ("https://help.example", ["127.0.0.1"], "wrong"),
        ("https://other.example", ["help.example"], "wrong"),
        ("help.example", ["help.example"], "wrong"),
        ("https://help.example", ["*"], "watch"),
    ],
)
def test_links_lead_to_a_name_that_is_answered(settings, url, allowed, expected):
    settings.SITE_URL, settings.ALLOWED_HOSTS = url, allowed

    assert level(looks.hosts) == expected


@pytest.mark.parametrize(
    ("url", "secure", "expected"),
    [
        ("https://help.example", True, "ok"),
        ("http://127.0.0.1:8000", False, "ok"),
        ("http://192.168.1.5", False, "ok"),
        ("http://[::1]:8000", False, "ok"),
        ("http://help.example", False, "watch"),
        ("http://help.example", True, "wrong"),
        ("https://help.example", False, "wrong"),
    ],
)
def test_https_and_the_address_say_the_same(settings, url, secure, expected):
    settings.SITE_URL, settings.SECURE_SSL_REDIRECT = url, secure

    assert level(looks.https) == expected


def test_a_key_that_can_be_guessed_is_told(settings):
    assert level(looks.secret_key) == "ok"

    settings.SECRET_KEY = "one for all nodes"

    assert level(looks.secret_key) == "wrong"


def test_a_key_of_one_s_own_beside_postgresql_is_to_be_shared(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    assert level(looks.secret_key) == "watch"

    monkeypatch.setenv("SECRET_KEY", settings.SECRET_KEY)

    assert level(looks.secret_key) == "ok"


def test_debugging_is_told(settings):
    assert level(looks.debug) == "ok"

    settings.DEBUG = True

    assert level(looks.debug) == "wrong"


def test_what_else_django_finds_is_told(settings):
    assert level(looks.django_check) == "ok"

    settings.X_FRAME_OPTIONS = "SAMEORIGIN"
    assert (level(looks.django_check), "security.W019" in looks.django_check().text) == ("watch", True)

    settings.CSRF_TRUSTED_ORIGINS = ["help.example"]
    assert (level(looks.django_check), "4_0.E001" in looks.django_check().text) == ("wrong", True)


def test_what_other_looks_say_is_not_said_twice(settings):
    settings.DEBUG, settings.SECRET_KEY = True, "short"

    assert level(looks.django_check) == "ok"
