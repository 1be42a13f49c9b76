"""Publishing while others publish, save, or kill: real processes on a real database."""

import pytest

from tests.publishing.acts import is_whole
from tests.publishing.processes import act

pytestmark = pytest.mark.django_db(transaction=True)

RACES = 50
KILLS = 40


def test_two_publishes_at_one_moment_give_two_numbers_and_lose_neither_edit(tmp_path):
    found = act("two_publish", tmp_path, races=RACES)

    assert sorted(int(number) for race in found["told"] for number in race) == list(range(2, 2 * RACES + 2))
    assert found["numbers"] == list(range(1, 2 * RACES + 2))
    assert (found["torn"], found["newest"]) == ([], [f"版{RACES}"] * 2)


def test_two_publishes_of_the_same_drafts_make_one_release(tmp_path):
    found = act("two_publish_the_same", tmp_path, races=20)

    assert found["told"] == [["1 same", "1 same"], *([f"{n} created", f"{n} same"] for n in range(2, 21))]
    assert is_whole(found)


def test_behind_one_who_hangs_drafts_are_read_and_publishing_is_refused_in_words(tmp_path):
    found = act("publish_behind_one_who_hangs", tmp_path)

    assert found["waiting"] == ["版1"] * 2
    assert found["refusal"] == "ほかの人が同時に公開か保存をしています。少し待って、もう一度公開してください。"
    assert found["afterwards"] == 2
    assert is_whole(found)


def test_publish_while_an_editor_saves_takes_each_edit_whole(tmp_path):
    found = act("publish_while_saving", tmp_path, seconds=3)

    assert min(found["saved"], found["published"]) > 5
    assert is_whole(found)


def test_killed_at_any_moment_publishing_is_wholly_done_or_not_at_all(tmp_path):
    found = act("kill_while_publishing", tmp_path, kills=KILLS, seed=1)

    assert found["wrong"] == found["lost"] == []
    assert found["published"] >= found["acknowledged"] >= KILLS
