"""What somebody read is what goes out: publishing with the marks of a preview."""

import pytest

from tests.publishing.documents import small
from troubleshoot.models import Cause, Release
from troubleshoot.publishing import loading
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.publish import DraftsChanged, preview, publish

pytestmark = pytest.mark.django_db

FILTER = frozenset({("cause", "filter")})


@pytest.fixture(autouse=True)
def released():
    import_document(small(), actor=None)
    publish(actor=None)


def retitled(slug, title):
    Cause.objects.filter(slug=slug).update(title={"ja": title})


def newest_title(slug):
    return loading.newest().document["causes"][slug]["title"]["ja"]


def test_all_that_was_read_is_published():
    retitled("filter", "読んだ題")

    publish(actor=None, seen=preview().marks.values())

    assert newest_title("filter") == "読んだ題"


def test_all_drafts_with_one_that_nobody_read_are_refused():
    retitled("filter", "読んだ題")
    seen = preview().marks.values()
    retitled("airplane", "だれも読んでいない")

    with pytest.raises(DraftsChanged):
        publish(actor=None, seen=seen)

    assert Release.objects.count() == 1


def test_chosen_drafts_mind_no_others():
    retitled("filter", "読んだ題")
    seen = preview().marks.values()
    retitled("airplane", "だれも読んでいない")

    publish(actor=None, only=FILTER, seen=seen)

    assert (newest_title("filter"), newest_title("airplane")) == ("読んだ題", "機内モードになっている")


def test_one_thing_s_words_read_do_not_count_for_another():
    retitled("filter", "同じ題")
    seen = {preview().marks["cause", "filter"]}
    Cause.objects.filter(slug="filter").update(slug="other")

    with pytest.raises(DraftsChanged):
        publish(actor=None, only=frozenset({("cause", "other")}), seen=seen)


def test_refusal_brings_what_the_checks_find_now():
    retitled("filter", "読んだ題")
    seen = preview().marks.values()
    Cause.objects.get(slug="filter").steps.all().delete()

    with pytest.raises(DraftsChanged) as refusal:
        publish(actor=None, only=FILTER, seen=seen)

    assert "no-steps" in {finding.code for finding in refusal.value.findings}


def test_who_read_nothing_publishes_nothing_and_who_does_not_say_publishes_what_is_there():
    retitled("filter", "別の題")

    with pytest.raises(DraftsChanged):
        publish(actor=None, seen=())
    publish(actor=None)

    assert newest_title("filter") == "別の題"
