"""When something was said about an incident, as opposed to when it happened."""

from dataclasses import replace

from troubleshoot.engine.guide import Incident, IncidentUpdate
from troubleshoot.snapshot.said import first_said, last_said, newest

LATE = IncidentUpdate("identified", {"ja": "b"}, at="2026-11-24T09:10:00+09:00", written_at="2026-11-24T11:00:00+09:00")
FIRST = IncidentUpdate("investigating", {"ja": "a"}, at="2026-11-24T09:20:00+09:00")
OUTAGE = Incident(
    slug="x",
    title={"ja": "x"},
    status="identified",
    impact="major",
    cause="outage",
    scopes=((None, None),),
    started_at="2026-11-24T08:00:00+09:00",
    updates=(FIRST, LATE),
)


def test_what_is_backdated_was_said_when_it_was_written():
    assert (first_said(OUTAGE), last_said(OUTAGE)) == (FIRST.at, LATE.written_at)


def test_a_correction_is_the_last_word():
    corrected = replace(FIRST, corrected_at="2026-11-24T12:00:00+09:00")

    assert last_said(replace(OUTAGE, updates=(corrected, LATE))) == "2026-11-24T12:00:00+09:00"


def test_an_incident_was_first_said_when_it_was_written_down():
    created = replace(OUTAGE, created_at="2026-11-24T09:30:00+09:00", updates=())

    assert first_said(created) == last_said(created) == "2026-11-24T09:30:00+09:00"


def test_a_plan_s_start_is_no_word():
    planned = replace(OUTAGE, started_at="2027-01-01T00:00:00+09:00", updates=(FIRST,))

    assert last_said(planned) == FIRST.at


def test_without_any_word_there_is_its_start():
    assert first_said(replace(OUTAGE, updates=())) == OUTAGE.started_at


def test_times_are_compared_across_zones():
    assert newest(["2026-11-24T09:00:00+09:00", "", "2026-11-24T00:30:00+00:00"]) == "2026-11-24T00:30:00+00:00"
    assert newest([]) == ""
