"""write_first_content at the command line; the real content's round trip is among the content's tests."""

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def test_a_folder_that_is_not_there_is_told_in_words(tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("write_first_content", str(tmp_path / "nowhere"))

    assert str(refusal.value) == f"{tmp_path / 'nowhere'} に書けません: No such file or directory"
