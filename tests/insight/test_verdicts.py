"""Verdicts are read back as the engine hears them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.guides import a_question, an_answer, two_causes
from troubleshoot.engine.guide import Renamed
from troubleshoot.engine.told import Told
from troubleshoot.insight import verdicts
from troubleshoot.models import Tally

GUIDE = two_causes(a_question("q", an_answer("a")))
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def count(verdict="unsolved", number=1, at=NOW, **one):
    told = {"guide": "sms", "answers": "q=a&carrier=docomo", "tried": "", "cause": "one", "others": "", **one}
    Tally.objects.create(bucket=at, verdict=verdict, count=number, **told)


def test_verdicts_of_one_day_about_one_advice_are_one_row():
    count("solved", 2, NOW)
    count("solved", 3, NOW - timedelta(hours=1))
    count("unsolved", 4, NOW)
    count("unsolved", 7, NOW - timedelta(days=3))

    assert verdicts.told(GUIDE, NOW) == (
        Told({"q": "a", "carrier": "docomo"}, (), ("one",), 0, 7, 3.0),
        Told({"q": "a", "carrier": "docomo"}, (), ("one",), 5, 4, 0.0),
    )


def test_what_was_tried_before_and_together_is_read():
    count(tried="one,two", cause="three", others="four,five")

    (row,) = verdicts.told(GUIDE, NOW)

    assert (row.tried, row.causes) == (("one", "two"), ("three", "four", "five"))


def test_other_guides_and_older_verdicts_are_left_out_and_renamed_guides_are_not():
    count(guide="other")
    count(number=2, guide="was", at=NOW - timedelta(days=2))
    count(number=3, at=NOW - timedelta(days=9))
    renamed = replace(GUIDE, renamed=Renamed(guides={"was": "sms"}))

    rows = verdicts.told(renamed, NOW, NOW - timedelta(days=5))

    assert [(row.unsolved, row.age) for row in rows] == [(2, 2.0)]
