"""What is no plain hit is counted as what it was, and named by an id that reaches the log and nobody else's answer."""

import asyncio
import logging
import re

import pytest

from helpcenter import logs
from tests.views.test_every_page import PAGES

from .asking import answer, ask, run, scope
from .test_front import ADVICE, GUIDE

ID = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def written(caplog):
    """Return a function that gives what was logged: each line's request and message."""
    caplog.handler.addFilter(logs.OfRequest())
    return lambda: [(record.request_id, record.getMessage()) for record in caplog.records]


def counted(front):
    return dict(front._counts.all())


def test_each_answer_is_counted_as_what_it_was(front):
    etag = ask(front, GUIDE).headers["etag"]
    ask(front, GUIDE)
    ask(front, GUIDE, method="HEAD")
    ask(front, GUIDE, if_none_match=etag)
    ask(front, "/nowhere/")
    ask(front, GUIDE, host="evil.example")
    ask(front, "/admin/")
    ask(front, "/healthz")
    ask(front, "/guides/x-sms/report/", method="POST")

    assert counted(front) == {
        ("guide", 200, "made"): 1,
        ("guide", 200, "hit"): 2,
        ("guide", 304, "unchanged"): 1,
        ("other", 404, "made"): 1,
        ("guide", 400, "passed_on"): 1,
        ("admin", 302, "passed_on"): 1,
        ("walk", 303, "passed_on"): 1,
    }
    assert [kind for kind, _ in front._counts.waits] == ["guide", "other", "guide", "admin", "walk"]


def test_what_fails_is_counted_as_our_error(front, monkeypatch):
    async def fails(scope, receive, send):
        raise RuntimeError("so")

    monkeypatch.setattr(front, "_editors", fails)

    with pytest.raises(RuntimeError):
        ask(front, "/admin/")
    assert counted(front) == {("admin", 500, "passed_on"): 1}


def test_who_goes_away_is_not_counted(front, readers):
    async def leave():
        readers.gate.clear()
        leaving = asyncio.create_task(answer(front, scope(ADVICE)))
        await asyncio.to_thread(readers.began.wait, 30)
        leaving.cancel()
        readers.gate.set()
        await asyncio.gather(leaving, return_exceptions=True)

    run(leave())

    assert counted(front) == {}


@pytest.mark.parametrize(("path", "method"), [("/nowhere/", "GET"), ("/admin/", "GET"), (f"{GUIDE}report/", "POST")])
def test_an_answer_that_nobody_keeps_names_its_request(front, path, method):
    assert ask(front, path, method, x_request_id=ID).headers["x-request-id"] == ID
    assert re.fullmatch("[0-9a-f]{32}", ask(front, path, method).headers["x-request-id"])


@pytest.mark.parametrize("path", [*PAGES.values(), f"{GUIDE}?utm_source=mail"])
def test_what_may_be_kept_is_the_same_for_all_who_ask(front, path):
    answers = [ask(front, path, x_request_id=name) for name in (ID, ID[::-1], ID)]

    assert [name for name in answers[0].headers if name == "x-request-id"] == []
    assert answers == answers[:1] * 3


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_django_logs_meanwhile_names_the_request(front, written, method):
    ask(front, "/nowhere/", method, x_request_id=ID)

    assert {request for request, _ in written()} == {ID}
    logging.getLogger("django.request").warning("later")
    assert written()[-1] == ("-", "later")
