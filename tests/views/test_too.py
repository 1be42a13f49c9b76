""" "I have this too": one tap, written down without who, and answered on the guide's status page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from tests.insight.verdicts import entries
from troubleshoot import snapshot
from troubleshoot.insight import recording
from troubleshoot.insight.journal import Journal, Report
from troubleshoot.insight.recording import Recorder

from .conftest import OUTAGE, PAST, a_snapshot
from .reading import Page
from .test_report import send, sent

TOO = "/guides/x-sms/too/"
STATUS = "/guides/x-sms/status/"
ON_DOCOMO = type(OUTAGE)(
    "d", {"ja": "ドコモの障害"}, "identified", "major", "outage", (("x-sms", "docomo"),), "2026-11-24T09:00:00+09:00"
)


@pytest.fixture(autouse=True)
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    """Record into a journal of the test's own."""
    before = recording.current()
    recording.install(own := Recorder(Journal(tmp_path / "journal")))
    yield own
    recording.install(before)


def reported(recorder: Recorder) -> list[tuple[str, str, bool]]:
    """Return what the journal has, which is nothing but reports, without who sent them."""
    said = [entry.said for entry in entries(recorder.journal) if entry]
    assert all(isinstance(one, Report) for one in said)
    return [(one.guide, one.carrier, one.was_told) for one in said if isinstance(one, Report)]


@pytest.mark.parametrize("url", ["/guides/x-sms/", STATUS])
def test_the_form_is_one_tap_without_a_script(client: Client, recorder: Recorder, url: str) -> None:
    page = Page(client.get(url).text)
    form = page.one("form", class_="too")
    choice = page.one("select", name="carrier")
    assert choice["id"] == page.one("label", for_="too-carrier")["for"]
    assert [option["value"] for option in page.all("option")] == ["", "docomo", "ahamo", "au"]

    answer = sent(client, {"carrier": ""}, form["action"])

    assert (form["action"], form["method"], answer) == (TOO, "post", (303, f"{STATUS}#counted"))
    assert reported(recorder) == [("x-sms", "", False)]


@pytest.mark.parametrize(
    ("carrier", "counted"),
    [("au", "au"), ("ahamo", "ahamo"), ("kddi", "au"), ("nonsense", ""), ("au,docomo", ""), ("\0", ""), ("x" * 99, "")],
)
def test_a_carrier_counts_where_the_release_knows_it(
    client: Client, recorder: Recorder, carrier: str, counted: str
) -> None:
    assert sent(client, {"carrier": carrier}, TOO) == (303, f"{STATUS}#counted")

    assert reported(recorder) == [("x-sms", counted, False)]


def test_a_second_tap_is_told_and_not_counted(client: Client, recorder: Recorder) -> None:
    answers = [sent(client, {"carrier": carrier}, TOO)[1] for carrier in ("", "au", "docomo")]

    assert answers == [f"{STATUS}#counted", f"{STATUS}#counted-before", f"{STATUS}#counted-before"]
    assert reported(recorder) == [("x-sms", "", False)]


def test_a_tap_after_a_first_verdict_is_the_same_report(client: Client, recorder: Recorder) -> None:
    verdict = {"situation": "invalid", "cause": "invalid", "verdict": "unsolved"}
    sent(client, verdict, "/guides/x-sms/report/")

    assert sent(client, {"carrier": "au"}, TOO) == (303, f"{STATUS}#counted-before")


def test_networks_count_apart_and_their_addresses_are_nowhere(
    client: Client, recorder: Recorder, tmp_path: Path
) -> None:
    for address in ("198.51.100.1", "198.51.100.2", "198.51.101.1"):
        send(client, {"carrier": "au"}, TOO, REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": address})

    assert len(reported(recorder)) == 2
    assert b"198.51" not in b"".join(one.read_bytes() for one in (tmp_path / "journal").iterdir())


@pytest.mark.parametrize(
    ("anchor", "text"),
    [
        ("counted", "数えました。ありがとうございます。多くの人に起きていれば、数分で気づけます。"),
        ("counted-before", "このネットワークからは、もう数えています。"),
        ("not-counted-now", "いまは記録できません。しばらくおいて、また押してください。"),
    ],
)
def test_each_outcome_has_its_sentence_on_the_status_page(client: Client, anchor: str, text: str) -> None:
    sentence = Page(client.get(STATUS).text).one("p", id=anchor)

    assert sentence.text == text
    assert "shown-when-target" in sentence["class"]


def test_a_disk_that_refuses_is_told(client: Client, tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("a file where the folder should be")

    assert sent(client, {}, TOO) == (303, f"{STATUS}#not-counted-now")


@pytest.mark.parametrize(
    ("carrier", "was_told"), [("docomo", True), ("ahamo", True), ("au", False), ("", False)], ids=str
)
def test_a_report_says_whether_the_page_told_of_an_outage(
    client: Client,
    recorder: Recorder,
    carrier: str,
    was_told: bool,  # noqa: FBT001
) -> None:
    snapshot.swap(a_snapshot(ON_DOCOMO, PAST))

    sent(client, {"carrier": carrier}, TOO)

    assert reported(recorder) == [("x-sms", carrier, was_told)]


def test_a_preview_records_nothing(client: Client, recorder: Recorder) -> None:
    from dataclasses import replace

    with snapshot.shown(replace(a_snapshot(PAST), is_draft=True)):
        assert sent(client, {"carrier": "au"}, TOO) == (303, f"{STATUS}#counted")

    assert reported(recorder) == []


@pytest.mark.parametrize(
    "body", [b"\xff\x00=%FF", b"x" * 1_000_000, b'{"carrier": "au"}', b"cause=filter&verdict=solved&tried=limit"]
)
def test_an_odd_body_is_a_report_without_a_carrier(client: Client, recorder: Recorder, body: bytes) -> None:
    assert sent(client, body, TOO) == (303, f"{STATUS}#counted")

    assert reported(recorder) == [("x-sms", "", False)]


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_another_site_s_form_is_refused(client: Client, recorder: Recorder, headers: dict[str, str]) -> None:
    assert send(client, {}, TOO, headers=headers).status_code == 403

    assert reported(recorder) == []


def test_the_address_opened_by_hand_leads_to_the_guide(client: Client) -> None:
    response = client.get(TOO)

    assert (response.status_code, response["Location"]) == (302, "/guides/x-sms/")


def test_the_language_stays_and_an_old_name_is_taken(client: Client, recorder: Recorder) -> None:
    assert sent(client, {}, "/en/guides/twitter-sms/too/") == (303, f"/en{STATUS}#counted")

    assert reported(recorder) == [("x-sms", "", False)]
