"""A reader's own words: written down without a trace of who wrote them, given back whole where they cannot be kept."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.insight.verdicts import entries
from troubleshoot import models, snapshot
from troubleshoot.insight import recording
from troubleshoot.insight.journal import Feedback, Journal, Verdict
from troubleshoot.insight.recording import Recorder
from troubleshoot.views.reader.feedback import LONGEST

from .conftest import OUTAGE, a_snapshot
from .reading import Page

ADDRESS = "/guides/x-sms/feedback/"
WALK = {"situation": "locked", "reach": "people-only", "recent": "none", "carrier": "au"}
QUERY = "situation=locked&reach=people-only&recent=none&carrier=au"
NEXT = f"/guides/x-sms/advice/filter/?{QUERY}&tried=intl-block"
SOLVED = f"/guides/x-sms/solved/intl-block/?{QUERY}"
TEXT = "設定の名前が違いました"


@pytest.fixture(autouse=True)
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    """Record into a journal of the test's own."""
    before = recording.current()
    recording.install(own := Recorder(Journal(tmp_path / "journal")))
    yield own
    recording.install(before)


def written(text: str = TEXT, verdict: str = "unsolved", **more: str) -> dict[str, str]:
    """Return the fields of a form after one cause was tried."""
    return {**WALK, "cause": "intl-block", "verdict": verdict, "feedback.text": text, "feedback.website": "", **more}


def send(client: Client, fields: dict[str, str], url: str = ADDRESS, **more: Any) -> Any:
    """Send a form as a browser does."""
    return client.post(url, urlencode(fields), content_type="application/x-www-form-urlencoded", **more)


def kept(recorder: Recorder) -> list[Feedback | Verdict | None]:
    """Return what is in the journal."""
    return [entry and entry.said for entry in entries(recorder.journal)]


def form_of(page: Page) -> dict[str, str]:
    """Return what a browser would send of the form on a page before anything is written."""
    inputs = [one for one in page.all("input") if one.attributes.get("type", "hidden") == "hidden"]
    return {one["name"]: one.attributes.get("value", "") for one in inputs if "name" in one.attributes}


@pytest.mark.parametrize(("place", "verdict"), [(SOLVED, "solved"), (NEXT, "unsolved")])
def test_the_form_leads_back_to_its_page_and_is_written_down(
    client: Client, recorder: Recorder, place: str, verdict: str
) -> None:
    before = Page(client.get(place).text)
    form = before.one("form", class_="feedback")
    fields = {name: value for name, value in form_of(before).items() if name != "q"}

    response = send(client, {**fields, "feedback.text": f" {TEXT}\r\nありがとう "}, form["action"])

    assert (response.status_code, response["Location"]) == (303, f"{place}#feedback-kept")
    assert kept(recorder) == [Feedback("x-sms", "intl-block", verdict, "ja", 7, f"{TEXT}\nありがとう")]
    told = Page(client.get(place).text).one("p", id="feedback-kept")
    assert told.text == "書いてくださった文を受け取りました。ありがとうございます。"
    assert "shown-when-target" in told["class"]


def test_nothing_tried_asks_for_no_words(client: Client) -> None:
    page = Page(client.get(f"/guides/x-sms/advice/intl-block/?{QUERY}").text)

    assert page.all("form", class_="feedback") == []


def test_after_several_tries_the_reader_says_which(client: Client, recorder: Recorder) -> None:
    place = client.get(f"/guides/x-sms/walk/?{QUERY}&tried=intl-block,filter")["Location"]
    page = Page(client.get(place).text)
    choices = {one["value"] for one in page.all("input", type="radio", name="cause")}

    response = send(client, written(tried="intl-block,filter", cause="filter"))

    assert choices == {"intl-block", "filter"}
    assert response["Location"] == f"{place}#feedback-kept"
    assert [one and one.cause for one in kept(recorder)] == ["filter"]


def test_not_saying_which_gives_the_text_back(client: Client, recorder: Recorder) -> None:
    fields = written(tried="intl-block,filter")
    del fields["cause"]

    response = send(client, fields)

    page = Page(response.text)
    assert response.status_code == 422
    assert page.one("textarea").text == TEXT
    assert page.one("p", id="feedback-error").text == "エラー: どれを試したときのことか、選んでください。"
    assert kept(recorder) == []


def test_what_could_say_who_wrote_it_is_never_on_the_disk(client: Client, recorder: Recorder) -> None:
    text = "090-1234-5678にコード482913が来た。@taro https://spam.example/"

    response = send(client, written(text), headers={"User-Agent": "Phone"}, REMOTE_ADDR="203.0.113.7")

    assert response.status_code == 303
    [segment] = recorder.journal.segments()
    line = segment.read_text()
    assert '"text":"■■にコード■■が来た。■■ ■■"' in line
    assert [bad for bad in ("1234", "482913", "taro", "spam", "203.0", "Phone") if bad in line] == []


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "ことばで書いてください。番号、コード、リンクだけでは受け取れません。"),
        (" \r\n ", "ことばで書いてください。番号、コード、リンクだけでは受け取れません。"),
        ("482913", "ことばで書いてください。番号、コード、リンクだけでは受け取れません。"),
        ("あ" * 301, "いま301字あります。300字までに短くしてください。"),
    ],
    ids=["empty", "spaces", "a code alone", "too long"],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client: Client, recorder: Recorder, text: str, error: str) -> None:
    response = send(client, written(text))

    page = Page(response.text)
    area = page.one("textarea", name="feedback.text")
    assert response.status_code == 422
    assert page.one("p", id="feedback-error").text == f"エラー: {error}"
    assert "feedback-error" in area["aria-describedby"]
    assert area.text == text.strip()
    assert page.one("a", href=NEXT).text == "送らずに戻る"
    fields = {name: value for name, value in form_of(page).items() if name != "q"}
    again = send(client, {**fields, "feedback.text": TEXT}, page.one("form", class_="feedback")["action"])
    assert (again.status_code, len(kept(recorder))) == (303, 1)


