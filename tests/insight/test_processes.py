"""The journal under processes that die and processes that share it: nothing lost, nothing twice."""

from collections import Counter

import pytest

from tests.publishing.processes import act

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


def test_processes_that_share_a_folder_count_each_verdict_once(tmp_path):
    found = act("several_on_one_box", tmp_path, ACTS, processes=4, verdicts=150)

    assert len(found["acknowledged"]) == 600
    assert found["counted"] == dict.fromkeys(found["acknowledged"], 1)
    assert found["left"] == []
