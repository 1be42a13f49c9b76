"""Drafts read for a choice of them."""

import pytest

from tests.publishing.documents import small
from troubleshoot.publishing.chosen import drafts_of
from troubleshoot.publishing.importing import import_document

pytestmark = pytest.mark.django_db


def test_chosen_drafts_are_read_and_of_the_others_only_that_they_are_there():
    import_document(small(), actor=None)

    drafts = drafts_of({("guide", "sms"), ("cause", "filter"), ("carrier", "gone")})

    assert drafts == {
        **small(),
        "carriers": {"docomo": None, "ahamo": None},
        "devices": {"ios": None, "android": None},
        "causes": {**dict.fromkeys(small()["causes"]), "filter": small()["causes"]["filter"]},
    }


def test_many_are_read_together():
    import_document(small(), actor=None)

    assert drafts_of(None) == drafts_of({("cause", str(number)) for number in range(21)}) == small()
