"""How long it took: asked once in a while, beside everything else on the page, and counted without who said it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from tests.insight.verdicts import entries
from troubleshoot import models, snapshot
from troubleshoot.engine import durations
from troubleshoot.insight import recording
from troubleshoot.insight.journal import Journal, Took, Verdict
from troubleshoot.insight.recording import Recorder, never

from . import batches
from .reading import Page
from .test_report import NEXT, QUERY, SOLVED, said, send, sent

TOOK = "/guides/x-sms/took/"


def always() -> bool:
    """Ask everybody."""
    return True


@pytest.fixture
def asks() -> Callable[[], bool]:
    """Return who is asked."""
    return always


@pytest.fixture(autouse=True)
def recorder(tmp_path: Path, asks: Callable[[], bool]) -> Iterator[Recorder]:
    """Record into a journal of the test's own."""
    before = recording.current()
    recording.install(own := Recorder(Journal(tmp_path / "journal"), asks))
    yield own
    recording.install(before)


def recorded(recorder: Recorder) -> list[object]:
    """Return what is in the journal beside verdicts."""
    said = [entry and entry.said for entry in entries(recorder.journal)]
    return [one for one in said if not isinstance(one, Verdict)]


def form(page: Page) -> tuple[str, dict[str, str]]:
    """Return where a page's question is sent, and what a browser sends of it beside the button."""
    shown = page.one("form", class_="took")
    hidden = [one for one in page.all("input", type="hidden") if one.place > shown.place]
    return shown["action"], {one["name"]: one["value"] for one in hidden}


def took(minutes: str = "5", **changes: str) -> dict[str, str]:
    """Return the fields of the form with the button pressed."""
    fields = {**said("solved", **changes), "took.minutes": minutes}
    del fields["verdict"]
    return fields


def test_whoever_was_helped_is_asked_and_thanked_and_counted(client: Client, recorder: Recorder) -> None:
    asked = sent(client, said("solved"))
    page = Page(client.get(SOLVED).text)
    action, fields = form(page)

    answer = sent(client, {**fields, "took.minutes": "15"}, action)

    assert asked == (303, f"{SOLVED}#how-long")
    assert (action, answer) == (TOOK, (303, f"{SOLVED}#took-kept"))
    assert recorded(recorder) == [Took("x-sms", "intl-block", "15")]
    assert page.one("p", id="how-long").text == "このページの下のほうで、一つだけお聞きします。"
    assert page.one("p", id="took-kept").text == "かかった時間を数えました。ありがとうございます。"


def test_what_may_be_answered_is_what_is_counted_and_learned_from(client: Client) -> None:
    page = Page(client.get(SOLVED).text)

    buttons = page.all("button", name="took.minutes")

    assert [one["value"] for one in buttons] == models.Took.Minutes.values == list(durations.INTERVALS)
    assert [one.text for one in buttons] == ["2分まで", "約5分", "約15分", "約1時間", "もっと長い"]


def test_the_question_waits_out_of_sight_behind_what_has_to_be_put_back(client: Client) -> None:
    page = Page(client.get(SOLVED).text)
    shown = page.one("form", class_="took")

    assert "hidden" in shown.attributes
    assert shown["aria-labelledby"] == page.one("h2", id="took-title")["id"]
    assert page.one("h2", id="afterwards-title").place < shown.place < page.one("h2", id="feedback-title").place


@pytest.mark.parametrize("asks", [never])
def test_others_are_not_asked(client: Client) -> None:
    assert sent(client, said("solved")) == (303, SOLVED)


def test_nobody_is_asked_after_still_nothing(client: Client) -> None:
    assert sent(client, said()) == (303, NEXT)


def test_whoever_is_told_something_else_is_not_asked(client: Client) -> None:
    answers = [sent(client, said("solved")) for _ in range(6)]

    assert answers[-1] == (303, f"{SOLVED}#not-counted")


@pytest.mark.usefixtures("outage")
def test_waiting_for_an_outage_is_no_duration(client: Client, recorder: Recorder) -> None:
    answer = sent(client, {"cause": "outage", "verdict": "solved"})

    assert answer == (303, "/guides/x-sms/solved/outage/")
    assert Page(client.get(answer[1]).text).all("form", class_="took") == []
    assert sent(client, {"cause": "outage", "took.minutes": "longer"}, TOOK) == (303, f"{answer[1]}#not-kept")
    assert recorded(recorder) == []


