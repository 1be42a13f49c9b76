"""The copy of a guide: all of it, and nothing of the old one's changed."""

import copy

import pytest

from tests.publishing.documents import small
from troubleshoot.publishing.checks import check
from troubleshoot.publishing.copying import SlugTakenError, copied
from troubleshoot.publishing.importing import problems


@pytest.fixture
def drafts():
    document = small()
    document["guides"]["sms"]["formerly"] = ["old-sms"]
    document["guides"]["sms"]["questions"][0]["formerly"] = ["arrives"]
    document["guides"]["sms"]["questions"][0]["answers"][0]["formerly"] = ["nothing"]
    return document


@pytest.mark.django_db
def test_copy_has_all_but_title_place_and_old_slugs(drafts):
    before = copy.deepcopy(drafts)

    after = copied(drafts, "sms", slug="mail", title="メールが届かない")

    expected = copy.deepcopy(small()["guides"]["sms"])
    expected |= {"title": {"ja": "メールが届かない"}, "position": 1}
    assert after["guides"]["mail"] == expected
    assert {**after, "guides": {"sms": after["guides"]["sms"]}} == before == drafts
    assert problems(after) == ()
    assert not [finding for finding in check(after) if finding.blocks]


@pytest.mark.parametrize("slug", ["sms", "old-sms"])
def test_slug_that_a_guide_has_or_had_is_refused(drafts, slug):
    with pytest.raises(SlugTakenError):
        copied(drafts, "sms", slug=slug, title="題")
