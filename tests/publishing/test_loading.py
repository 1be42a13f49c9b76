"""What the snapshot is handed."""

import pytest
from django.utils.timezone import localtime

from tests.publishing.documents import small
from troubleshoot.models import Counter, Release
from troubleshoot.publishing import formats, loading
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.publish import publish

pytestmark = pytest.mark.django_db


def test_nothing_published_yet():
    assert (loading.newest(), loading.versions()) == (None, (0, 0))


def test_newest_release_comes_whole_by_one_query(django_assert_num_queries):
    import_document(small(), actor=None)
    release = publish(actor=None).release

    with django_assert_num_queries(1):
        newest = loading.newest()

    assert newest == (1, release.digest, localtime(release.published_at).isoformat(), small())


def test_both_numbers_come_by_one_query(django_assert_num_queries):
    import_document(small(), actor=None)
    publish(actor=None)
    Counter.objects.create(name=Counter.INCIDENTS, number=7)

    with django_assert_num_queries(1):
        versions = loading.versions()

    assert versions == (1, 7)


def test_release_of_an_earlier_format_is_handed_out_in_todays(monkeypatch):
    import_document(small(), actor=None)
    digest = publish(actor=None).release.digest
    monkeypatch.setattr(formats, "FORMAT", 3)
    monkeypatch.setattr(formats, "UPGRADES", {2: lambda one: {**one, "format": 3}})

    newest = loading.newest()

    assert newest.document == {**small(), "format": 3}
    assert newest.digest != digest == Release.objects.get().digest