def test_several_causes_tried_as_one_are_not_asked_about(client: Client, recorder: Recorder) -> None:
    snapshot.swap(batches.a_snapshot())
    walk = {"situation": "locked", "carrier": "docomo"}
    together = {**walk, "cause": "intl-block,blocklist,spam"}

    status, place = sent(client, {**together, "verdict": "solved"}, "/guides/several/report/")

    assert (status, place.partition("#")[2]) == (303, "")
    assert Page(client.get(place).text).all("form", class_="took") == []
    for fields in (together, {**walk, "cause": "intl-block"}):
        refused = sent(client, {**fields, "took.minutes": "5"}, "/guides/several/took/")
        assert refused == (303, f"{place}#not-kept")
    assert recorded(recorder) == []


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        (took("7"), f"{SOLVED}#not-kept"),
        (took(""), f"{SOLVED}#not-kept"),
        (took("5,5"), f"{SOLVED}#not-kept"),
        (took(cause="backup-code"), f"{SOLVED.replace('intl-block', 'backup-code')}#not-kept"),
        (took(cause="nonsense"), f"/guides/x-sms/advice/intl-block/?{QUERY}#not-kept"),
        ({}, "/guides/x-sms/walk/situation/#not-kept"),
    ],
    ids=["unknown minutes", "no minutes", "both", "a last resort", "an unknown cause", "nothing"],
)
def test_what_says_nothing_is_not_counted_and_leads_back(
    client: Client, recorder: Recorder, fields: dict[str, str], place: str
) -> None:
    assert sent(client, fields, TOOK) == (303, place)

    assert recorded(recorder) == []


def test_too_many_from_one_network_are_told_and_verdicts_stay_free(client: Client, recorder: Recorder) -> None:
    answers = [sent(client, took(), TOOK) for _ in range(2)]

    assert answers == [(303, f"{SOLVED}#took-kept"), (303, f"{SOLVED}#not-counted")]
    assert len(recorded(recorder)) == 1
    assert sent(client, said("solved")) == (303, f"{SOLVED}#how-long")


def test_a_disk_that_refuses_is_told(client: Client, tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("a file where the folder should be")

    assert sent(client, took(), TOOK) == (303, f"{SOLVED}#not-kept")


def test_a_form_under_old_names_is_taken_under_today_s(client: Client, recorder: Recorder) -> None:
    answer = sent(client, took(cause="international-block", carrier="kddi"), "/guides/twitter-sms/took/")

    assert answer == (303, f"{SOLVED}#took-kept")
    assert recorded(recorder) == [Took("x-sms", "intl-block", "5")]


def test_nothing_of_the_sender_or_the_walk_is_on_the_disk(client: Client, recorder: Recorder) -> None:
    send(client, took(), TOOK, REMOTE_ADDR="203.0.113.7", headers={"User-Agent": "Phone"})

    [segment] = recorder.journal.segments()
    line = segment.read_text()
    assert '"cause":"intl-block","minutes":"5"' in line
    assert [bad for bad in ("203.0", "Phone", "locked") if bad in line] == []


def test_no_cookie_is_set_and_none_is_asked_for(recorder: Recorder) -> None:
    strict = Client(enforce_csrf_checks=True)

    response = send(strict, took(), TOOK)

    assert (response.status_code, response.cookies) == (303, {})
    assert "no-store" in response["Cache-Control"]
    assert len(recorded(recorder)) == 1


def test_another_site_s_form_is_refused(client: Client, recorder: Recorder) -> None:
    response = send(client, took(), TOOK, headers={"origin": "https://evil.example"})

    assert response.status_code == 403
    assert recorded(recorder) == []


def test_the_address_opened_by_hand_leads_to_the_guide(client: Client) -> None:
    response = client.get(TOOK)

    assert (response.status_code, response["Location"]) == (302, "/guides/x-sms/")


@pytest.mark.parametrize("prefix", ["/en", "/easy"])
def test_the_language_is_kept(client: Client, prefix: str) -> None:
    assert sent(client, took(), f"{prefix}{TOOK}") == (303, f"{prefix}{SOLVED}#took-kept")
