"""export_document and import_document: bytes out, bytes in, refusals in words."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.publishing.documents import small
from troubleshoot import engine
from troubleshoot.models import Cause, Release
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.publish import publish

pytestmark = pytest.mark.django_db


def run(*arguments, **options):
    """Return what a command prints."""
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def edited():
    """Publish the small document and edit a draft."""
    import_document(small(), actor=None)
    publish(actor=None)
    changed = small()
    changed["causes"]["filter"]["title"]["ja"] = "別の題"
    import_document(changed, actor=None)
    return changed


def test_export_writes_the_newest_release(edited, tmp_path):
    run("export_document", tmp_path / "release.json")

    content = (tmp_path / "release.json").read_bytes()
    assert content == Release.objects.get().document.encode() == engine.canonical_bytes(small())


def test_export_writes_the_drafts(edited, tmp_path):
    run("export_document", "--draft", tmp_path / "draft.json")

    assert json.loads((tmp_path / "draft.json").read_bytes()) == edited


def test_export_writes_an_old_release_to_standard_output(edited, capsysbinary):
    publish(actor=None)

    run("export_document", "--release", "1")

    assert capsysbinary.readouterr().out == engine.canonical_bytes(small())


def test_export_before_anything_is_published_says_so():
    with pytest.raises(CommandError, match="まだ何も公開されていません。"):
        run("export_document")


def test_export_of_a_number_that_is_not_there_says_so():
    with pytest.raises(CommandError, match="7番の公開版はありません。"):
        run("export_document", "--release", "7")


def test_export_into_a_folder_that_is_not_there_says_so(tmp_path):
    with pytest.raises(CommandError, match="に書けません"):
        run("export_document", "--draft", tmp_path / "gone" / "draft.json")


def test_what_was_exported_can_be_imported(edited, tmp_path):
    run("export_document", tmp_path / "release.json")

    said = run("import_document", tmp_path / "release.json")

    assert said == "下書きを文書で置き換えました。公開するには publish を使ってください。\n"
    assert compile_document() == small()


def test_dry_run_prints_the_difference_and_writes_nothing(edited, tmp_path):
    run("export_document", tmp_path / "release.json")

    said = run("import_document", tmp_path / "release.json", "--dry-run")

    assert said == "変更 原因 filter「フィルターが止める」\n    題名: 別の題 → フィルターが止める\n"
    assert compile_document() == edited


def test_dry_run_of_the_drafts_themselves_says_nothing_would_change(edited, tmp_path):
    run("export_document", "--draft", tmp_path / "draft.json")

    assert run("import_document", tmp_path / "draft.json", "--dry-run") == "下書きと同じです。何も変わりません。\n"


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_import_of_a_broken_document_names_the_place_and_writes_nothing(edited, tmp_path, options):
    broken = small()
    broken["guides"]["sms"]["questions"][0]["answers"][0]["share"] = 200
    (tmp_path / "broken.json").write_text(json.dumps(broken), encoding="utf-8")

    with pytest.raises(CommandError) as refusal:
        run("import_document", tmp_path / "broken.json", *options)

    assert str(refusal.value) == (
        "取り込みませんでした。\n"
        "[not-in-format] 案内 sms › 質問 reach › 答え none: 「割合」: 割合は0から100の間で書いてください。"
    )
    assert Cause.objects.get(slug="filter").title["ja"] == "別の題"


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"{", "JSONとして読めません"), (b'{"format": 9}', "この書式"), (b" " * 20_000_001, "大きすぎます")],
)
def test_import_of_another_file_says_why_not(tmp_path, content, words):
    (tmp_path / "other.json").write_bytes(content)

    with pytest.raises(CommandError, match=words):
        run("import_document", tmp_path / "other.json")


def test_import_of_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(CommandError, match="を読めません"):
        run("import_document", tmp_path / "gone.json")


def test_sheet_goes_out_and_comes_back_by_its_name(edited, tmp_path):
    run("export_document", tmp_path / "causes.xlsx")

    shown = run("import_document", tmp_path / "causes.xlsx", "--dry-run")
    before = compile_document()
    run("import_document", tmp_path / "causes.xlsx")

    assert "別の題" in shown
    assert before == edited
    assert compile_document() == small()


def test_guide_goes_out_alone_and_leaves_all_else_when_it_comes_back(edited, tmp_path):
    run("export_document", "--guide", "sms", tmp_path / "sms.json")
    drafts = edited | {"carriers": edited["carriers"] | {"own": edited["carriers"]["docomo"] | {"formerly": []}}}
    import_document(drafts, actor=None)

    run("import_document", "--guide", tmp_path / "sms.json")

    assert compile_document() == drafts | {"causes": small()["causes"]}


def test_guide_that_is_not_there_says_so(edited):
    with pytest.raises(CommandError, match="other という案内はありません。"):
        run("export_document", "--guide", "other")


def test_sheet_with_wrong_rows_is_refused_row_by_row(edited, tmp_path):
    (tmp_path / "causes.xlsx").write_bytes(b"no workbook")

    with pytest.raises(CommandError, match="取り込みませんでした。\nExcelのブック"):
        run("import_document", tmp_path / "causes.xlsx")
