"""The feeds of incidents: valid in every state, each entry named for good, seen again whenever something was said."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from tests.api.test_statuspage import OF_MAINTENANCE, OF_OUTAGE, STATES, a_maintenance, an_outage, told
from tests.content.test_html import judged, written
from troubleshoot import snapshot
from troubleshoot.engine.guide import Incident, IncidentUpdate
from troubleshoot.snapshot.store import build

from .conftest import OUTAGE, PAST, a_snapshot
from .reading import Page

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
GRAMMAR = Path(__file__).parent / "atom.rnc"
VNU = Path(__file__).parents[1] / "tools/node_modules/vnu-jar/build/dist/vnu.jar"
#: The checker that tells whether XML is as a grammar in RELAX NG has it: James Clark's Jing, inside the HTML checker.
JING = "nu.validator.vendor.thaiopensource.relaxng.util.Driver"
FEEDS = {
    "all": "/incidents/feed.atom",
    "guide": "/guides/x-sms/incidents.atom",
    "English": "/en/incidents/feed.atom",
    "easy": "/easy/guides/x-sms/incidents.atom",
}
NASTY = "</content>]]>&amp;<script>alert(1)</script>\x0b\x00\ufffe<b>\u2028"
#: What stands before a text, so that it is a whole page.
PAGE = '<!DOCTYPE html><html lang="ja"><title>t</title><h1>t</h1><h2>t</h2>'
every_state = pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())


def entries(client: Client, url: str = FEEDS["all"]) -> list[ET.Element]:
    return ET.fromstring(client.get(url).content).findall(f"{ATOM}entry")


def text(element: ET.Element, name: str) -> str:
    """Return what an element of an element says."""
    return element.findtext(f"{ATOM}{name}") or ""


def links(element: ET.Element) -> dict[str, str]:
    return {link.attrib["rel"]: link.attrib["href"] for link in element.findall(f"{ATOM}link")}


def faults(folder: Path, feeds: Mapping[str, bytes]) -> list[str]:
    """Return what Jing finds wrong with feeds; it runs once for all of them."""
    assert VNU.exists(), "The validator of feeds is not installed: make tools"
    for name, feed in feeds.items():
        (folder / f"{name}.atom").write_bytes(feed)
    command = ["java", "-cp", VNU, JING, "-c", GRAMMAR, *(folder / f"{name}.atom" for name in feeds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = (done.stdout + done.stderr).splitlines()
    assert done.returncode == bool(said)
    return [line.replace(f"{folder}/", "") for line in said]


def feeds_of(client: Client, state: tuple[Incident, ...]) -> dict[str, bytes]:
    snapshot.swap(a_snapshot(*state))
    return {name: client.get(url).content for name, url in FEEDS.items()}


def all_feeds(client: Client) -> dict[str, bytes]:
    """Return each feed in each state, a nasty one too."""
    notice = "https://status.x.example/1?a=b&c=%22"
    states = {
        **STATES,
        "with a notice": (an_outage("monitoring", notice_url=notice),),
        "nasty": (
            an_outage(
                title={"ja": NASTY}, updates=(IncidentUpdate("investigating", {"ja": NASTY}, OUTAGE.started_at),)
            ),
        ),
        "corrected and backdated": (corrected(),),
    }
    return {
        re.sub(r"\W+", "-", f"{state}-{name}"): feed
        for state, incidents in states.items()
        for name, feed in feeds_of(client, incidents).items()
    }


def corrected() -> Incident:
    """Return an outage of which one update was corrected, and one written long after its time."""
    late = IncidentUpdate(
        "investigating",
        {"ja": "調べています。"},
        at="2026-11-24T09:00:00+09:00",
        written_at="2026-11-24T11:00:00+09:00",
        corrected_at="2026-11-24T12:00:00+09:00",
    )
    return replace(OUTAGE, updates=(late,), created_at="2026-11-24T11:00:00+09:00")


def test_every_feed_is_valid_in_every_state(client: Client, tmp_path: Path) -> None:
    feeds = all_feeds(client)

    assert len(feeds) > 100
    assert faults(tmp_path, feeds) == []


def test_the_html_of_every_entry_is_valid(client: Client, tmp_path: Path) -> None:
    contents = {
        f"{name}-{number}": text(entry, "content")
        for name, feed in all_feeds(client).items()
        for number, entry in enumerate(ET.fromstring(feed))
        if entry.tag == f"{ATOM}entry"
    }

    pages = {name: f"{PAGE}{content}" for name, content in contents.items() if content}
    assert len(pages) > 100
    assert judged(written(tmp_path, pages)) == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    {
        "no id": (r"<id>[^<]+</id>", ""),
        "no author": (r"<author>.*?</author>", ""),
        "two titles": (r"(<title>[^<]*</title>)", r"\1\1"),
        "a date without its zone": (r"(<updated>[^<]+)\+09:00", r"\1"),
        "a date with a space": (r"(<updated>[^<T]+)T", r"\1 "),
        "a relative link": (r'href="http://testserver/', 'href="/'),
        "a link to nowhere": (r'href="[^"]+" rel="self"', 'rel="self"'),
        "a category without a term": (r' term="[^"]+"', ""),
        "a kind of content nobody knows": ('<content type="html">', '<content type="htm">'),
        "something of one's own": (r"</entry>", "<status>x</status></entry>"),
        "an unclosed entry": (r"</entry>", ""),
    }.values(),
)
def test_the_validator_is_strict(client: Client, tmp_path: Path, was: str, becomes: str) -> None:
    feed = client.get(FEEDS["all"]).text

    broken = re.sub(was, becomes, feed, count=1, flags=re.DOTALL)

    assert broken != feed
    assert faults(tmp_path, {"broken": broken.encode()}) != []


@every_state
def test_what_a_grammar_cannot_say_holds_too(client: Client, state: tuple[Incident, ...]) -> None:
    for name, written_feed in feeds_of(client, state).items():
        feed = ET.fromstring(written_feed)
        entries = feed.findall(f"{ATOM}entry")
        ids = [text(entry, "id") for entry in entries]

        assert len(set(ids)) == len(ids)  # 4.2.6
        assert links(feed)["self"] == f"http://testserver{FEEDS[name]}"  # 4.1.1: a feed should name itself
        assert feed.attrib[LANG] == ("en" if name == "English" else "ja")
        for one in (feed, *entries):  # 4.2.7: no two alternates of one type and language
            assert [link.attrib["rel"] for link in one.findall(f"{ATOM}link")].count("alternate") == 1
        for entry in entries:  # 4.2.9: what was published was so before it was updated, and the feed after both
            published, updated = (datetime.fromisoformat(text(entry, when)) for when in ("published", "updated"))
            assert published <= updated <= datetime.fromisoformat(text(feed, "updated"))


@pytest.mark.parametrize("status", OF_OUTAGE)
def test_an_entry_tells_all_that_was_said(client: Client, status: str) -> None:
    snapshot.swap(a_snapshot(an_outage(status, notice_url="https://status.x.example/1")))

    (entry,) = entries(client, FEEDS["English"])

    passed = OF_OUTAGE[: OF_OUTAGE.index(status) + 1]
    page = Page(text(entry, "content"))
    assert [said.text for said in page.all("p")] == [
        *(f"It is {one}." for one in reversed(passed)),
        "Official notice (status.x.example)",
    ]
    assert [time["datetime"] for time in page.all("time")] == [
        f"2026-11-24T{hour:02}:20:00+09:00" for hour in reversed(range(9, 9 + len(passed)))
    ]
    assert links(entry) == {
        "alternate": "http://testserver/en/incidents/x-2026-11-24/",
        "related": "https://status.x.example/1",
    }
    assert {one.attrib["scheme"]: one.attrib["term"] for one in entry.findall(f"{ATOM}category")} == {
        "http://testserver/en/incidents/#status": status,
        "http://testserver/en/incidents/#impact": "major",
    }


@pytest.mark.parametrize("status", OF_MAINTENANCE)
def test_a_maintenance_tells_its_plan(client: Client, status: str) -> None:
    snapshot.swap(a_snapshot(a_maintenance(status)))

    (entry,) = entries(client)

    first, *_ = Page(text(entry, "content")).all("p")
    assert first.text == "予定: 11月30日 01:00–05:00"
    assert entry.findall(f"{ATOM}category")[1].attrib["term"] == "maintenance"


def test_an_entry_keeps_its_id_and_resurfaces_with_each_word(client: Client) -> None:
    seen = []
    for status in OF_OUTAGE:
        snapshot.swap(a_snapshot(an_outage(status), an_outage(slug="another")))
        seen += [entry_names(entry) for entry in entries(client) if "another" not in text(entry, "id")]

    assert {one["id"] for one in seen} == {"http://testserver/incidents/x-2026-11-24/"}
    assert {one["published"] for one in seen} == {"2026-11-24T09:21:30.250000+09:00"}
    updated = [datetime.fromisoformat(one["updated"]) for one in seen]
    assert updated == sorted(set(updated))


def entry_names(entry: ET.Element) -> dict[str, Any]:
    return {name: text(entry, name) for name in ("id", "published", "updated")}


def test_a_correction_resurfaces_and_says_so(client: Client) -> None:
    other = replace(an_outage("monitoring"), slug="another")
    snapshot.swap(a_snapshot(other, corrected()))

    first, second = entries(client)

    assert text(first, "id") == "http://testserver/incidents/x-2026-11-24/"
    assert text(first, "updated") == "2026-11-24T12:00:00+09:00"
    assert [remark.text for remark in Page(text(first, "content")).all("p", class_="remark")] == [
        "あとから書きました(11月24日 11:00)。",
        "訂正しました(11月24日 12:00)。",
    ]
    assert text(second, "id") == "http://testserver/incidents/another/"


def test_a_backdated_start_does_not_change_the_entry(client: Client) -> None:
    snapshot.swap(a_snapshot(an_outage()))
    before = [entry_names(entry) for entry in entries(client)]
    snapshot.swap(a_snapshot(an_outage(started_at="2026-11-23T20:00:00+09:00")))

    assert [entry_names(entry) for entry in entries(client)] == before


def test_a_guide_s_feed_holds_what_touches_it(client: Client) -> None:
    mine = an_outage(slug="mine", scopes=(("x-sms", "au"),))
    other = an_outage(slug="other", scopes=(("sms-any", None),))
    both = an_outage(slug="both", scopes=(("sms-any", None), ("x-sms", None)))
    carrier = an_outage(slug="carrier", scopes=((None, "docomo"),))
    snapshot.swap(a_snapshot(mine, other, both, carrier))

    feed = ET.fromstring(client.get(FEEDS["guide"]).content)

    assert {text(entry, "id").rsplit("/", 2)[1] for entry in feed.findall(f"{ATOM}entry")} == {
        "mine",
        "both",
        "carrier",
    }
    assert text(feed, "title") == "障害のお知らせ: XのSMSが届かない"
    assert links(feed)["alternate"] == "http://testserver/guides/x-sms/"


def test_an_entry_is_the_same_in_both_feeds(client: Client) -> None:
    snapshot.swap(a_snapshot(an_outage("monitoring")))

    both = [[ET.tostring(entry) for entry in entries(client, FEEDS[name])] for name in ("all", "guide")]
    assert both[0] == both[1] != []


def test_an_old_guide_s_feed_leads_to_todays(client: Client) -> None:
    response = client.get("/guides/twitter-sms/incidents.atom")

    assert (response.status_code, response["Location"]) == (301, FEEDS["guide"])
    assert client.get("/guides/nonsense/incidents.atom").status_code == 404


def test_what_xml_cannot_hold_is_left_out(client: Client) -> None:
    snapshot.swap(a_snapshot(an_outage(title={"ja": NASTY}, updates=told(("investigating",), "investigating"))))

    (entry,) = entries(client)

    assert text(entry, "title") == "[調査中] </content>]]>&amp;<script>alert(1)</script><b>\u2028"


def test_only_the_fifty_last_spoken_of_are_fed(client: Client) -> None:
    many = [
        replace(PAST, slug=f"au-{number}", created_at=f"2026-11-24T10:{number:02}:00+09:00") for number in range(60)
    ]
    snapshot.swap(a_snapshot(*many))

    assert [text(entry, "id") for entry in entries(client)] == [
        f"http://testserver/incidents/au-{number}/" for number in range(59, 9, -1)
    ]


@pytest.mark.parametrize("url", FEEDS.values(), ids=FEEDS.keys())
def test_a_feed_may_be_kept_by_all_and_asked_for_again(client: Client, url: str) -> None:
    response = client.get(url)

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response["Cache-Control"].startswith("public, max-age=0, s-maxage=1,")
    assert response.content == client.get(url).content


def test_a_site_without_a_release_feeds_nothing(client: Client, tmp_path: Path) -> None:
    snapshot.swap(build(None))

    feed = client.get(FEEDS["all"]).content

    assert faults(tmp_path, {"empty": feed}) == []
    assert b"<entry" not in feed
