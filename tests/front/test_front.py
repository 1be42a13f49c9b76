"""The front answers from memory what Django made once; a page is a function of its address and of what is published."""

import asyncio
import gc
import gzip
import html
import re
import threading
import weakref
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime

import brotli
import pytest
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpcenter.front import Front
from helpcenter.making import ENCODERS, Address
from helpcenter.warming import likely
from tests.views.conftest import OUTAGE, a_snapshot
from tests.views.document import DOCUMENT
from tests.views.test_every_page import PAGES
from troubleshoot import search, snapshot
from troubleshoot.snapshot import pulse
from troubleshoot.views.reader import offline

from .asking import answer, aside, ask, run, scope

GUIDE = "/guides/x-sms/"
ADVICE = PAGES["advice"]


def test_a_page_is_made_once_and_sent_again(front, readers):
    first, second = ask(front, ADVICE), ask(front, ADVICE)

    assert first == second
    assert first.status == 200
    assert "aria-labelledby" in first.body.decode()
    assert len(readers.asked) == 1


def test_each_page_is_what_django_says_with_the_same_headers(front, client):
    for path in PAGES.values():
        plain = client.get(path, headers={"host": "127.0.0.1:8000"})

        sent = ask(front, path)

        assert sent.body == plain.content, path
        ours = {"etag", "vary", "content-length"}
        assert {name: value for name, value in sent.headers.items() if name not in ours} == {
            name.lower(): value for name, value in plain.headers.items() if name.lower() not in ours
        }, path


