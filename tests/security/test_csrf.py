"""No other site can send in a reader's or an editor's name; a form on a page that a cache kept still can be sent."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from tests.admin.conftest import content, document, editor, rows  # noqa: F401  # an editor, with something published
from tests.front.asking import ask
from tests.insight.verdicts import entries
from tests.views.conftest import served  # noqa: F401
from tests.views.reading import Page
from tests.views.test_report import QUERY, WALK, recorder  # noqa: F401  # what is recorded is the test's own

from .served import WHOLE

pytestmark = pytest.mark.once

FORMS = ("report", "feedback", "took", "too")
FIELDS = {
    **WALK,
    "cause": "intl-block",
    "verdict": "solved",
    "feedback.text": "設定を変えました。",
    "took.minutes": "5",
}
OURS = "http://localhost"
#: What browsers say of who sends: other sites, and what only looks like ours.
CROSS_SITE = (
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "http://localhost.evil.example"},
    {"origin": "http://evil.example/localhost"},
    {"origin": "http://localhost@evil.example"},
    {"origin": "http://localhost:8443"},
    {"origin": "localhost"},
    {"origin": f"{OURS} https://evil.example"},
    {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "same-site"},
    {"sec_fetch_site": "same-origin, cross-site"},
    {"origin": OURS, "sec_fetch_site": "cross-site"},
    {"origin": "https://evil.example", "sec_fetch_site": "same-origin"},
    {"origin": "https://evil.example", "x_forwarded_host": "evil.example"},
    {"origin": "https://evil.example", "host": "evil.example"},
)


def send(front, form, **headers):
    asked = {"content_type": "application/x-www-form-urlencoded", **headers}
    return ask(front, f"/guides/x-sms/{form}/", "POST", urlencode(FIELDS).encode(), **asked)


@pytest.mark.parametrize("headers", CROSS_SITE, ids=lambda headers: " ".join(map(":".join, headers.items())))
@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_another_site_is_refused_and_nothing_kept(front, recorder, form, headers):  # noqa: F811
    sent = send(front, form, **headers)

    assert sent.status == (400 if headers.get("host") else 403)
    assert sent.headers.get("cache-control", "no-store").count("public") == 0
    assert entries(recorder.journal) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("headers", [{}, {"origin": OURS}, {"origin": OURS, "sec_fetch_site": "same-origin"}])
def test_a_form_of_ours_is_taken(front, recorder, form, headers):  # noqa: F811
    assert send(front, form, **headers).status == 303
    assert len(entries(recorder.journal)) == 1


def test_the_form_of_a_page_from_the_cache_is_taken(front, readers, recorder):  # noqa: F811
    advice = f"/guides/x-sms/advice/intl-block/?{QUERY}"
    kept = [ask(front, advice) for _ in range(2)][1]
    assert len(readers.asked) == 1
    page = Page(kept.body.decode())
    fields = {one["name"]: one["value"] for one in page.all("input", type="hidden")}
    form = page.one("form", class_="verdict")

    body = urlencode({**fields, "verdict": "solved"}).encode()
    sent = ask(front, form["action"], "POST", body, origin=OURS, sec_fetch_site="same-origin")

    assert (sent.status, "set-cookie" in sent.headers) == (303, False)
    assert len(entries(recorder.journal)) == 1


def test_through_nginx_a_form_of_its_cached_page_is_taken_and_another_site_s_is_not(nginx):
    advice = f"/guides/x-sms/advice/ios-filter/?{WHOLE}"
    kept = [nginx.ask(advice) for _ in range(3)][-1]
    fields = {one["name"]: one["value"] for one in Page(kept.page.decode()).all("input", type="hidden")}
    body = urlencode({**fields, "verdict": "unsolved"}).encode()

    def post(origin):
        headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", origin)]
        return nginx.ask("/guides/x-sms/report/", headers, "POST", body, reader=7)

    ours, others, plain = post(nginx.origin), post("https://evil.example"), post(nginx.origin.replace("https", "http"))

    assert ours.status == 303
    assert "tried=ios-filter" in ours.headers["location"]
    assert (others.status, plain.status) == (403, 303)  # the proxy ends TLS, so the scheme is not ours to judge


def addresses_of_admin():
    """Return an address of every view of the admin, whatever stands for what it takes."""

    def walk(patterns, before=""):
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield "/" + filled(route)
            else:
                yield from walk(pattern.url_patterns, route)

    return sorted({one for one in walk(get_resolver("helpcenter.urls").url_patterns) if one.startswith("/admin/")})


def filled(route):
    """Return a route with something in each of its places."""
    for kind, value in (("slug", "sms"), ("str", "sms"), ("path", "1"), ("int", "1"), ("uuid", "0" * 32)):
        while f"<{kind}:" in route:
            before, _, after = route.partition(f"<{kind}:")
            route = before + value + after.partition(">")[2]
    return route.replace("(?P<url>.*)$", "nowhere/").replace("^", "")


@pytest.mark.django_db
def test_each_address_of_the_admin_refuses_a_post_without_its_token(django_user_model):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(django_user_model.objects.create_superuser("chief"))  # so that no role refuses first
    asked = addresses_of_admin()

    taken = {}
    for address in asked:
        for headers in ({"X-CSRFToken": "x" * 64}, {"Origin": "https://evil.example"}):
            answered = strict.post(address, {"csrfmiddlewaretoken": "y" * 64}, headers=headers)
            if answered.status_code != 403:
                taken[address] = answered.status_code

    assert len(asked) > 100
    assert taken == {}


@pytest.mark.django_db
def test_a_token_of_another_session_is_worth_nothing(editor):  # noqa: F811
    one, other = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    for client in (one, other):
        client.force_login(editor)
    page = Page(other.get("/admin/").text)
    token = page.all("input", name="csrfmiddlewaretoken")[0]["value"]
    one.get("/admin/")

    stolen = one.post("/admin/language/", {"language": "en", "csrfmiddlewaretoken": token})
    own = other.post("/admin/language/", {"language": "en", "csrfmiddlewaretoken": token})

    assert (stolen.status_code, own.status_code) == (403, 303)


@pytest.mark.parametrize("language", ["", "/en", "/easy"])
@pytest.mark.parametrize("page", ["/", "/styleguide/", "/guides/x-sms/", "/search/", "/api/v1/release/", "/incidents/"])
def test_a_post_to_a_readers_page_is_told_that_it_only_reads(page, language):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)

    assert strict.post(f"{language}{page}").status_code == 405
