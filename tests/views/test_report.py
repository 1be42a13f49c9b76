"""A verdict: written down, and led on from, whatever it holds and wherever it comes from."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.insight.verdicts import entries
from troubleshoot.insight import recording
from troubleshoot.insight.journal import Journal, Report, Verdict
from troubleshoot.insight.recording import Recorder

from .reading import Page

REPORT = "/guides/x-sms/report/"
WALK = {"situation": "locked", "reach": "people-only", "recent": "none", "carrier": "au"}
QUERY = "situation=locked&reach=people-only&recent=none&carrier=au"
NEXT = f"/guides/x-sms/advice/filter/?{QUERY}&tried=intl-block"
SOLVED = f"/guides/x-sms/solved/intl-block/?{QUERY}"
#: What the next page says of the guide where a verdict was not counted; none goes on after "solved".
GOES_ON = {NEXT: "案内はこのまま続きます。", SOLVED: "このページは、このままお読みください。"}


@pytest.fixture(autouse=True)
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    """Record into a journal of the test's own."""
    before = recording.current()
    recording.install(own := Recorder(Journal(tmp_path / "journal")))
    yield own
    recording.install(before)


def said(verdict: str = "unsolved", cause: str = "intl-block", **more: str) -> dict[str, str]:
    """Return the fields of an advice's form."""
    return {**WALK, "cause": cause, "verdict": verdict, **more}


def recorded(recorder: Recorder) -> list[Verdict]:
    """Return the verdicts in the journal."""
    return [entry.said for entry in entries(recorder.journal) if entry and isinstance(entry.said, Verdict)]


def reported(recorder: Recorder) -> list[tuple[str, str, bool]]:
    """Return the reports in the journal, without who sent them."""
    said = [entry.said for entry in entries(recorder.journal) if entry]
    return [(one.guide, one.carrier, one.was_told) for one in said if isinstance(one, Report)]


def send(client: Client, fields: dict[str, str] | bytes | str, url: str = REPORT, **more: Any) -> Any:
    """Send a form, or a body in its place, as a browser does."""
    body = urlencode(fields) if isinstance(fields, dict) else fields
    return client.post(url, body, content_type="application/x-www-form-urlencoded", **more)


def sent(client: Client, fields: dict[str, str] | bytes | str, url: str = REPORT) -> tuple[int, str]:
    """Send a form and return the status and where it leads."""
    response = send(client, fields, url)
    return response.status_code, response["Location"]


def test_the_form_of_an_advice_leads_to_the_next_and_is_written_down(client: Client, recorder: Recorder) -> None:
    page = Page(client.get(f"/guides/x-sms/advice/intl-block/?{QUERY}").text)
    form = page.one("form", class_="verdict")
    fields = {field["name"]: field["value"] for field in page.all("input", type="hidden")}
    button = next(one for one in page.all("button", name="verdict") if one.text == "まだ届かない")

    answer = sent(client, {**fields, button["name"]: button["value"]}, form["action"])

    assert answer == (303, NEXT)
    assert client.get(NEXT).status_code == 200
    assert recorded(recorder) == [Verdict("x-sms", QUERY, "", "intl-block", "unsolved")]


def test_solved_leads_to_what_comes_afterwards(client: Client, recorder: Recorder) -> None:
    assert sent(client, said("solved")) == (303, SOLVED)

    assert client.get(SOLVED).status_code == 200
    assert recorded(recorder) == [Verdict("x-sms", QUERY, "", "intl-block", "solved")]


def test_what_was_tried_before_is_kept_apart_from_the_answers(client: Client, recorder: Recorder) -> None:
    sent(client, said())
    status, place = sent(client, said(cause="filter", tried="intl-block"))

    assert (status, place.partition("?")[2]) == (303, f"{QUERY}&tried=intl-block,filter")
    assert recorded(recorder)[1:] == [Verdict("x-sms", QUERY, "intl-block", "filter", "unsolved")]


def test_only_the_answers_that_count_are_written_down(client: Client, recorder: Recorder) -> None:
    answer = sent(client, {"situation": "invalid", "reach": "all", "cause": "invalid", "verdict": "solved"})

    assert answer == (303, "/guides/x-sms/solved/invalid/?situation=invalid&reach=all")
    assert recorded(recorder) == [Verdict("x-sms", "situation=invalid", "", "invalid", "solved")]


def test_the_last_cause_in_vain_leads_to_the_end(client: Client) -> None:
    answer = sent(client, said(cause="outage", tried="intl-block,filter,limit"))

    assert answer == (303, f"/guides/x-sms/end/?{QUERY}&tried=intl-block,filter,limit,outage")