@pytest.mark.parametrize(("accepted", "decode"), [("br, gzip", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_compressed_page_is_the_page(front, accepted, decode):
    plain = ask(front, GUIDE)

    small = ask(front, GUIDE, accept_encoding=accepted)

    assert decode(small.body) == plain.body
    assert small.headers["content-encoding"] == accepted[:2].replace("gz", "gzip")
    assert small.headers["content-length"] == str(len(small.body))
    assert small.headers["etag"] != plain.headers["etag"]


def test_what_the_browser_has_is_not_sent_again(front):
    etag = ask(front, GUIDE, accept_encoding="br").headers["etag"]

    again = ask(front, GUIDE, accept_encoding="br", if_none_match=etag)

    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == etag
    assert again.headers["cache-control"].startswith("public")
    assert "content-length" not in again.headers


@pytest.mark.parametrize("path", [GUIDE, "/nowhere/", "/guides/x-sms/walk/?situation=locked"])
def test_head_is_get_without_the_body(front, path):
    whole = ask(front, path, x_request_id="one-and-the-same")

    head = ask(front, path, method="HEAD", x_request_id="one-and-the-same")

    assert head == (whole.status, whole.headers, b"")


@pytest.mark.parametrize(("path", "status"), [(ADVICE, 200), ("/guides/x-sms/walk/?situation=locked", 302)])
def test_a_thousand_who_ask_at_one_moment_have_a_page_made_once(front, readers, path, status):
    async def all_at_once():
        readers.gate.clear()
        asking = [asyncio.create_task(answer(front, scope(path))) for _ in range(1000)]
        await asyncio.to_thread(readers.began.wait, 30)
        readers.gate.set()
        return await asyncio.gather(*asking)

    answers = run(all_at_once())

    assert len(readers.asked) == 1
    assert {one.status for one in answers} == {status}
    assert len({str(one.body) + one.headers.get("location", "") for one in answers}) == 1


def test_where_too_many_wait_the_next_are_sent_away_for_seconds(front, readers, monkeypatch):
    monkeypatch.setattr("helpcenter.front.WAITING", 1)

    async def one_too_many():
        readers.gate.clear()
        waiting = asyncio.create_task(answer(front, scope(ADVICE)))
        await asyncio.to_thread(readers.began.wait, 30)
        away = await answer(front, scope(GUIDE))
        readers.gate.set()
        return away, await waiting

    away, served = run(one_too_many())

    assert (away.status, away.headers["retry-after"], away.headers["cache-control"]) == (503, "2", "no-store")
    assert "もう一度" in away.body.decode()
    assert (served.status, ask(front, GUIDE).status) == (200, 200)


def test_hundreds_who_ask_for_a_pack_while_it_is_made_keep_nobody_from_reading(front, monkeypatch):
    made, gate = offline._Made(), threading.Event()
    monkeypatch.setattr(offline, "_made", made)
    monkeypatch.setattr(offline, "AT_ONCE", 0)
    made.maker.submit(gate.wait)

    async def all_at_once():
        packs = [asyncio.create_task(answer(front, scope("/guides/x-sms/offline.json.gz"))) for _ in range(300)]
        await asyncio.sleep(0)  # all of them have asked
        page = await answer(front, scope(GUIDE))
        return page, await asyncio.gather(*packs)

    page, packs = run(all_at_once())
    gate.set()
    made.maker.shutdown(cancel_futures=True)

    assert (page.status, {one.status for one in packs}) == (200, {202})


@pytest.mark.parametrize("is_kept", [False, True], ids=["first seen", "kept"])
def test_a_page_is_compressed_beside_the_loop(front, monkeypatch, is_kept):
    threads = []

    def spy(body):
        threads.append(threading.current_thread().name)
        return body[:10]

    monkeypatch.setitem(ENCODERS, "br", spy)
    if is_kept:
        ask(front, GUIDE)

    ask(front, GUIDE, accept_encoding="br")

    assert [name.partition("_")[0] for name in threads] == ["readers"]


def test_who_goes_away_does_not_take_the_page_from_the_others(front, readers):
    async def one_leaves():
        readers.gate.clear()
        leaving = asyncio.create_task(answer(front, scope(ADVICE)))
        await asyncio.to_thread(readers.began.wait, 30)
        staying = asyncio.create_task(answer(front, scope(ADVICE)))
        await asyncio.sleep(0)
        leaving.cancel()
        readers.gate.set()
        return await staying

    assert run(one_leaves()).status == 200


def test_an_incident_is_on_the_page_at_once(front):
    before = ask(front, GUIDE)

    snapshot.swap(a_snapshot(OUTAGE))

    after = ask(front, GUIDE)
    assert OUTAGE.title["ja"] not in before.body.decode()
    assert OUTAGE.title["ja"] in after.body.decode()


def test_a_page_that_was_being_made_does_not_outlive_its_snapshot(front, readers):
    async def swapped_meanwhile():
        readers.gate.clear()
        asking = asyncio.create_task(answer(front, scope(GUIDE)))
        await asyncio.to_thread(readers.began.wait, 30)
        snapshot.swap(a_snapshot(OUTAGE))
        readers.gate.set()
        return await asking, await answer(front, scope(GUIDE))

    old, new = run(swapped_meanwhile())

    assert OUTAGE.title["ja"] not in old.body.decode()
    assert OUTAGE.title["ja"] in new.body.decode()


def test_what_was_asked_for_last_is_ready_before_a_new_snapshot_is_shown(front, readers):
    ask(front, GUIDE)
    coming = a_snapshot(OUTAGE)

    aside(front.prepare, coming)
    snapshot.swap(coming)

    made = len(readers.asked)
    assert OUTAGE.title["ja"] in ask(front, GUIDE).body.decode()
    assert len(readers.asked) == made


def test_what_open_pages_ask_takes_no_page_s_place(front, readers, monkeypatch):
    monkeypatch.setattr("helpcenter.front.WARMED", 1)
    ask(front, GUIDE)
    for _ in range(9):
        ask(front, "/incidents/now/x-sms/au/")

    made = len(readers.asked)
    aside(front.prepare, a_snapshot(OUTAGE))

    assert readers.asked[made:] == [GUIDE]


@pytest.mark.parametrize("incidents", [(), (OUTAGE,)], ids=["quiet", "outage"])
def test_what_a_guide_s_page_leads_to_is_made_ready(front, incidents):
    coming = a_snapshot(*incidents)
    snapshot.swap(coming)
    guide = ask(front, GUIDE).body.decode()

    led_to = {html.unescape(link) for link in re.findall(r'data-hx-get="(/guides/x-sms/[^"]+)"', guide)}

    assert len(led_to) > 2
    assert {Address.of(link) for link in led_to} <= set(likely(coming))


def test_who_searches_a_new_release_need_not_make_its_index(front):
    ask(front, GUIDE)
    coming = replace(a_snapshot(), releases={name: deepcopy(one) for name, one in a_snapshot().releases.items()})

    aside(front.prepare, coming)

    assert all(search.holding.readers.kept(release) for release in coming.releases.values())


@pytest.mark.parametrize("language", ["", "/easy"])
def test_who_walks_a_new_release_need_not_have_it_worked_out_which_questions_pay(front, language):
    ask(front, GUIDE)
    document = deepcopy(dict(DOCUMENT))
    document["guides"]["x-sms"]["asking"] = "what-pays"
    coming = snapshot.build(snapshot.Published(8, "", "2026-11-25T12:00:00+09:00", document))

    aside(front.prepare, coming)

    snapshot.swap(coming)
    guide = coming.releases["easy" if language else "ja"].guides["x-sms"]
    known = dict(guide.remembered)
    assert ask(front, f"{language}/guides/x-sms/walk/carrier/?situation=locked&reach=people-only").status == 200
    assert known
    assert guide.remembered == known


def test_old_rubbish_is_not_kept_with_a_snapshot_that_is_shown(front):
    rubbish = Rubbish()
    rubbish.itself = rubbish
    gone = weakref.ref(rubbish)
    for _ in range(3):
        gc.collect()  # it grows old while it is used
    del rubbish

    aside(front.prepare, a_snapshot())

    assert gone() is None


class Rubbish:
    """Something that only the collector can take away."""


def test_a_snapshot_that_is_shown_is_no_work_for_the_collector(front):
    coming = a_snapshot()

    aside(front.prepare, coming)

    assert not any(one is coming for one in gc.get_objects())


@pytest.mark.parametrize(
    "path",
    [
        "/search/?q=SMS",
        "/guides/x-sms/?utm_source=mail",
        "/guides/x%2Dsms/",
        "/guides/x-sms/walk/?situation=locked",
        "/nowhere/",
        "/api/v1/guides/x-sms/walk/?situation=locked",
    ],
)
def test_odd_addresses_are_answered_and_not_kept(front, readers, path):
    first, second = ask(front, path), ask(front, path)

    assert first.status == second.status < 500
    assert len(readers.asked) == 2


def test_a_query_that_a_page_does_not_know_leads_to_its_one_address(front):
    sent = ask(front, f"{GUIDE}?utm_source=mail")

    assert (sent.status, sent.headers["location"]) == (302, GUIDE)


@pytest.mark.parametrize("name", ["evil.example", "", "localhost@evil.example", "localhost:8000, evil.example"])
def test_under_a_name_that_is_not_ours_nothing_is_shown(front, name):
    ask(front, GUIDE)

    assert ask(front, GUIDE, host=name).status == 400


def test_a_name_of_ours_with_another_port_gets_the_same_page(front, readers):
    assert ask(front, GUIDE, host="localhost:99") == ask(front, GUIDE, host="127.0.0.1")
    assert len(readers.asked) == 1


def test_without_tls_readers_are_sent_there(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SITE_URL = "https://localhost"
    front = Front(readers=get_wsgi_application(), editors=get_asgi_application())

    plain, secure = ask(front, GUIDE), ask(front, GUIDE, x_forwarded_proto="https")

    assert (plain.status, plain.headers["location"]) == (301, "https://localhost/guides/x-sms/")
    assert (secure.status, "https://localhost/guides/x-sms/" in secure.body.decode()) == (200, True)


NAMES = ["cookie", "x-forwarded-host", "x-forwarded-proto", "accept-language", "hx-request", "hx-target", "user-agent"]
NAMES += ["x-original-url", "x-rewrite-url", "range", "referer", "authorization", "accept", "if-modified-since"]
HEADERS = st.dictionaries(
    st.sampled_from(NAMES) | st.from_regex(r"x-[a-z]{1,12}", fullmatch=True),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40),
    max_size=6,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(st.tuples(st.sampled_from(list(PAGES.values())), HEADERS), min_size=1, max_size=4))
def test_no_header_of_one_reader_changes_what_another_is_sent(front, readers, asked):
    snapshot.swap(snapshot.held().read_in("en").read_in("ja"))  # all pages are made anew, first by these readers
    for path, headers in asked:
        ask(front, path, **headers)

    for path, _ in asked:
        sent = ask(front, path)

        assert sent.body == PLAIN.setdefault(path, ask_fresh(front, path))


PLAIN = {}


def ask_fresh(front, path):
    """Return a page as it is made for somebody without any header."""
    snapshot.swap(snapshot.held().read_in("en").read_in("ja"))
    return ask(front, path).body


PASSING = ["/incidents/", "/en/incidents/"]


@pytest.fixture
def beats(monkeypatch):
    """Have a pulse of the test's own, and tell the front of each next one as its loop does."""
    monkeypatch.setattr(pulse, "_held", pulse._Held())

    def beat(front, minute):
        pulse.swap(pulse.Pulse(datetime(2026, 11, 25, 12, minute, tzinfo=UTC)))
        front._edition.follow(pulse.held())

    return beat


def test_pages_of_the_minute_are_made_anew_with_the_next_pulse_and_no_others(front, readers, beats):
    for path in (*PASSING, GUIDE):
        ask(front, path)
        ask(front, path)
    assert len(readers.asked) == 3

    beats(front, 1)
    for path in (*PASSING, GUIDE):
        ask(front, path)
        ask(front, path)

    assert readers.asked[3:] == PASSING
    assert len(front._edition.pages) == 3


def test_a_page_made_of_an_earlier_pulse_is_not_kept(front, readers, beats):
    async def a_beat_meanwhile():
        readers.gate.clear()
        asking = asyncio.create_task(answer(front, scope(PASSING[0])))
        await asyncio.to_thread(readers.began.wait, 30)
        beats(front, 1)
        readers.gate.set()
        return await asking

    ask(front, GUIDE)

    assert run(a_beat_meanwhile()).status == 200
    assert [address.path.decode() for address in front._edition.pages.kept] == [GUIDE]


def test_pages_made_ready_before_a_beat_are_forgotten_when_their_snapshot_is_shown(front, readers, beats):
    ask(front, GUIDE)
    coming = a_snapshot(OUTAGE)
    aside(front.prepare, coming)
    kept = len(front._next.pages)
    beats(front, 1)
    snapshot.swap(coming)

    ask(front, GUIDE)

    assert not [address for address in front._edition.pages.kept if address[0].endswith(b"/incidents/")]
    assert kept > len(front._edition.pages) > 1
