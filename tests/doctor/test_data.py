"""A database without content, with an old or damaged release, another clock, migrations too few or too many."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.publishing.documents import small
from tests.snapshot.loading import a_release
from troubleshoot import engine
from troubleshoot.doctor import data as looks
from troubleshoot.doctor import every
from troubleshoot.models import Guide, Release
from troubleshoot.publishing import loading
from troubleshoot.snapshot import localfile

pytestmark = pytest.mark.django_db


def publish(age=timedelta(0), **changes):
    """Leave a release of that age."""
    document = engine.canonical_bytes(small())
    stored = {"digest": engine.digest(small()), "document": document.decode(), **changes}
    return Release.objects.create(number=1, published_at=timezone.now() - age, **stored)


def test_a_database_that_answers_is_named_with_its_version():
    found = looks.database()

    assert found.level == "ok"
    assert found.text.startswith(f"{connection.display_name} ")


def test_a_migration_too_few_is_told_and_ends_the_looks():
    assert looks.migrations().level == "ok"

    [newest] = MigrationLoader(connection).graph.leaf_nodes("troubleshoot")
    MigrationRecorder(connection).record_unapplied(*newest)

    found = list(every.judged())
    assert (found[-1].code, found[-1].level) == ("migrations", "wrong")
    assert ".".join(newest) in found[-1].text


def test_a_migration_of_a_newer_program_is_told():
    MigrationRecorder(connection).record_applied("troubleshoot", "9999_of_tomorrow")
    MigrationRecorder(connection).record_applied("of_an_app_long_gone", "0001_initial")

    found = looks.migrations()

    assert (found.level, found.text.count("_")) == ("watch", 2)
    assert "troubleshoot.9999_of_tomorrow" in found.text


@pytest.mark.parametrize(("days", "level"), [(0, "ok"), (179, "ok"), (200, "watch")])
def test_an_old_release_is_told_with_its_age(days, level):
    publish(timedelta(days))

    found = looks.release()

    assert found.level == level
    assert f"{days}日前" in found.text


def test_no_release_and_a_damaged_one_are_wrong():
    assert looks.release().level == "wrong"

    publish(digest="0" * 64)

    found = looks.release()
    assert (found.level, "壊れています" in found.text) == ("wrong", True)


def test_a_release_of_the_future_is_the_clock_s_fault():
    publish(-timedelta(hours=2))

    assert looks.clock().level == "wrong"


@pytest.mark.parametrize(("seconds", "level"), [(0, "ok"), (20, "watch"), (-300, "wrong")])
def test_a_database_with_another_clock_is_told(seconds, level):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no clock of its own.")
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA late")
        cursor.execute(
            "CREATE FUNCTION late.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS "
            f"$$ SELECT pg_catalog.clock_timestamp() + interval '{seconds} seconds' $$"
        )
        cursor.execute("SET LOCAL search_path = late, public, pg_catalog")

    assert looks.clock().level == level


def test_an_owner_is_somebody_who_may_do_everything_and_can_log_in():
    User.objects.create_user("editor", password="long-enough", is_staff=True)
    User.objects.create_superuser("gone", password="long-enough", is_active=False)
    User.objects.create_superuser("unusable", password=None)
    assert looks.owner().level == "watch"

    User.objects.create_superuser("owner", password="long-enough")

    assert (looks.owner().level, "owner" in looks.owner().text) == ("ok", True)


def test_who_lacks_a_second_factor_for_what_they_may_do_is_told(settings):
    User.objects.create_superuser("owner")
    User.objects.create_user("writer", is_staff=True)  # may nothing that takes one
    officer = User.objects.create_user("officer", is_staff=True)
    officer.groups.add(Group.objects.get(name="障害担当"))
    lacking = looks.second_factors()
    for user in (officer, User.objects.get(username="owner")):
        TOTPDevice.objects.create(user=user, confirmed=True)
    all_have = looks.second_factors()
    settings.SECOND_FACTOR = "off"

    assert (lacking.level, "officer、owner。" in lacking.text) == ("watch", True)
    assert [one.level for one in (all_have, looks.second_factors())] == ["ok", "watch"]


def test_release_files_of_another_database_are_told(var):
    publish()
    assert looks.release_files_agree().level == "ok"

    localfile.write(var / "releases", loading.newest()._asdict())
    assert looks.release_files_agree().level == "ok"

    localfile.write(var / "releases", a_release(1, "別の内容")._asdict())
    assert looks.release_files_agree().level == "wrong"

    localfile.write(var / "releases", a_release(2)._asdict())
    assert (looks.release_files_agree().level, "2番" in looks.release_files_agree().text) == ("wrong", True)


def test_officers_who_would_not_be_reached_are_told(settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
    nobody = looks.officers()
    User.objects.create_superuser("owner", "owner@help.example")
    nowhere = looks.officers()
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}}

    assert [(one.level, one.text) for one in (nobody, nowhere, looks.officers())] == [
        ("watch", "障害の疑いを知らせるメールの宛先がありません。"),
        ("watch", "障害の疑いのメールは、送られずにログに出ます。"),
        ("ok", "障害の疑いを1人にメールで知らせます。"),
    ]


def test_guides_of_the_settings_that_are_not_there_are_told(settings):
    settings.STATUS_FEEDS, settings.SURGES_PUBLISHED_FOR = [("sms", "https://status.example/")], ["sms", "mail"]
    Guide.objects.create(slug="sms", title={"ja": "届かない"}, summary={"ja": "。"})
    told = looks.watched()

    settings.SURGES_PUBLISHED_FOR = ["sms"]

    assert (told.level, told.text) == ("wrong", "設定にある案内がありません: mail。")
    assert looks.watched().level == "ok"