@pytest.mark.usefixtures("outage")
def test_not_waiting_for_an_outage_to_end_leads_on(client: Client, recorder: Recorder) -> None:
    answer = sent(client, {"cause": "outage", "verdict": "unsolved"})

    assert answer == (303, "/guides/x-sms/walk/situation/?tried=outage")
    assert recorded(recorder) == [Verdict("x-sms", "", "", "outage", "unsolved")]


@pytest.mark.point(22)
def test_no_cookie_is_set_and_none_is_asked_for(recorder: Recorder) -> None:
    strict = Client(enforce_csrf_checks=True)

    response = send(strict, said())

    assert (response.status_code, response.cookies) == (303, {})
    assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"
    assert "no-store" in response["Cache-Control"]
    assert len(recorded(recorder)) == 1


def test_a_walk_s_first_still_nothing_is_a_report_too(client: Client, recorder: Recorder) -> None:
    sent(client, said())

    assert reported(recorder) == [("x-sms", "au", False)]


def test_a_network_that_is_not_heard_any_more_still_reports_its_trouble(client: Client, recorder: Recorder) -> None:
    solved, in_vain = sent(client, said("solved")), sent(client, said())

    assert (solved[1], in_vain[1]) == (SOLVED, f"{NEXT}#not-counted")
    assert reported(recorder) == [("x-sms", "au", False)]


@pytest.mark.parametrize(
    "fields",
    [said("solved"), said(cause="filter", tried="intl-block"), said(screen="gone"), said("perhaps")],
    ids=["solved", "a later one", "a walk that is no more whole", "no verdict"],
)
def test_no_other_verdict_is_a_report(client: Client, recorder: Recorder, fields: dict[str, str]) -> None:
    sent(client, fields)

    assert reported(recorder) == []


@pytest.mark.usefixtures("outage")
def test_a_report_under_a_banner_says_so(client: Client, recorder: Recorder) -> None:
    sent(client, {"cause": "outage", "verdict": "unsolved"})

    assert reported(recorder) == [("x-sms", "", True)]


def test_the_same_tap_twice_leads_to_the_same_place(client: Client) -> None:
    assert (sent(client, said()), sent(client, said())) == ((303, NEXT), (303, f"{NEXT}#not-counted"))


@pytest.mark.point(22)
@pytest.mark.parametrize(("verdict", "place"), [("unsolved", NEXT), ("solved", SOLVED)])
def test_too_many_from_one_network_lead_on_and_are_told(
    client: Client, recorder: Recorder, verdict: str, place: str
) -> None:
    answers = [sent(client, said(verdict)) for _ in range(3)]

    assert answers == [(303, place)] + [(303, f"{place}#not-counted")] * 2
    told = Page(client.get(place).text).one("p", id="not-counted")
    assert told.text == f"同じ回線からの答えが続いたので、今回は数えませんでした。{GOES_ON[place]}"
    assert "shown-when-target" in told["class"]
    assert len(recorded(recorder)) == 1


@pytest.mark.parametrize(("verdict", "place"), [("unsolved", NEXT), ("solved", SOLVED)])
def test_a_disk_that_refuses_leads_on_and_is_told(client: Client, tmp_path: Path, verdict: str, place: str) -> None:
    (tmp_path / "journal").write_text("a file where the folder should be")

    assert sent(client, said(verdict)) == (303, f"{place}#not-kept")

    told = Page(client.get(place).text).one("p", id="not-kept")
    assert told.text == f"いまの答えは数えられませんでした。{GOES_ON[place]}"


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        (said(cause="nonsense"), f"/guides/x-sms/advice/intl-block/?{QUERY}"),
        (said("perhaps"), f"/guides/x-sms/advice/intl-block/?{QUERY}"),
        ({**WALK}, f"/guides/x-sms/advice/intl-block/?{QUERY}"),
        ({}, "/guides/x-sms/walk/situation/"),
        (said(tried="intl-block"), NEXT + "#not-kept"),
        (said("unsolved", screen="gone"), NEXT + "#answers-changed"),
        (said("solved", screen="gone"), SOLVED + "#not-kept"),
        (said("nothing", screen="gone"), f"/guides/x-sms/advice/intl-block/?{QUERY}#answers-changed"),
    ],
    ids=[
        "an unknown cause", "an unknown verdict", "no verdict", "nothing", "a cause tried before",
        "unsolved with an answer of old", "solved with an answer of old", "an answer of old alone",
    ],
)  # fmt: skip
def test_what_is_no_verdict_of_today_leads_on_and_is_not_counted(
    client: Client, recorder: Recorder, fields: dict[str, str], place: str
) -> None:
    assert sent(client, fields) == (303, place)

    assert recorded(recorder) == []


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\x00=%FF&cause=%00&verdict=solved",
        b"&".join(b"q%d=%d" % (number, number) for number in range(5000)),
        b"cause=" + b"x" * 60_000 + b"&verdict=solved",
        b"x" * 1_000_000,
        b"cause=filter&verdict=solved&" + b"x=1&" * 20_000,
        b'{"cause": "filter", "verdict": "solved"}',
        "cause=あ&verdict=届いた",
    ],
    ids=["bytes", "many fields", "a long one", "a megabyte", "over the limit", "JSON", "Japanese"],
)
def test_no_body_is_an_error(client: Client, recorder: Recorder, body: bytes | str) -> None:
    status, place = sent(client, body)

    assert status == 303
    assert place.partition("#")[0] == "/guides/x-sms/walk/situation/"
    assert recorded(recorder) == []


