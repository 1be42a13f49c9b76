"""The snapshot held: whole or not at all, newest first, and there while the database is not."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.snapshot.loading import AwayError, Database, a_release, an_incident
from troubleshoot import engine, snapshot
from troubleshoot.snapshot import Published, Staleness, localfile, store

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 12, 1, tzinfo=UTC)


def title(served):
    return served.release().guides["sms"].title


def test_the_first_reader_loads_the_newest_release(database):
    served = snapshot.current()

    assert (served.number, title(served), served.digest) == (1, "第1版", database.published.digest)
    assert database.asked == ["versions", "release", "incidents"]


def test_later_readers_ask_the_database_nothing(database):
    served = snapshot.current()
    database.asked.clear()

    assert snapshot.current() is served
    assert database.asked == []


def test_an_empty_database_is_an_empty_site(folder):
    snapshot.install(Database(None).loaders(folder))

    served = snapshot.current()

    assert (served.number, dict(served.release().guides)) == (0, {})
    assert localfile.read_newest(folder) is None


def test_nothing_newer_keeps_the_snapshot_and_costs_one_question(database):
    served = snapshot.current()
    database.asked.clear()

    assert snapshot.reload() is served
    assert database.asked == ["versions"]


def test_a_newer_release_is_swapped_whole(database):
    old = snapshot.current()
    database.published = a_release(2)

    new = snapshot.reload()

    assert snapshot.current() is new
    assert (new.number, title(new), new.document["guides"]["sms"]["title"]["ja"]) == (2, "第2版", "第2版")
    assert (old.number, title(old)) == (1, "第1版")


def test_an_older_release_is_swapped_too(database):
    database.published = a_release(5)
    snapshot.current()
    database.published = a_release(4)

    assert snapshot.reload().number == 4


def test_a_new_incident_comes_without_the_release(database):
    old = snapshot.current()
    database.incidents, database.incidents_number = (an_incident("now"), an_incident("past", ongoing=False)), 1
    database.asked.clear()

    new = snapshot.reload()

    assert database.asked == ["versions", "incidents"]
    assert ([one.slug for one in new.incidents], [one.slug for one in new.ongoing]) == (["now", "past"], ["now"])
    assert new.releases is old.releases
    assert old.incidents == ()


def test_a_new_release_keeps_the_incidents(database):
    database.incidents, database.incidents_number = (an_incident("now"),), 1
    snapshot.current()
    database.published = a_release(2)

    new = snapshot.reload()

    assert (new.number, new.incidents_number, len(new.ongoing)) == (2, 1, 1)


def test_while_the_database_is_away_the_snapshot_serves_on_and_says_since_when(database):
    served = snapshot.current()
    database.away = True

    for moment in (NOON, LATER):
        with pytest.raises(AwayError):
            store.reload(moment)

    assert snapshot.current() is served
    assert snapshot.staleness() == Staleness(2, "AwayError", "2026-11-25T12:00:00+00:00")


def test_the_database_back_again_ends_the_staleness(database):
    snapshot.current()
    database.away = True
    with pytest.raises(AwayError):
        store.reload(NOON)
    database.away, database.published = False, a_release(2)

    assert snapshot.reload().number == 2

    assert snapshot.staleness() == Staleness(0, "", "")


def test_a_release_that_cannot_be_loaded_leaves_the_old_one(database):
    served = snapshot.current()
    database.published = a_release(2)
    database.published.document["guides"]["sms"]["entry"] = "gone"

    with pytest.raises(engine.DocumentError):
        snapshot.reload()

    assert snapshot.current() is served
    assert snapshot.staleness().reason == "DocumentError"


def test_a_process_can_start_while_the_database_is_away(database):
    snapshot.current()
    snapshot.swap(None)
    database.away = True

    served = snapshot.current()

    assert (served.number, title(served)) == (1, "第1版")
    assert snapshot.staleness().failures == 1
    database.away, database.incidents, database.incidents_number = False, (an_incident("now"),), 1
    assert [one.slug for one in snapshot.reload().ongoing] == ["now"]


def test_a_process_that_starts_while_the_database_is_away_tells_of_the_incidents(database):
    database.incidents, database.incidents_number = (an_incident("now"), an_incident("past", ongoing=False)), 4
    snapshot.current()
    snapshot.swap(None)
    database.away = True

    served = snapshot.current()

    assert (served.number, served.incidents, served.incidents_number) == (1, database.incidents, 4)
    assert 'data-incident="now"' in Client().get("/").text
    database.away, database.incidents, database.incidents_number = False, (), 5
    assert snapshot.reload().incidents == ()


def test_a_new_incident_is_kept_without_a_new_release(database, folder):
    snapshot.current()
    database.incidents, database.incidents_number = (an_incident("now"),), 1

    snapshot.reload()

    assert localfile.read_incidents(folder) == (1, database.incidents)


def test_damaged_incidents_keep_no_process_from_starting(database, folder):
    database.incidents, database.incidents_number = (an_incident("now"),), 1
    snapshot.current()
    (folder / "incidents.json").write_text("{")
    snapshot.swap(None)
    database.away = True

    served = snapshot.current()

    assert (served.number, served.incidents) == (1, ())
    database.away = False
    assert snapshot.reload().incidents == database.incidents


def test_a_process_starts_from_the_earlier_file_when_the_newest_is_damaged(database, folder):
    snapshot.current()
    database.published = a_release(2)
    snapshot.reload()
    newest = folder / "release-00000002.json"
    newest.write_text(newest.read_text(encoding="utf-8").replace("第2版", "第9版"), encoding="utf-8")
    snapshot.swap(None)
    database.away = True

    assert snapshot.current().number == 1


def test_without_database_and_file_there_is_no_snapshot(database):
    database.away = True

    with pytest.raises(snapshot.NoSnapshotError) as raised:
        snapshot.current()

    assert isinstance(raised.value.__cause__, AwayError)
    database.away = False
    assert snapshot.current().number == 1


def test_where_a_refresher_looks_no_reader_waits_for_the_database(database):
    snapshot.leave_to_refresher()

    with pytest.raises(snapshot.NoSnapshotError):
        snapshot.current()

    assert database.asked == []
    snapshot.reload()
    assert snapshot.current().number == 1


def test_a_file_of_a_format_unknown_here_gives_way_to_an_earlier_one(database, folder):
    snapshot.current()
    document = {"format": 99}
    kept = Published(3, engine.digest(document), "2026-11-25T12:00:00+09:00", document)
    localfile.write(folder, kept._asdict())
    snapshot.swap(None)
    database.away = True

    assert snapshot.current().number == 1


def test_a_file_of_a_format_unknown_here_is_no_snapshot(database, folder):
    document = {"format": 99}
    kept = Published(3, engine.digest(document), "2026-11-25T12:00:00+09:00", document)
    localfile.write(folder, kept._asdict())
    database.away = True

    with pytest.raises(snapshot.NoSnapshotError):
        snapshot.current()


def test_nobody_told_how_to_load_is_no_snapshot():
    with pytest.raises(snapshot.NoSnapshotError):
        snapshot.current()


def test_release_and_incidents_are_served_though_their_files_cannot_be_written(database, folder, caplog):
    database.incidents, database.incidents_number = (an_incident("now"),), 1
    folder.write_text("a file where the folder should be")

    served = snapshot.current()

    assert (served.number, served.incidents) == (1, database.incidents)
    assert "could not be written" in caplog.text


def test_a_process_forked_long_ago_catches_up_by_the_files_while_the_database_is_away(database):
    long_ago = snapshot.current()
    database.published, database.incidents, database.incidents_number = a_release(2), (an_incident("now"),), 1
    newest = snapshot.reload()
    snapshot.swap(long_ago)
    database.away = True

    snapshot.catch_up()

    served = snapshot.held()
    assert (served.number, title(served)) == (2, "第2版")
    assert (served.incidents, served.incidents_number) == (newest.incidents, 1)


def test_catching_up_goes_back_to_no_earlier_file(database, folder):
    database.published = a_release(2)
    snapshot.current()
    database.published = a_release(3)
    newest = snapshot.reload()
    (folder / "release-00000004.json").write_text("damaged")
    (folder / "release-00000003.json").unlink()

    snapshot.catch_up()

    assert snapshot.held() is newest
