"""The journal under processes that die and processes that share it: nothing lost, nothing twice."""

from collections import Counter
from dataclasses import asdict
from datetime import timedelta

import pytest

from tests.insight.verdicts import NOON, a_verdict
from tests.publishing.processes import act
from troubleshoot.models import Tally

pytestmark = pytest.mark.django_db(transaction=True)

ACTS = "tests.insight.acts"
KILLS = 40


def test_killed_at_any_moment_what_was_acknowledged_is_counted_once(tmp_path):
    found = act("kill_while_recording", tmp_path, ACTS, kills=KILLS, seed=1)

    acknowledged = Counter(found["acknowledged"])
    assert len(acknowledged) >= KILLS
    assert acknowledged - Counter(found["counted"]) == Counter()
    assert set(found["counted"].values()) == {1}
    assert len(found["counted"]) - len(acknowledged) <= KILLS
    assert len(found["before"]) < len(found["counted"])
    assert found["left"] == []


def test_verdicts_counted_while_others_roll_up_their_hours_are_counted_once(tmp_path):
    for tenth in range(12):
        Tally.objects.create(
            **asdict(a_verdict()), bucket=NOON.replace(minute=0, second=0) + timedelta(minutes=10 * tenth), count=5
        )

    found = act("tidy_while_counting", tmp_path, ACTS, processes=4, hours=2)

    assert Counter(found["told"]) == {"tidied": 2, "counted": 24}
    assert found["counted"] == [30 + 2 * 6, 30 + 2 * 6]


def test_processes_that_share_a_folder_count_each_verdict_once(tmp_path):
    found = act("several_on_one_box", tmp_path, ACTS, processes=4, verdicts=150)

    assert len(found["acknowledged"]) == 600
    assert found["counted"] == dict.fromkeys(found["acknowledged"], 1)
    assert found["left"] == []
