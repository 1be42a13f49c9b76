"""Two publish at one moment: both in order, or one; never a mixture, and nothing lost."""

from tests.faults.playing import play
from tests.publishing.acts import is_whole
from tests.scale import scaled

RACES = scaled(50, 5)


def test_two_who_each_publish_an_edit_of_their_own_both_do_in_order(bare):
    found = play(bare, "two_publish", races=RACES)

    assert sorted(int(number) for race in found["told"] for number in race) == list(range(2, 2 * RACES + 2))
    assert (found["torn"], found["newest"]) == ([], [f"版{RACES}"] * 2)
    # Of each race the first release has one of the edits, the second has both.
    assert found["mixed"] == list(range(2, 2 * RACES + 2, 2))


def test_of_two_who_publish_the_same_drafts_one_does_and_the_other_is_told(bare):
    found = play(bare, "two_publish_the_same", races=RACES)

    assert found["told"] == [["1 same", "1 same"], *([f"{n} created", f"{n} same"] for n in range(2, RACES + 1))]
    assert is_whole(found)
