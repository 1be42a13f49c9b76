"""The status pages of others are read from a real server; what is ongoing there is proposed once."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from troubleshoot.incidents.loading import load_suspicions
from troubleshoot.incidents.sources import MOST, Feed, look
from troubleshoot.models import Proposal
from troubleshoot.publishing.loading import versions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

NOON = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


def incident(slug="abc", status="investigating", **more):
    return {
        "id": slug, "name": "SMS delays", "status": status, "started_at": "2026-11-25T02:50:00.000Z",
        "shortlink": "https://stspg.io/abc", "components": [{"name": "SMS"}],
        "incident_updates": [{"body": "<p>We are <b>looking</b> into it.</p>"}, {"body": "before"}],
        **more,
    }  # fmt: skip


def summary(*incidents):
    return json.dumps({"page": {}, "incidents": incidents}).encode()


def entry(name="tag:a", title="SMS delays", updated="2026-11-25T02:55:00Z", content="Investigating - we look"):
    return (
        f"<entry><id>{name}</id><title>{title}</title><updated>{updated}</updated>"
        f'<link href="https://status.example/{title}"/>'
        f'<content type="html">&lt;p&gt;{content}&lt;/p&gt;</content></entry>'
    )


def atom(*entries):
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{"".join(entries)}</feed>'.encode()


class Source:
    """A status page whose feed can be changed."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/feed"
        self.answer: tuple[int, bytes] = (200, summary())
        self.dribbles = False
        self.resting = Event()


@pytest.fixture
def source() -> Iterator[Source]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = told.answer
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for at in range(0, len(body), 20 if told.dribbles else len(body) or 1):
                with suppress(OSError):
                    self.wfile.write(body[at:][: 20 if told.dribbles else None])
                told.resting.wait(0.2 if told.dribbles else 0)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told = Source(server.server_port)
        Thread(target=server.serve_forever, daemon=True).start()
        yield told
        server.shutdown()


def looked(source, body, status=200, at=NOON):
    source.answer = (status, body)
    return look([Feed("sms", source.url)], at)


def test_ongoing_incident_of_a_status_page_is_proposed(source):
    (proposal,) = looked(source, summary(incident(), incident("over", "resolved"), incident("later", "scheduled")))

    assert (proposal.source, proposal.guide.slug, proposal.carrier, proposal.title) == (
        "feed",
        "sms",
        None,
        "SMS delays",
    )
    assert (proposal.began_at, proposal.noticed_at) == (NOON - timedelta(minutes=10), NOON)
    assert proposal.evidence == {
        "url": "https://stspg.io/abc", "title": "SMS delays", "status": "investigating",
        "body": "We are looking into it.", "components": ["SMS"],
    }  # fmt: skip


def test_ongoing_entry_of_atom_is_proposed(source):
    over, old = entry("tag:b", content="Resolved - it works"), entry("tag:c", updated="2026-11-24T02:55:00Z")

    (proposal,) = looked(source, atom(entry(), over, old))

    assert (proposal.title, proposal.evidence["body"]) == ("SMS delays", "Investigating - we look")
    assert proposal.evidence["url"] == "https://status.example/SMS delays"


@pytest.mark.parametrize("state", ["waiting", "dismissed", "confirmed", "expired"])
def test_each_is_proposed_once_whatever_became_of_it(source, state):
    looked(source, summary(incident()))
    Proposal.objects.update(state=state)
    number = versions()[1]

    again = looked(source, summary(incident(status="identified")), at=NOON + timedelta(hours=12))

    assert (again, Proposal.objects.count(), versions()[1]) == ([], 1, number)


def test_two_at_once_are_two(source):
    assert len(looked(source, summary(incident("one"), incident("two")))) == 2


def test_link_that_is_no_web_page_is_left_out(source):
    (proposal,) = looked(source, summary(incident(shortlink="javascript:alert(1)")))

    assert proposal.evidence["url"] == ""


BOMB = b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY c "&a;&a;">]>' + atom(entry(content="&c;"))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""), (200, b"{}"), (200, b'{"incidents": 7}'), (200, b'{"incidents": [{}]}'), (200, b"{" * 100_000),
        (200, b"<html></html>"), (200, b"\xff\xfe"), (200, BOMB), (200, b" " * (MOST + 1)), (404, summary(incident())),
        (500, b""),
    ],
    ids=[
        "nothing", "no incidents", "a number", "an empty incident", "deep", "html", "bytes", "bomb", "long", "gone",
        "broken",
    ],
)  # fmt: skip
def test_what_is_no_feed_is_logged_and_proposes_nothing(source, caplog, status, body):
    assert looked(source, body, status) == []
    assert "could not be read" in caplog.text


def test_a_feed_that_is_away_keeps_no_other_away(source, caplog):
    source.answer = (200, summary(incident()))

    found = look([Feed("sms", "http://127.0.0.1:9/"), Feed("sms", source.url)], NOON)

    assert len(found) == 1
    assert "http://127.0.0.1:9/ could not be read" in caplog.text


def test_a_guide_that_is_not_there_is_logged(source, caplog):
    source.answer = (200, summary(incident()))

    assert look([Feed("nowhere", source.url)], NOON) == []
    assert "not there: nowhere" in caplog.text


def test_a_proposal_follows_its_source_to_the_end(source):
    looked(source, summary(incident()))
    later = NOON + timedelta(hours=8)
    looked(source, summary(incident(status="identified")), at=later)
    seen, during = Proposal.objects.get().seen_at, load_suspicions()

    looked(source, summary(incident(status="resolved")), at=later + timedelta(hours=1))

    assert (seen, [one.probability for one in during]) == (later, [0.5])
    assert [one.probability for one in load_suspicions()] == [0]


def test_a_title_of_several_lines_is_one(source):
    (proposal,) = looked(source, summary(incident(name="\nSMS\r\n delays ")))

    assert proposal.title == "SMS delays"


def test_long_addresses_keep_incidents_apart(source):
    source.url += "?" + "x" * 400

    assert len(looked(source, summary(incident("one"), incident("two")))) == 2


def test_a_source_that_dribbles_is_given_up(source, caplog, monkeypatch):
    monkeypatch.setattr("troubleshoot.incidents.sources.PATIENCE", 0.5)
    source.answer, source.dribbles = (200, summary(incident())), True

    assert look([Feed("sms", source.url)], NOON) == []
    assert "it takes longer than 0.5 seconds" in caplog.text


ODD = [
    {"name": "bad \ud800 sign"}, {"name": "a\0b"}, {"started_at": "0001-01-01T00:00:00+14:00"},
    {"started_at": "2026-11-25T20:00:00"}, {"started_at": "2026-11-25T12:20:00+09:00"}, {"started_at": "soon"},
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_an_odd_entry_is_proposed_and_keeps_none_away(source, odd):
    found = looked(source, summary(incident("odd", **odd), incident("good")))

    assert len(found) == 2
    assert NOON - timedelta(days=1) < found[0].began_at <= NOON
