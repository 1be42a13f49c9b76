"""In and out on the pages: nothing is written before it was shown, and what was shown is what is written."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tests.admin.conftest import staff
from tests.admin.forms import filled
from tests.publishing.documents import small
from tests.views.reading import Page
from troubleshoot import engine
from troubleshoot.models import Cause, Revision
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.importing import import_document

PAGE = "/admin/exchange/"
GUIDE_FILE = "/admin/exchange/guides/sms.json"
SHEET = "/admin/exchange/causes.xlsx"
DO = ("view", "add", "change", "delete")


def uploaded(content, name="file.xlsx"):
    return SimpleUploadedFile(name, content)


def edited(content, **cells):
    """Return a workbook with other words in cells of its steps, by their names: H2 is the first step's English."""
    book = load_workbook(io.BytesIO(content))
    for name, words in cells.items():
        book["手順"][name] = words
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_sheet_is_shown_and_written_as_it_was_shown(desk, editor):
    content = edited(desk.get(SHEET).content, G2="設定アプリを開きます。")

    shown = desk.post("/admin/exchange/sheet/", {"file": uploaded(content, "表.xlsx")})
    before = compile_document()
    written = desk.post("/admin/exchange/write/sheet/", filled(shown, "write-form"), follow=True)

    assert (shown.status_code, before) == (200, small())
    assert (
        Page(shown.text).one("section", class_="change").text.startswith("変更 原因「機内モードになっている」 airplane")
    )
    step = compile_document()["causes"]["airplane"]["steps"][0]
    assert step["text"]["ja"] == "設定アプリを開きます。"
    assert written.redirect_chain == [(PAGE, 303)]
    message = Page(written.text).one("ul", class_="messagelist")
    assert message.text == "表.xlsx を取り込み、1件を書きかえました。まだ公開していません。"
    kept = Revision.objects.get(note="ファイル 表.xlsx を取り込んだ")
    assert (kept.actor, kept.kind, kept.slugs) == (editor, "cause", "airplane")


def test_sheet_that_comes_back_unchanged_says_so(desk):
    answer = desk.post("/admin/exchange/sheet/", {"file": uploaded(desk.get(SHEET).content)})

    assert "下書きと同じです。取り込むものはありません。" in answer.text
    assert compile_document() == small()


def test_wrong_rows_are_all_told_and_nothing_is_written(desk):
    content = edited(desk.get(SHEET).content, M2="http://example.org", E3="docmo", G4=None)

    answer = desk.post("/admin/exchange/sheet/", {"file": uploaded(content), "removing": "on"})

    page = Page(answer.text)
    rows = [row.text for row in page.all("tr") if row.text.startswith("手順 ") and "行目" in row.text]
    assert answer.status_code == 422
    assert rows == [
        "手順 2行目 リンク リンクは https:// か、このサイトの / で始めて、300字までで書いてください。",
        "手順 3行目 回線 「docmo」は見つかりません。もしかして: docomo。スラッグを確かめてください。",
        "手順 4行目 手順(日本語) ほかの言語だけが書かれています。日本語も書いてください。",
    ]
    assert "checked" in page.one("input", name="removing").attributes
    assert compile_document() == small()


def test_steps_missing_from_the_sheet_stay_unless_removal_is_ticked(desk):
    book = load_workbook(io.BytesIO(desk.get(SHEET).content))
    book["手順"].delete_rows(2)
    file = io.BytesIO()
    book.save(file)

    kept = desk.post("/admin/exchange/sheet/", {"file": uploaded(file.getvalue())})
    shown = desk.post("/admin/exchange/sheet/", {"file": uploaded(file.getvalue()), "removing": "on"})
    desk.post("/admin/exchange/write/sheet/", filled(shown, "write-form"))

    assert "表にない手順 1個は、消さずに残します" in kept.text
    assert "下書きと同じです。" in kept.text
    assert "表にない手順 1個を消します" in shown.text
    assert [step["key"] for step in compile_document()["causes"]["airplane"]["steps"]] == ["on"]


