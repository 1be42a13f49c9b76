"""How a serving process starts: with what there is, and ready for more."""

import threading

import pytest

from tests.publishing.documents import small
from tests.servers import Redis, until
from tests.snapshot.loading import a_release
from troubleshoot import announcing, search, snapshot, wiring
from troubleshoot.insight import recording
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.publish import publish


@pytest.fixture
def started():
    """Start what works in the background, and stop it."""
    running = []

    def start():
        running.append(wiring.start_refreshing())
        return running[-1]

    yield start
    for background in running:
        background.stop()
    assert {
        "snapshot-refresher",
        "journal-flusher",
        "release-timekeeper",
        "announcement-listener",
        "watchman",
    }.isdisjoint(thread.name for thread in threading.enumerate())


def test_a_server_starts_with_the_first_release_loaded(database, started):
    started()

    assert database.asked[:3] == ["versions", "release", "incidents"]
    assert snapshot.current().number == 1


def test_a_server_serves_before_the_searchs_indexes_are_made_and_makes_them_unasked(database, started):
    started()

    releases = snapshot.current().releases
    assert database.asked
    until(lambda: all(search.holding.readers.kept(release) for release in releases.values()))


def test_a_server_works_out_unasked_which_questions_pay(database, started):
    database.published.document["guides"]["sms"]["asking"] = "what-pays"
    started()

    until(lambda: snapshot.current().releases["easy"].guides["sms"].remembered)


def test_a_server_starts_without_any_release_and_takes_the_first_there_is(database, started):
    database.away = True
    background = started()
    with pytest.raises(snapshot.NoSnapshotError):
        snapshot.current()

    database.away, database.published = False, a_release(3)
    background.refresher.look()

    assert snapshot.current().number == 3


def test_a_process_that_is_told_looks_at_once(database, started, settings):
    with Redis().start() as redis:
        settings.REDIS_URL = redis.url
        announcing.install(redis.url)
        background = started()
        background.refresher._seconds = 3600
        until(lambda: background.listener.hears and database.asked.count("versions") > 2)

        database.published = a_release(2)
        announcing.announce()

        until(lambda: snapshot.current().number == 2)
        background.listener.stop()
    announcing.install("")


@pytest.mark.django_db
def test_django_is_wired_to_the_tables(settings, tmp_path, django_assert_num_queries):
    settings.VAR_DIR = tmp_path
    before = recording.current()
    import_document(small(), actor=None)
    publish(actor=None)
    snapshot.swap(None)

    wiring.install()
    served = snapshot.current()
    recording.install(before)

    assert (served.number, list(served.release().guides)) == (1, ["sms"])
    kept = {path.name for path in (tmp_path / "releases").iterdir()}
    assert kept == {"incidents.json", "release-00000001.json"}
    with django_assert_num_queries(1):
        snapshot.reload()
