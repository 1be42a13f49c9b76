"""From a backup to a database that holds the same, whatever it is made of; or nothing is touched."""

import dataclasses
import io

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection

from tests.keeping.filling import AT, backed_up, fill, rows
from tests.keeping.test_archive import packed
from troubleshoot.keeping import archive, tables
from troubleshoot.keeping.archive import DamagedBackupError, Head, Header
from troubleshoot.keeping.restore import HoldsContentError, OtherProgramError, UnfitError, restore
from troubleshoot.models import AuditEvent, Carrier, Counter, Guide, Miss, Release, Revision, Tally
from troubleshoot.publishing import loading
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.publish import publish


@pytest.fixture
def filled(db):
    fill()


def sound(*written, migrations=None):
    """Return a backup of these tables, each a head and its rows, at the database's migrations."""
    file = io.BytesIO()
    archive.write(file, Header(AT.isoformat(), tuple(sorted(migrations or tables.applied()))), written)
    return file


def test_a_backup_holds_every_table_but_the_sessions_and_the_day_s_reports(filled):
    _, counts = archive.verify(backed_up())

    with connection.cursor() as cursor:
        everything = connection.introspection.table_names(cursor)
    found = tables.at(tables.applied())
    tries = {f"axes_access{name}" for name in ("attempt", "attemptexpiration", "failurelog", "log")}
    left_out = {"django_migrations", "django_session", "troubleshoot_report"} | tries
    assert {found[name]._meta.db_table for name in counts} == {*everything} - left_out
    assert [name for name, count in counts.items() if not count] == []


def test_a_backup_restored_elsewhere_is_the_same_database(filled, on_sqlite, on_the_same, tmp_path):
    files = [tmp_path / name for name in ("first", "second", "third")]
    files[0].write_bytes(backed_up().getvalue())

    told = [on_sqlite.manage("restore", str(files[0]))]
    on_sqlite.manage("backup", str(files[1]))
    told.append(on_the_same.manage("restore", str(files[1])))
    on_the_same.manage("backup", str(files[2]))

    newest = f"最新の公開版は2番({Release.objects.newest().digest})です。"
    assert [newest in one for one in told] == [True, True]
    assert rows(files[0].read_bytes()) == rows(files[1].read_bytes()) == rows(files[2].read_bytes())
    on_the_same.manage("shell", "-c", "from django.contrib.auth.models import User; User.objects.create_user('new')")


def test_restoring_over_content_takes_plain_words(filled):
    file = backed_up()
    before = rows(file.getvalue())
    Miss.objects.create(query="あとから", last_seen=AT.date())

    with pytest.raises(HoldsContentError, match="内容があります"):
        restore(file)

    assert Miss.objects.count() == 2
    restore(file, replacing=True)
    assert rows(backed_up().getvalue()) == before
    assert not Session.objects.exists()


def test_what_was_changed_meanwhile_is_as_it_was(filled):
    file, document = backed_up(), compile_document()
    Carrier.objects.update(name={"ja": "別"})
    publish(actor=None)
    User.objects.create_user("later")
    Tally.objects.all().delete()

    restored = restore(file, replacing=True)

    assert (loading.newest().number, Counter.objects.get(name=Counter.RELEASE).number) == (2, 2)
    assert compile_document() == document
    assert Tally.objects.get().bucket == AT.replace(microsecond=0)
    assert Revision.objects.exists()
    assert User.objects.get().check_password("long-enough")
    assert restored.counts["troubleshoot.release"] == 2


def test_the_audit_log_loses_nothing_by_it(filled):
    before = set(AuditEvent.objects.values_list("pk", flat=True))
    file = backed_up()
    User.objects.create_user("later")
    later = AuditEvent.objects.get(about="later")

    restore(file, replacing=True)

    told = AuditEvent.objects.latest("at")
    assert told.act == "restored"
    assert set(AuditEvent.objects.values_list("pk", flat=True)) == {*before, later.pk, told.pk}


def test_new_rows_get_numbers_of_their_own(filled):
    restore(backed_up(), replacing=True)

    User.objects.create_user("new")
    Carrier.objects.update(name={"ja": "別"})
    assert publish(actor=None).release.number == 3


@pytest.mark.django_db
def test_a_database_without_content_takes_a_backup_without_being_asked():
    file = backed_up()

    assert restore(file).counts["auth.group"] == 4


def test_a_damaged_backup_touches_nothing(filled, django_assert_num_queries):
    spoilt = io.BytesIO(backed_up().getvalue()[:-9])

    with django_assert_num_queries(0), pytest.raises(DamagedBackupError):
        restore(spoilt, replacing=True)


def test_a_backup_of_a_newer_program_is_refused(filled):
    newer = sound(migrations={*tables.applied(), ("troubleshoot", "9999_marvels")})

    with pytest.raises(OtherProgramError, match=r"troubleshoot\.9999_marvels.*新しいプログラム"):
        restore(newer, replacing=True)

    assert Guide.objects.exists()


def test_a_database_that_is_ahead_of_the_backup_is_refused(filled):
    older = sound(migrations={*tables.applied()} - {("troubleshoot", "0005_roles")})

    with pytest.raises(OtherProgramError, match=r"troubleshoot\.0005_roles.*空のデータベース"):
        restore(older, replacing=True)

    assert Guide.objects.exists()


@pytest.mark.parametrize(
    "written",
    [
        (Head("troubleshoot.counter", ("name", "number")), [["release", "many"]]),
        (Head("troubleshoot.counter", ("name", "number")), [["release"]]),
        (Head("troubleshoot.counter", ("name", "colour")), [["release", "red"]]),
        (Head("troubleshoot.marvel", ("name",)), [["release"]]),
        (Head("troubleshoot.counter", ("name", "number")), [["release", "1"], ["release", "2"]]),
    ],
)
def test_rows_that_the_tables_refuse_leave_all_as_it_was(filled, written):
    before = rows(backed_up().getvalue())

    with pytest.raises(UnfitError, match="戻せません"):
        restore(sound(written), replacing=True)

    assert rows(backed_up().getvalue()) == before


@pytest.mark.django_db(transaction=True)
def test_rows_that_refer_to_nothing_leave_all_as_it_was():
    Miss.objects.create(query="前から", last_seen=AT.date())
    lost = (Head("troubleshoot.redirect", ("id", "old_slug", "guide")), [["1", "old", "77"]])

    with pytest.raises(UnfitError):
        restore(sound(lost), replacing=True)

    Miss.objects.create(query="あとから", last_seen=AT.date())
    assert Miss.objects.count() == 2


def test_header_of_a_backup_says_when_and_at_which_migrations(filled):
    header, _ = archive.verify(backed_up())

    assert dataclasses.astuple(header)[1:] == (tuple(sorted(tables.applied())), 1)


@pytest.mark.django_db
def test_a_backup_from_before_an_upgrade_is_restored_and_upgraded(on_sqlite, on_the_same, tmp_path):
    on_sqlite.manage("migrate", "troubleshoot", "0002", "--verbosity", "0")
    on_sqlite.manage("backup", str(tmp_path / "old"))

    on_the_same.manage("restore", str(tmp_path / "old"))

    on_the_same.manage("migrate", "--check")
    on_the_same.manage("shell", "-c", "from django.contrib.auth.models import Group; Group.objects.get(name='公開者')")


def test_no_other_program_s_file_is_restored(filled):
    with pytest.raises(DamagedBackupError):
        restore(packed({"model": "auth.user", "pk": 1}), replacing=True)