def test_three_hundred_signs_are_taken_with_line_breaks_counted_once(client: Client, recorder: Recorder) -> None:
    response = send(client, written("あ" * 149 + "\r\n" + "い" * 150))

    assert response.status_code == 303
    assert len(kept(recorder)) == 1
    assert LONGEST == models.Feedback.LONGEST


def test_a_text_is_given_back_as_text(client: Client) -> None:
    text = "</textarea><script>alert(1)</script>" + "あ" * 300

    page = Page(send(client, written(text)).text)

    assert page.one("textarea").text == text
    assert [one for one in page.all("script") if "src" not in one.attributes] == []


def test_who_fills_in_the_hidden_field_is_not_taken_and_told_so(client: Client, recorder: Recorder) -> None:
    response = send(client, written(**{"feedback.website": "https://spam.example/"}))

    page = Page(response.text)
    assert response.status_code == 422
    assert "機械" in page.one("p", id="feedback-error").text
    assert page.one("input", name="feedback.website").attributes.get("value", "") == ""
    assert kept(recorder) == []


def test_the_hidden_field_is_hidden_from_people(client: Client) -> None:
    page = Page(client.get(SOLVED).text)

    trap = page.one("input", name="feedback.website")
    around = [one for one in page.all("p", class_="visually-hidden") if "aria-hidden" in one.attributes]
    assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")
    assert [one.text for one in around] == ["ここには何も書かないでください"]


@pytest.mark.point(38)
def test_too_many_from_one_network_are_told_with_ways_on(client: Client, recorder: Recorder) -> None:
    for number in range(5):
        send(client, written(f"{TEXT}{number}"))

    response = send(client, written())

    page = Page(response.text)
    assert (response.status_code, response["Retry-After"]) == (429, "600")
    assert (response["X-Robots-Tag"], page.one("meta", name="robots")["content"]) == ("noindex", "noindex")
    assert "続けて届いたため" in page.one("p", id="feedback-error").text
    assert page.one("textarea").text == TEXT
    assert {"/guides/x-sms/", "/carriers/docomo/"} <= set(page.links().values())
    assert len(kept(recorder)) == 5


def test_a_disk_that_refuses_is_told_and_nothing_is_lost(client: Client, tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("a file where the folder should be")

    response = send(client, written())

    page = Page(response.text)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert page.one("textarea").text == TEXT


def test_an_outage_is_told_on_the_page_that_gives_a_text_back(client: Client, outage) -> None:
    page = Page(send(client, written("")).text)

    assert page.one("p", data_incident=outage.slug)


@pytest.mark.parametrize(("verdict", "place"), [("solved", SOLVED), ("unsolved", NEXT)])
def test_the_language_is_kept(client: Client, recorder: Recorder, verdict: str, place: str) -> None:
    response = send(client, written("It arrived", verdict), f"/en{ADDRESS}")

    assert response["Location"] == f"/en{place}#feedback-kept"
    assert [one and one.language for one in kept(recorder)] == ["en"]


@pytest.mark.parametrize(
    "change",
    [{"verdict": "perhaps"}, {"cause": "nonsense"}, {"cause": "nonsense", "verdict": "solved"}],
    ids=["an unknown verdict", "an unknown cause", "an unknown cause solved"],
)
def test_what_belongs_to_no_page_leads_on_and_says_so(
    client: Client, recorder: Recorder, change: dict[str, str]
) -> None:
    response = send(client, {**written(), **change})

    assert (response.status_code, response["Location"]) == (
        303,
        f"/guides/x-sms/advice/intl-block/?{QUERY}#not-kept",
    )
    assert kept(recorder) == []


def test_an_outage_passed_over_can_be_written_about(client: Client, recorder: Recorder) -> None:
    snapshot.swap(replace(a_snapshot(OUTAGE), number=8))

    response = send(client, {"cause": "outage", "verdict": "unsolved", "feedback.text": TEXT})

    assert response["Location"] == "/guides/x-sms/walk/situation/?tried=outage#feedback-kept"
    assert kept(recorder) == [Feedback("x-sms", "outage", "unsolved", "ja", 8, TEXT)]


def test_no_cookie_is_set_and_none_is_asked_for(recorder: Recorder) -> None:
    strict = Client(enforce_csrf_checks=True)

    response = send(strict, written())

    assert (response.status_code, response.cookies) == (303, {})
    assert "no-store" in response["Cache-Control"]
    assert len(kept(recorder)) == 1


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_another_site_s_form_is_refused(client: Client, recorder: Recorder, headers: dict[str, str]) -> None:
    response = send(client, written(), headers=headers)

    assert response.status_code == 403
    assert kept(recorder) == []


@pytest.mark.parametrize("url", [ADDRESS, "/guides/twitter-sms/feedback/"])
def test_the_address_opened_by_hand_leads_to_the_guide(client: Client, url: str) -> None:
    response = client.get(url)

    assert (response.status_code, response["Location"]) == (302, "/guides/x-sms/")


def test_the_form_is_the_same_for_everybody(client: Client) -> None:
    assert client.get(SOLVED).content == Client().get(SOLVED).content
