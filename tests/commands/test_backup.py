"""backup and restore at the command line."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from tests.insight.test_flushing import Failing
from tests.keeping.filling import fill
from troubleshoot.models import Release

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled():
    fill()


def run(*arguments, **options):
    """Return what a command prints."""
    out = io.StringIO()
    call_command(*map(str, arguments), stdout=out, **options)
    return out.getvalue()


def test_backup_into_a_folder_is_named_by_its_time_and_is_its_owner_s_alone(filled, tmp_path):
    told = run("backup", tmp_path)

    [file] = tmp_path.iterdir()
    assert re.fullmatch(r"helpcenter-\d{8}-\d{6}\.jsonl\.gz", file.name)
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    pattern = rf"\d+の表の[\d,]+行を {file} に書き出しました\({file.stat().st_size:,}バイト、\d+\.\d秒\)。\n"
    assert re.fullmatch(pattern, told)


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "site.sqlite3").write_text("precious")

    with pytest.raises(CommandError, match="もうあります"):
        run("backup", tmp_path / "site.sqlite3")

    assert (tmp_path / "site.sqlite3").read_text() == "precious"


def test_backup_that_fails_in_the_middle_leaves_no_file(filled, tmp_path):
    with connection.execute_wrapper(Failing("SELECT", 20)), pytest.raises(DatabaseError):
        run("backup", tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_backup_into_a_folder_that_is_not_there_says_so(tmp_path):
    with pytest.raises(CommandError, match="に書けません: No such file"):
        run("backup", tmp_path / "missing" / "file")


def test_check_tells_what_is_in_a_backup_and_changes_nothing(filled, tmp_path):
    run("backup", tmp_path / "file")

    told = run("restore", tmp_path / "file", check=True).splitlines()

    assert told[0].startswith("無事です。")
    assert [line.split() for line in told if "release" in line] == [
        ["1", "troubleshoot.plannedrelease"], ["2", "troubleshoot.release"],
    ]  # fmt: skip


def test_restore_refuses_content_and_says_how_to_go_on(filled, tmp_path):
    run("backup", tmp_path / "file")

    with pytest.raises(CommandError, match=r"内容があります\(\d+の表に[\d,]+行\)。\n.*--replace-everything"):
        run("restore", tmp_path / "file")

    told = run("restore", tmp_path / "file", replace_everything=True).splitlines()
    assert "行を戻しました" in told[0]
    assert told[2] == f"最新の公開版は2番({Release.objects.newest().digest})です。"


def test_restore_of_what_is_no_backup_says_so(tmp_path):
    (tmp_path / "file").write_text("hello")

    for arguments in ([], ["--check"]):
        with pytest.raises(CommandError, match="バックアップではありません"):
            run("restore", tmp_path / "file", *arguments)
    with pytest.raises(CommandError, match="を読めません"):
        run("restore", tmp_path / "missing")


def test_a_site_before_its_first_publishing_is_restored_too(tmp_path):
    run("backup", tmp_path / "file")

    assert "公開版はありません。" in run("restore", tmp_path / "file")


def test_a_release_that_was_damaged_before_the_backup_is_restored_and_told(filled, tmp_path):
    Release.objects.bulk_create([Release(number=3, digest="0" * 64, document="{}")])
    run("backup", tmp_path / "file")

    with pytest.raises(CommandError, match="戻しましたが、バックアップのときから 3番の公開版が壊れています"):
        run("restore", tmp_path / "file", replace_everything=True)

    assert Release.objects.count() == 3
