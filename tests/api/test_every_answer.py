"""What holds for every answer of the API: anybody's script may read it, and what goes wrong is a problem document."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.test.utils import override_settings

from troubleshoot import snapshot
from troubleshoot.snapshot import Loaders

ANSWERS = {
    "walk": "/api/v1/guides/x-sms/walk/?situation=locked",
    "cause": "/api/v1/causes/intl-block/",
    "release": "/api/v1/release/",
    "status": "/api/v2/summary.json",
}
MISSING = {
    "guide": ("/api/v1/guides/nonsense/walk/?situation=locked", "公開された内容に「nonsense」はありません。"),
    "cause": ("/api/v1/causes/nonsense/", "公開された内容に「nonsense」はありません。"),
    "resource": ("/api/v1/nonsense/", "このアドレスはAPIにありません。"),
    "part of a walk": ("/api/v1/guides/x-sms/walk/reach/", "このアドレスはAPIにありません。"),
    "version": ("/api/v9/release/", "このアドレスはAPIにありません。"),
    "status": ("/api/v2/nonsense.json", "このアドレスはAPIにありません。"),
    "status with a slash": ("/api/v2/summary.json/", "このアドレスはAPIにありません。"),
    "versions root": ("/api/v2/", "このアドレスはAPIにありません。"),
}
every_answer = pytest.mark.parametrize("url", ANSWERS.values(), ids=ANSWERS.keys())


@every_answer
def test_is_anybody_s_to_read_and_keep_without_a_cookie(client: Client, url: str) -> None:
    response = client.get(url)

    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=86400"
    assert response["X-Robots-Tag"] == "noindex"
    assert response.cookies == {}
    assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"


@every_answer
def test_head_is_the_same_without_its_body(client: Client, url: str) -> None:
    whole = client.get(url)

    response = client.head(url)

    assert (response.status_code, response.content) == (200, b"")
    assert response.headers == whole.headers


@every_answer
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_refused(url: str, method: str) -> None:
    response = Client(enforce_csrf_checks=True).generic(method, url)

    assert response["Allow"] == "GET, HEAD"
    assert_is_a_problem(response, 405, "Method Not Allowed", "読むだけのアドレスです。GETかHEADで呼んでください。")


@pytest.mark.parametrize(("url", "detail"), MISSING.values(), ids=MISSING.keys())
def test_what_is_not_there_is_a_problem(client: Client, url: str, detail: str) -> None:
    response = client.get(url)

    assert_is_a_problem(response, 404, "Not Found", detail)


@override_settings(DEBUG=True)
def test_problems_are_the_same_while_developing(client: Client) -> None:
    response = client.get("/api/v1/causes/nonsense/")

    assert_is_a_problem(response, 404, "Not Found", "公開された内容に「nonsense」はありません。")


@pytest.fixture
def database_away() -> Iterator[None]:
    """Have nothing to serve, and a database that cannot be read."""

    def refuse() -> tuple[int, int]:
        raise OSError

    held = snapshot.store._held.loaders
    snapshot.swap(None)
    snapshot.install(Loaders(versions=refuse, release=lambda: None, incidents=tuple))
    yield
    snapshot.install(held)


@pytest.mark.usefixtures("database_away")
@pytest.mark.parametrize("url", [*ANSWERS.values(), "/api/v1/nonsense/"])
def test_without_any_release_it_says_when_to_come_again(client: Client, url: str) -> None:
    response = client.get(url)

    assert response["Retry-After"] == "10"
    detail = "公開された内容をまだ読み込めません。少し待ってからもう一度呼んでください。"
    assert_is_a_problem(response, 503, "Service Unavailable", detail)


def test_a_missing_slash_is_added(client: Client) -> None:
    response = client.get("/api/v1/release")

    assert (response.status_code, response["Location"]) == (301, "/api/v1/release/")


def assert_is_a_problem(response, status: int, title: str, detail: str) -> None:
    """Assert that an answer is this problem as RFC 9457 has it, kept by nobody and readable by any site's script."""
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.json() == {"type": "about:blank", "title": title, "status": status, "detail": detail}
