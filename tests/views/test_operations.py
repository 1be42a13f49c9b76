"""What those who run the site ask it, and crawlers."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from troubleshoot import snapshot
from troubleshoot.snapshot import store
from troubleshoot.views import operations


@pytest.fixture
def loaders():
    """Let the test say how snapshots are loaded."""
    before = store._held.loaders
    yield snapshot.install
    snapshot.install(before)


def away():
    raise ConnectionError("host db.internal, user helpcenter")


AWAY = snapshot.Loaders(versions=away, release=away, incidents=away)


def test_a_process_that_answers_is_healthy(client: Client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.text, response["Content-Type"]) == (200, "ok", "text/plain")
    assert response["Cache-Control"] == "no-store"


def test_a_process_without_a_release_is_healthy_but_not_ready(client: Client, loaders) -> None:
    snapshot.swap(None)
    loaders(AWAY)

    health, readiness = client.get("/healthz"), client.get("/readyz")

    assert (health.status_code, readiness.status_code) == (200, 503)
    assert json.loads(readiness.text)["ready"] is False
    assert readiness["Cache-Control"] == "no-store"


def test_ready_says_what_is_served(client: Client) -> None:
    response = client.get("/readyz")

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert json.loads(response.text) == {
        "ready": True,
        "release": 7,
        "published_at": "2026-11-24T00:00:00+09:00",
        "incidents_number": 1,
        "stale": None,
    }


def test_ready_while_the_database_is_away_says_since_when_and_no_secret(client: Client, loaders) -> None:
    loaders(AWAY)
    for second in (1, 2):
        with pytest.raises(ConnectionError):
            store.reload(datetime(2026, 11, 25, 12, 0, second, tzinfo=UTC))

    response = client.get("/readyz")

    assert response.status_code == 200
    assert json.loads(response.text) == {
        "ready": True,
        "release": 7,
        "published_at": "2026-11-24T00:00:00+09:00",
        "incidents_number": 1,
        "stale": {"since": "2026-11-25T12:00:01+00:00", "reason": "ConnectionError"},
    }


def test_a_node_that_is_stopping_is_not_ready_for_more() -> None:
    status, told = operations.readiness(is_stopping=True)

    assert (status, told) == (503, {"ready": False, "reason": "This node is stopping."})


def test_crawlers_may_see_walks_say_noindex_and_find_the_sitemap(client: Client) -> None:
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain"
    assert response.text.splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Sitemap: http://testserver/sitemap.xml",
    ]
    assert client.get("/sitemap.xml").status_code == 200


@pytest.mark.parametrize("url", ["/healthz", "/readyz", "/robots.txt"])
def test_is_answered_without_query_or_cookie(client: Client, url: str) -> None:
    response = client.get(url)

    assert response.cookies == {}
    assert client.post(url).status_code == 405
