"""What a browser is given for when there is no line."""

import gzip
import json
import threading
from dataclasses import replace

import pytest
from django.test import Client

from troubleshoot import engine, snapshot
from troubleshoot.views.reader import offline

GUIDE = "/guides/x-sms/offline.json.gz"


@pytest.fixture(autouse=True)
def patience(monkeypatch) -> None:
    """Have a pack that takes seconds be waited for: a test asks once."""
    monkeypatch.setattr(offline, "AT_ONCE", 60)


def unpacked(client: Client, url: str) -> dict:
    response = client.get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "application/gzip")
    return json.loads(gzip.decompress(response.content))


def page_of(pack: dict, page: list) -> str:
    return "\n".join(pack["lines"][place] for place in page[1])


def test_the_worker_is_asked_for_each_time_and_names_what_it_keeps(client: Client) -> None:
    response = client.get("/sw.js")

    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert 'KEPT = "helpcenter-7-' in response.text
    assert "/static/js/offline/worker.js" in response.text


def test_another_release_is_another_worker(client: Client, served: snapshot.Snapshot) -> None:
    before = client.get("/sw.js").text

    snapshot.swap(replace(served, number=8))

    assert client.get("/sw.js").text != before


def test_switched_off_the_worker_ends_and_pages_name_none(client: Client, settings) -> None:
    assert 'data-worker="/sw.js"' in client.get("/en/").text

    settings.OFFLINE = False

    assert "offline/end.js" in client.get("/sw.js").text
    assert "data-worker" not in client.get("/en/").text


def test_a_pack_holds_the_engines_table_and_every_page(client: Client, served) -> None:
    guide = served.release().guides["x-sms"]

    pack = unpacked(client, GUIDE)

    assert len(pack["table"]["rows"]) == len(engine.tabulate(guide).rows)
    assert list(pack["questions"]) == list(guide.questions)
    assert set(guide.triable) <= set(pack["advice"])
    assert "\ue000answer:situation:locked\ue001" in page_of(pack, pack["entry"])


def test_every_kept_page_has_its_title(client: Client) -> None:
    pack = unpacked(client, "/guides/x-sms/offline.json.gz")

    kept = [pack["entry"], pack["end"], pack["solved"], *pack["causes"].values(), *pack["advice"].values()]
    assert [title for title, _lines in kept if title.startswith("|")] == []
    assert pack["causes"]["intl-block"][0].startswith("海外SMSの拒否")


def test_a_pack_tells_of_no_outage(client: Client, outage) -> None:
    text = json.dumps(unpacked(client, GUIDE), ensure_ascii=False)

    assert outage.title["ja"] in client.get("/guides/x-sms/").text
    assert outage.title["ja"] not in text


@pytest.mark.parametrize("url", [GUIDE, "/en/offline.json.gz"])
def test_a_pack_is_the_same_whoever_asked_for_it_first(client: Client, monkeypatch, settings, url: str) -> None:
    settings.ALLOWED_HOSTS = ["odd.example", "testserver"]
    monkeypatch.setattr(offline, "_made", offline._Made())
    odd = client.get(url, headers={"host": "odd.example"}).content

    monkeypatch.setattr(offline, "_made", offline._Made())
    plain = client.get(url).content

    text = gzip.decompress(plain).decode()
    assert odd == plain
    assert "testserver" not in text
    assert "\ue000origin\ue001/" in text


def test_a_pack_asks_for_no_words_about_a_cause_it_cannot_know(client: Client) -> None:
    pack = unpacked(client, GUIDE)

    assert "<form" in page_of(pack, next(iter(pack["advice"].values())))
    assert "<form" not in page_of(pack, pack["solved"])
    assert [own for own in ("feedback.text", "took.minutes") if own in json.dumps(pack)] == []


@pytest.mark.parametrize("prefix", ["en", "easy"])
def test_a_pack_leads_on_in_its_language(client: Client, prefix: str) -> None:
    pack = unpacked(client, f"/{prefix}{GUIDE}")

    assert f'href="/{prefix}/guides/x-sms/"' in page_of(pack, pack["end"])
    assert f"/{prefix}/offline.json.gz" in unpacked(client, f"/{prefix}/offline.json.gz")["frame"]


def test_readings_are_drawn_in_a_pack(client: Client) -> None:
    text = json.dumps(unpacked(client, "/easy/offline.json.gz"), ensure_ascii=False)

    assert "<ruby>" in text
    assert "《" not in text


def test_a_pack_is_made_once_whoever_asks_meanwhile_is_told_to_come_again(monkeypatch) -> None:
    monkeypatch.setattr(offline, "AT_ONCE", 0)
    made, end, times = offline._Made(), threading.Event(), []

    def slow() -> bytes:
        times.append(end.wait(10))
        return b"pack"

    meanwhile = [made.get((1, ""), ("ja",), slow) for _ in range(3)]
    end.set()
    made.packs["ja",].result(10)

    assert meanwhile == [None] * 3
    assert made.get((1, ""), ("ja",), slow) == b"pack"
    assert times == [True]


def test_another_release_has_packs_of_its_own() -> None:
    made = offline._Made()

    assert made.get((1, ""), ("ja",), lambda: b"old") == b"old"
    assert made.get((2, ""), ("ja",), lambda: b"new") == b"new"


def test_a_process_that_ends_leaves_what_waits(monkeypatch) -> None:
    monkeypatch.setattr(offline, "AT_ONCE", 0)
    made, gate, later = offline._Made(), threading.Event(), []
    made.get((1, ""), ("ja",), lambda: b"%d" % gate.wait(10))
    made.get((1, ""), ("en",), lambda: later.append("made") or b"pack")

    made.stop()
    gate.set()
    made.maker.shutdown()

    assert later == []


def test_what_cannot_be_made_is_tried_anew() -> None:
    made = offline._Made()

    with pytest.raises(ZeroDivisionError):
        made.get((1, ""), ("ja",), lambda: b"%d" % (1 / 0))

    assert made.get((1, ""), ("ja",), lambda: b"pack") == b"pack"


def test_a_pack_being_made_is_to_be_asked_for_again(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(offline, "_made", offline._Made())
    monkeypatch.setattr(offline, "AT_ONCE", 0)

    response = client.get(GUIDE)

    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (202, "3", "public, max-age=0")
    assert client.get("/guides/nowhere/offline.json.gz").status_code == 404
