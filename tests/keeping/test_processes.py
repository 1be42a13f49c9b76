"""Backups while others write: each is of one moment, and keeps nobody waiting."""

import pytest

from tests.publishing.processes import act

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_backup_is_of_one_moment_while_others_save_and_publish(tmp_path):
    found = act("back_up_while_saving", tmp_path, "tests.keeping.acts", at_most=500)

    assert [one for one in found if len(set(one["edits"])) > 1 or len(set(one["numbers"])) > 1] == []
    assert len({one["edits"][0] for one in found}) >= 7
    assert len({one["numbers"][0] for one in found}) >= 3
