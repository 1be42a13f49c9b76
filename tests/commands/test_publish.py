"""publish and rollback at the command line."""

import io

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from tests.publishing.documents import small
from troubleshoot.models import Release
from troubleshoot.publishing.importing import import_document

pytestmark = pytest.mark.django_db


def run(*arguments):
    """Return what a command prints."""
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def drafted():
    """Make the drafts the small document with some titles."""

    def draft(**titles):
        document = small()
        for slug, title in titles.items():
            document["causes"][slug]["title"]["ja"] = title
        import_document(document, actor=None)
        return document

    draft()
    return draft


def test_publish_says_its_number(drafted):
    assert run("publish", "--note", "はじめて") == "1番として公開しました。\n"
    assert Release.objects.get().note == "はじめて"


def test_publish_names_who_published(drafted):
    editor = get_user_model().objects.create_user("editor")

    run("publish", "--actor", "editor")

    assert Release.objects.get().actor == editor


def test_publish_by_nobody_known_is_refused(drafted):
    with pytest.raises(CommandError, match="nobody という利用者はいません。"):
        run("publish", "--actor", "nobody")


def test_publish_of_the_same_says_so(drafted):
    run("publish")

    assert run("publish") == "1番と同じ内容なので、何も公開していません。\n"


def test_publish_of_chosen_drafts_leaves_the_rest(drafted):
    run("publish")
    drafted(filter="選んだ", airplane="選ばない")

    run("publish", "--cause", "filter", "--guide", "sms", "--carrier", "docomo")

    document = Release.objects.newest().document
    assert ("選んだ" in document, "選ばない" in document) == (True, False)


def test_publish_prints_warnings(drafted):
    document = drafted()
    document["causes"]["filter"]["steps"][0]["text"] |= {"ja": "設定の画面"}
    import_document(document, actor=None)

    assert run("publish").splitlines() == [
        "注意 [not-imperative] 原因 filter › 手順 open: "
        "手順は「〜します」「〜してください」で終えてください:「設定の画面」",
        "1番として公開しました。",
    ]


def test_publish_refuses_errors_and_names_them(drafted):
    document = drafted()
    document["causes"]["filter"]["steps"] = []
    import_document(document, actor=None)

    with pytest.raises(CommandError) as refusal:
        run("publish")

    assert str(refusal.value) == (
        "公開しませんでした。次を直してください。\n"
        "[no-steps] 原因 filter: 手順が一つもありません。最初の手順を書いてください。"
    )


def test_publish_of_chosen_drafts_over_a_damaged_release_is_refused(drafted):
    Release.objects.create(number=1, digest="0" * 64, document="{}")

    with pytest.raises(CommandError, match="1番の公開版が壊れています"):
        run("publish", "--guide", "sms")


def test_publish_refuses_a_long_note(drafted):
    with pytest.raises(CommandError, match="メモは300字まで"):
        run("publish", "--note", "あ" * 301)


def test_dry_run_shows_checks_and_changes(drafted):
    run("publish")
    document = drafted(filter="別の題")
    document["causes"]["airplane"]["steps"] = []
    import_document(document, actor=None)

    lines = run("publish", "--dry-run").splitlines()

    assert lines[0] == "エラー [no-steps] 原因 airplane: 手順が一つもありません。最初の手順を書いてください。"
    assert "    題名: フィルターが止める → 別の題" in lines
    assert lines[-1] == "このままでは公開できません。"
    assert Release.objects.count() == 1


def test_dry_run_without_changes_says_so(drafted):
    run("publish")

    assert run("publish", "--dry-run").splitlines() == [
        "公開中の版と同じです。",
        "公開できます(まだ公開していません)。",
    ]


def test_rollback_publishes_the_old_content_anew(drafted):
    run("publish")
    drafted(filter="別の題")
    run("publish")

    assert run("rollback", "1") == "3番として公開しました。\n"
    assert Release.objects.newest().note == "1番に戻しました"
    assert Release.objects.newest().digest == Release.objects.get(number=1).digest


def test_rollback_to_a_number_that_is_not_there_is_refused(drafted):
    with pytest.raises(CommandError, match="7番の公開版はありません。"):
        run("rollback", "7")
