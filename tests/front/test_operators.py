"""Those who run the site are answered at once, by whatever name they ask; its numbers are not for the world."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from helpcenter.front import THREADS
from troubleshoot import snapshot
from troubleshoot.snapshot import store

from .asking import answer, ask, run, scope
from .test_front import ADVICE

TOKEN = "a-long-enough-token"
METRICS = "/metrics"


READY = {
    "ready": True,
    "release": 7,
    "published_at": "2026-11-24T00:00:00+09:00",
    "incidents_number": 1,
    "stale": None,
}


@pytest.fixture
def database_away():
    """Have the database answer nobody."""

    def away():
        raise ConnectionError("host db.internal, user helpcenter")

    before = store._held.loaders
    snapshot.install(snapshot.Loaders(versions=away, release=away, incidents=away))
    yield
    snapshot.install(before)


def asked_from(client, front, **headers):
    """Return the status of the numbers for somebody at an address."""
    return ask(front, METRICS, client=client, **headers).status


@pytest.mark.parametrize("path", ["/healthz", "/readyz", METRICS])
def test_is_answered_under_any_name_and_kept_by_nobody(front, readers, path, settings):
    settings.SECURE_SSL_REDIRECT = True

    sent = ask(front, path, host="10.0.0.5:8001")

    assert (sent.status, sent.headers["cache-control"]) == (200, "no-store")
    assert readers.asked == []
    assert ask(front, path, method="HEAD") == (200, sent.headers, b"")
    assert ask(front, path, method="POST").status == 405


@pytest.mark.parametrize("path", ["/healthz", "/readyz", METRICS])
def test_is_answered_while_all_who_make_pages_are_busy(front, readers, path):
    async def asked_meanwhile():
        readers.gate.clear()
        waiting = [asyncio.create_task(answer(front, scope(f"/nowhere/{one}/"))) for one in range(THREADS + 1)]
        await asyncio.to_thread(readers.began.wait, 30)
        sent = await answer(front, scope(path))
        assert not any(task.done() for task in waiting)
        readers.gate.set()
        await asyncio.gather(*waiting)
        return sent

    assert run(asked_meanwhile()).status == 200


def test_ready_says_what_is_served(front):
    sent = ask(front, "/readyz")

    assert sent.headers["content-type"] == "application/json"
    assert json.loads(sent.body) == READY


def test_ready_while_the_database_is_away_says_since_when_and_no_secret(front, database_away):
    for second in (1, 2):
        with pytest.raises(ConnectionError):
            snapshot.reload(datetime(2026, 11, 25, 12, 0, second, tzinfo=UTC))

    sent = ask(front, "/readyz")

    assert sent.status == 200
    assert json.loads(sent.body) == {
        **READY,
        "stale": {"since": "2026-11-25T12:00:01+00:00", "reason": "ConnectionError"},
    }


def test_without_a_release_a_process_is_healthy_and_not_ready(front):
    snapshot.swap(None)

    assert ask(front, "/healthz").status == 200
    assert ask(front, "/readyz").status == 503


def test_a_node_that_is_stopping_is_healthy_and_not_ready(front):
    front.is_stopping = lambda: True

    assert ask(front, "/healthz").status == 200
    assert ask(front, "/readyz").status == 503
    assert ask(front, ADVICE).status == 200


@pytest.mark.parametrize("client", [("127.0.0.1", 5), ("::1", 5), ("10.1.2.3", 5), ("fd00::7", 5), ("192.168.0.9", 5)])
def test_numbers_are_for_this_box_and_its_network(front, client):
    assert asked_from(client, front) == 200


@pytest.mark.parametrize("client", [("203.0.114.7", 5), ("2001:4860::1", 5), ("100.64.0.1", 5), None])
def test_and_for_nobody_else(front, client):
    assert asked_from(client, front) == 403


@pytest.mark.parametrize("header", ["x_forwarded_for", "x_forwarded_proto", "x_real_ip", "forwarded", "via"])
def test_nor_for_whoever_comes_by_a_proxy_of_ours(front, header):
    assert asked_from(("127.0.0.1", 5), front, **{header: "203.0.113.7"}) == 403


def test_with_a_token_they_are_for_whoever_has_it_alone(front, settings):
    settings.METRICS_TOKEN = TOKEN

    far, near = ("203.0.114.7", 5), ("127.0.0.1", 5)
    assert asked_from(far, front, authorization=f"Bearer {TOKEN}", x_forwarded_for="203.0.113.7") == 200
    assert [asked_from(near, front, authorization=sent) for sent in (None, "", TOKEN, f"Bearer {TOKEN}x")] == [403] * 4
