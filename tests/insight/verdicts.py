"""Verdicts, durations, feedback and reports to record, and moments to record them at."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from troubleshoot.insight.journal import Entry, Feedback, Journal, Report, Said, Took, Verdict, opened, read_line

NOON = datetime(2026, 11, 25, 12, 3, 20, tzinfo=UTC)


def a_verdict(**changes: Any) -> Verdict:
    plain = {"guide": "sms", "answers": "carrier=au", "tried": "", "cause": "filter", "verdict": "solved"}
    return Verdict(**{**plain, **changes})


def feedback(**changes: Any) -> Feedback:
    plain = {"guide": "sms", "cause": "filter", "verdict": "solved", "language": "ja", "release": 7}
    return Feedback(**{**plain, "text": "設定を変えたら届いた", **changes})


def took(minutes: str = "5", **changes: Any) -> Took:
    return Took(**{"guide": "sms", "cause": "filter", **changes}, minutes=minutes)


def a_report(sender: str = "a", **changes: Any) -> Report:
    """Return a report of a network, named by a letter or more."""
    plain = {"guide": "sms", "carrier": "au", "sender": sender, "was_told": False}
    return Report(**{**plain, **changes})


def after(**time: float) -> datetime:
    """Return a moment after noon."""
    return NOON + timedelta(**time)


def entries(journal: Journal) -> list[Entry | None]:
    """Return what the complete segments of a journal say, line by line; None for a torn one."""
    journal.let_go()
    found: list[Entry | None] = []
    for segment in journal.segments():
        with opened(segment) as lines:
            found += map(read_line, lines or ())
    return found


def causes(journal: Journal) -> list[str]:
    return [entry.said.cause for entry in entries(journal) if entry and not isinstance(entry.said, Report)]


def recorded(journal: Journal, said: Iterable[Said], at: datetime = NOON) -> None:
    for one in said:
        journal.append(one, at)
