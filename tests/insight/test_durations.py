from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.guides import a_question, an_answer, two_causes
from troubleshoot.engine.durations import middle
from troubleshoot.engine.guide import Renamed
from troubleshoot.insight import durations
from troubleshoot.models import Took

GUIDE = two_causes(a_question("q", an_answer("a")))

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def count(minutes, number, **changes):
    plain = {"day": "2026-11-20", "guide": "sms", "cause": "here", **changes}
    Took.objects.create(minutes=minutes, count=number, **plain)


def test_a_cause_s_answers_are_summed_over_days_and_count_half_after_half_a_year():
    count("15", 3)
    count("15", 4, day="2026-05-24")
    count("5", 2)

    found = durations.proposed(GUIDE, NOW)

    assert found == {"here": middle(2, {"15": 5, "5": 2}), "there": middle(2, {})}


def test_other_guides_are_left_out_and_old_names_are_not():
    count("15", 3, guide="other")
    count("15", 5, guide="was")
    count("15", 6, guide="was", cause="formerly")
    count("60", 1, cause="gone")
    renamed = replace(GUIDE, renamed=Renamed(guides={"was": "sms", "before": "other"}, causes={"formerly": "here"}))

    found = durations.proposed(renamed, NOW)

    assert found == {"here": middle(2, {"15": 11}), "there": middle(2, {})}
