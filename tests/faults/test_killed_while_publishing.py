"""kill -9 while publishing, and at each step of whatever changes the site: wholly old or wholly new, nothing lost."""

import pytest

from tests.faults.playing import play
from tests.scale import scaled

KILLS = scaled(200, 12)
#: Steps of each chore that are tried at most.
STEPS = scaled(60, 4)
#: Moments of ``migrate`` after which it is killed at the latest: the fewer, the more kills it takes to its end.
FARTHEST = scaled(25, 60)


def test_killed_at_any_moment_publishing_is_wholly_done_or_not_at_all(bare, record_property):
    found = play(bare, "kill_while_publishing", kills=KILLS, seed=9)

    assert found["wrong"] == found["lost"] == []
    assert found["published"] >= found["acknowledged"] >= KILLS
    told = f"{KILLS} kills, {found['published']} releases, {found['acknowledged']} acknowledged, 0 torn, 0 lost"
    record_property(bare.beside()["env"]["DATABASE_URL"].partition(":")[0], told)


@pytest.mark.parametrize("chore", ["publish", "import", "import-sheet", "flush"])
def test_killed_before_any_step_the_site_is_whole_and_the_work_can_be_done_again(bare, chore, record_property):
    found = play(bare, "kill_at_each_step", chore=chore, at_most=STEPS, seed=9)

    assert found["wrong"] == []
    assert found["killed"] >= 0.8 * found["tried"]
    assert found["old"] > 0
    assert found["new"] > 0 or chore.startswith("import")  # of which the last step commits
    assert found["litter"] == []
    told = f"{found['killed']} of {found['steps']} steps, {found['old']} times old, {found['new']} times new"
    record_property(f"{chore}, killed before", told)


def test_migrating_killed_half_way_again_and_again_a_last_run_finishes_it(empty, bare, record_property):
    found = play(empty, "kill_while_migrating", seed=9, farthest=FARTHEST)

    assert (found.pop("told"), found.pop("then")) == (["done"], ["done"])
    kills = found.pop("kills")
    assert kills >= 2
    assert found == play(bare, "look")
    record_property("Kills until all migrations were done", kills)