def test_what_a_colleague_saves_after_the_difference_was_read_is_not_written_over(desk):
    content = edited(desk.get(SHEET).content, G2="表からの文。")
    sent = filled(desk.post("/admin/exchange/sheet/", {"file": uploaded(content)}), "write-form")
    Cause.objects.filter(slug="airplane").update(title={"ja": "同僚の題"})

    refused = desk.post("/admin/exchange/write/sheet/", sent)

    assert refused.status_code == 422
    assert "違いを見たあとで、だれかが同じものを保存しました。" in refused.text
    assert Cause.objects.get(slug="airplane").steps.first().text["ja"] == "設定を開きます。"


def test_change_that_was_altered_on_the_way_is_refused(desk):
    content = edited(desk.get(SHEET).content, G2="表からの文。")
    sent = filled(desk.post("/admin/exchange/sheet/", {"file": uploaded(content)}), "write-form")

    refused = desk.post("/admin/exchange/write/sheet/", sent | {"sealed": sent["sealed"][0] + "x"})

    assert (refused.status_code, compile_document()) == (422, small())


def test_change_by_a_guide_file_is_not_written_as_a_sheet(client, desk):
    """The sheet's way in asks for fewer permissions."""
    document = json.loads(desk.get(GUIDE_FILE).content)
    document["guides"]["sms"]["title"]["ja"] = "別の題"
    shown = desk.post("/admin/exchange/guide/", {"file": uploaded(json.dumps(document).encode())})
    rights = [f"{verb}_{table}" for verb in DO for table in ("cause", "remedystep", "redirect")]
    client.force_login(staff("causes", *rights))

    refused = client.post("/admin/exchange/write/sheet/", filled(shown, "write-form"))

    assert (refused.status_code, compile_document()) == (422, small())


def test_guide_goes_out_and_comes_back_where_it_is_missing(desk):
    content = desk.get(GUIDE_FILE).content
    everything = compile_document()
    import_document(small() | {"guides": {}}, actor=None)

    shown = desk.post("/admin/exchange/guide/", {"file": uploaded(content, "sms.json")})
    desk.post("/admin/exchange/write/guide/", filled(shown, "write-form"))

    assert "追加" in shown.text
    assert engine.digest(compile_document()) == engine.digest(everything)


def test_guide_with_wrong_fields_says_where(desk):
    document = json.loads(desk.get(GUIDE_FILE).content)
    document["guides"]["sms"]["questions"][0]["answers"][0]["share"] = 200
    document["causes"]["filter"]["steps"][0]["tel"] = "でんわ"

    answer = desk.post("/admin/exchange/guide/", {"file": uploaded(json.dumps(document).encode())})

    told = [item.text for item in Page(answer.text).all("li") if "x" not in item.attributes]
    assert answer.status_code == 422
    assert "案内 sms › 質問 reach › 答え none 「割合」: 割合は0から100の間で書いてください。" in told


def test_file_of_another_kind_is_refused_in_words(desk):
    answer = desk.post("/admin/exchange/guide/", {"file": uploaded(b"PK\x03\x04", "x.xlsx")})

    assert answer.status_code == 422
    assert "JSONとして読めません" in answer.text


@pytest.mark.parametrize("permissions", [(), ("view_cause", "view_guide")])
def test_who_may_not_change_may_at_most_take_out(client, content, permissions):
    client.force_login(staff("reader", *permissions))

    statuses = [client.get(address).status_code for address in (PAGE, GUIDE_FILE, SHEET)]
    sent = [client.post(f"/admin/exchange/{way}/", {}).status_code for way in ("guide", "sheet", "write/guide")]

    assert set(statuses) == ({200} if permissions else {403})
    assert set(sent) == {403}
    if permissions:
        assert not [form for form in Page(client.get(PAGE).text).all("form") if form.attributes.get("enctype")]


def test_page_lost_while_signed_out_leads_back_to_the_forms(desk):
    assert desk.get("/admin/exchange/sheet/").url == PAGE


@pytest.mark.parametrize("more", [0, 9])
def test_page_takes_as_many_queries_for_ten_guides_as_for_one(desk, django_assert_num_queries, more):
    document = small()
    document["guides"] |= {f"sms-{number}": small()["guides"]["sms"] for number in range(more)}
    import_document(document, actor=None)

    with django_assert_num_queries(5):
        page = desk.get(PAGE)

    assert page.text.count("案内のファイル<span") == 1 + more