def test_a_plain_form_s_repeated_field_is_several_ticks(client: Client, recorder: Recorder) -> None:
    fields = "situation=locked&reach=people-only&recent=resent&recent=mnp&carrier=au&cause=intl-block&verdict=unsolved"

    sent(client, fields)

    [verdict] = recorded(recorder)
    assert verdict
    assert verdict.answers == "situation=locked&reach=people-only&recent=mnp,resent&carrier=au"


def test_a_form_under_old_names_is_taken_under_today_s(client: Client, recorder: Recorder) -> None:
    fields = {**said(cause="international-block"), "situation": "frozen", "carrier": "kddi"}

    answer = sent(client, fields, "/guides/twitter-sms/report/")

    assert answer == (303, NEXT)
    assert recorded(recorder) == [Verdict("x-sms", QUERY, "", "intl-block", "unsolved")]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "http://testserver:8000"},
        {"origin": "testserver"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
    ],
)
def test_another_site_s_form_is_refused_with_a_plain_page(
    client: Client, recorder: Recorder, headers: dict[str, str]
) -> None:
    response = send(client, said(), headers=headers)

    assert response.status_code == 403
    page = Page(response.text)
    assert page.one("h1").text == "受け付けられませんでした"
    assert page.links()["XのSMSが届かない"] == "/guides/x-sms/"
    assert recorded(recorder) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://testserver", "sec-fetch-site": "same-origin"},
        {"origin": "https://testserver"},
        {"sec-fetch-site": "none"},
        {},
    ],
    ids=["a browser", "behind TLS", "typed by hand", "an old browser"],
)
def test_our_own_form_is_taken(client: Client, recorder: Recorder, headers: dict[str, str]) -> None:
    response = send(client, said(), headers=headers)

    assert (response.status_code, response["Location"]) == (303, NEXT)
    assert len(recorded(recorder)) == 1


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("url", [REPORT, "/guides/twitter-sms/report/"])
def test_the_address_opened_by_hand_leads_to_the_guide(client: Client, method: str, url: str) -> None:
    response = getattr(client, method)(url)

    assert (response.status_code, response["Location"]) == (302, "/guides/x-sms/")


def test_other_methods_are_not_allowed(client: Client) -> None:
    assert client.put(REPORT).status_code == 405


def test_a_guide_that_is_not_there_is_a_404_that_helps(client: Client) -> None:
    response = send(client, said(), "/guides/nonsense/report/")

    assert response.status_code == 404
    assert "/guides/x-sms/" in Page(response.text).links().values()


@pytest.mark.parametrize(
    ("peer", "forwarded", "networks"),
    [
        ("127.0.0.1", ["198.51.100.1", "203.0.113.1"], 2),
        ("", ["198.51.100.1", "203.0.113.1"], 2),
        ("10.0.0.3", ["6.6.6.6, 203.0.113.1", "7.7.7.7, 203.0.113.1"], 1),
        ("8.8.8.8", ["198.51.100.1", "198.51.101.1"], 1),
        ("127.0.0.1", ["", ""], 1),
    ],
    ids=["a proxy here", "a proxy by socket", "a reader who lies to a proxy", "a reader who lies", "a reader here"],
)
def test_who_sent_it_is_what_our_own_proxy_saw(
    client: Client, recorder: Recorder, peer: str, forwarded: list[str], networks: int
) -> None:
    for address in forwarded:
        for _ in range(2):
            send(client, said(), REMOTE_ADDR=peer, headers={"X-Forwarded-For": address} if address else {})

    assert len(recorded(recorder)) == networks
