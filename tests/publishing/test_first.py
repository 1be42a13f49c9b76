"""The first content: loaded and published once, into an empty database alone."""

import pytest
from django.core.management import call_command

from tests.publishing.documents import small
from tests.publishing.processes import act
from troubleshoot import engine
from troubleshoot.models import Carrier, Cause, Guide, IncidentTemplate, Release
from troubleshoot.publishing import loading
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.first import FIXTURES, load_first_content, write_content
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.publish import PublishRefused

pytestmark = pytest.mark.django_db

EMPTY = {"format": 2, "carriers": {}, "devices": {}, "causes": {}, "guides": {}}


@pytest.fixture
def fixtures(tmp_path):
    """Write fixtures of a document into a folder, and leave the tables empty."""

    def write(document):
        import_document(document, actor=None)
        words = {"title": {"ja": "止まっています"}, "first_words": {"ja": "調べています。"}}
        prepared = IncidentTemplate.objects.create(name="全体", cause=Cause.objects.get(slug="filter"), **words)
        prepared.carriers.set(Carrier.objects.filter(slug="docomo"))
        write_content(tmp_path)
        import_document(EMPTY, actor=None)
        return tmp_path

    return write


def without_old_slugs():
    """Return the small document without redirects, which have no natural key."""
    document = small()
    document["causes"]["filter"]["formerly"] = []
    return document


def test_first_content_is_loaded_and_published(fixtures):
    release = load_first_content(fixtures(without_old_slugs()))

    assert (release.number, release.note) == (1, "最初の内容")
    assert loading.newest().document == compile_document() == without_old_slugs()
    assert [one.slug for one in IncidentTemplate.objects.get().carriers.all()] == ["docomo"]


def test_first_content_never_touches_a_database_with_a_guide(fixtures):
    folder = fixtures(without_old_slugs())
    Guide.objects.create(slug="own", title={"ja": "自分の"}, summary={"ja": "案内"})

    assert load_first_content(folder) is None
    assert ([guide.slug for guide in Guide.objects.all()], Release.objects.count()) == (["own"], 0)


def test_first_content_twice_is_loaded_once(fixtures):
    folder = fixtures(without_old_slugs())
    load_first_content(folder)

    assert load_first_content(folder) is None
    assert Release.objects.count() == 1


def test_first_content_with_errors_is_not_loaded_at_all(fixtures):
    document = without_old_slugs()
    document["causes"]["filter"]["steps"] = []
    folder = fixtures(document)

    with pytest.raises(PublishRefused):
        load_first_content(folder)

    assert (Guide.objects.count(), Release.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_first_content_at_one_moment_is_loaded_once(fixtures, tmp_path):
    folder = fixtures(without_old_slugs())

    found = act("two_load_first_content", tmp_path, fixtures=str(folder))

    assert found == {"told": ["1", "nothing to do"], "releases": 1}


def test_fixtures_loaded_twice_give_the_same_bytes(fixtures):
    files = [fixtures(without_old_slugs()) / name for name in FIXTURES]
    call_command("loaddata", *files, verbosity=0)
    once = engine.canonical_bytes(compile_document())

    call_command("loaddata", *files, verbosity=0)

    assert engine.canonical_bytes(compile_document()) == once
    assert IncidentTemplate.objects.count() == 1


def test_site_without_templates_has_first_content_all_the_same(fixtures):
    folder = fixtures(without_old_slugs())
    (folder / "incident_templates.json").write_text("[]")

    assert load_first_content(folder).number == 1
