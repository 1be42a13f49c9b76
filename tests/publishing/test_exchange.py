"""Both forms of exchange: what goes out comes back the same, and what is wrong is told row by row."""

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.publishing import strategies
from tests.publishing.documents import carrier, cause, device, guide, question, small, step
from tests.publishing.workbooks import edited, saved, without
from troubleshoot import engine
from troubleshoot.publishing.exchange.guide import narrowed, over
from troubleshoot.publishing.exchange.reading import SheetError
from troubleshoot.publishing.exchange.sheet import SheetRefused, brought
from troubleshoot.publishing.exchange.writing import TooLongError, workbook
from troubleshoot.publishing.importing import ImportRefused

quickly = settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])

#: Texts that a spreadsheet would make something else of.
TRICKY = st.sampled_from(
    ["=1+1", "'=1", "'", "''", "+81", "-", "@x", "\uff1d全角", "\t", "\r\na", " a ", "a\nb", "\n", "\U0001f647\u200d",
     "0120-000-000", "0120", "2026-01-31", "1/2", "TRUE", "#N/A", "1E5", "_x000D_", "_x0", "'90s", "\ufeffa", "\ufffe"]
)  # fmt: skip


WORDS = st.builds("{}{}".format, st.just("") | TRICKY, strategies.WORDS)
READ = WORDS.filter(lambda text: bool(text.strip()))


@st.composite
def causes_alone(draw):
    """Return documents without guides, of which every text and source may be a tricky one."""
    carriers, devices, slugs = (draw(strategies.keys()) for _ in range(3))
    one = strategies.cause(carriers, devices)
    document = {
        "format": 2,
        "carriers": {slug: carrier("回線") for slug in carriers},
        "devices": {slug: device("端末") for slug in devices},
        "causes": draw(strategies.tables(slugs, one)),
        "guides": {},
    }
    for item in document["causes"].values():
        item["title"] |= {language: draw(READ) for language in item["title"]}
        for each in item["steps"]:
            each["text"] |= {language: draw(READ) for language in each["text"]}
            each["source"] = draw(WORDS | st.just(" "))
    return document


@quickly
@given(document=causes_alone())
def test_sheet_brings_every_cause_back_sign_by_sign(document):
    content = workbook(document)

    again = brought(content, without(document)).document
    anew = brought(content, without(document, causes=True)).document

    assert engine.digest(again) == engine.digest(document)
    assert anew == document


@settings(quickly, max_examples=8)
@given(document=strategies.documents())
def test_every_guide_stands_alone_in_its_file_and_comes_back_from_it(document):
    for slug in document["guides"]:
        file = narrowed(document, slug)

        assert list(file["guides"]) == [slug]
        assert over(document, file) == document
        assert over({**document, "guides": {}}, file)["guides"] == {slug: document["guides"][slug]}


def test_guide_takes_along_what_it_names_and_nothing_else():
    document = small()
    document["carriers"]["other"] = carrier("よその会社")
    document["causes"]["other"] = cause("よその原因")
    document["guides"]["other"] = guide("よその案内", question("one"))

    file = narrowed(document, "sms")

    assert sorted(file["causes"]) == ["airplane", "contact", "filter", "refused"]
    assert (sorted(file["carriers"]), sorted(file["devices"])) == (["docomo"], ["ios"])


def test_guide_file_leaves_carriers_of_the_drafts_alone_unless_told():
    drafts, file = small(), narrowed(small(), "sms")
    file["carriers"]["docomo"]["name"]["ja"] = "ファイルの名前"

    kept, replaced = over(drafts, file), over(drafts, file, replacing=["carriers"])

    assert kept == drafts
    assert replaced["carriers"]["docomo"]["name"]["ja"] == "ファイルの名前"


def test_guide_file_of_another_shape_is_refused_with_its_place():
    file = narrowed(small(), "sms")
    file["causes"]["filter"]["steps"][0]["tel"] = "でんわ"

    with pytest.raises(ImportRefused) as refused:
        over(small(), file)

    (finding,) = refused.value.findings
    assert finding.place == ("step", "filter", "open")


def refusals(change, drafts=None):
    """Return what a changed sheet is refused with."""
    drafts = drafts or small()
    with pytest.raises(SheetRefused) as refused:
        brought(edited(drafts, change), drafts)
    return list(map(str, refused.value.problems))


def test_all_that_is_wrong_is_told_at_once_by_row_and_column():
    def change(steps, causes):
        steps["O2"] = "五分"
        steps["O3"] = 1.25
        steps["P3"] = 0.5
        steps["E4"] = "docmo"
        steps["R4"] = "2026-02-30"
        steps["A5"] = "filtr"
        steps["N6"] = 120000000
        steps["G6"] = None
        causes["B2"] = "故障"
        causes["U3"] = "docomo, auu"

    assert refusals(change) == [
        "手順 2行目「かかる分」: 数で書いてください。",
        "手順 3行目「かかる分」: 小数点の下は1桁までで書いてください。",
        "手順 3行目「待つ分」: 整数で書いてください。",
        "手順 4行目「回線」: 「docmo」は見つかりません。もしかして: docomo。スラッグを確かめてください。",
        "手順 4行目「確認した日」: 2026-02-30 という日はありません。",
        "手順 5行目「原因」: 「filtr」は見つかりません。もしかして: filter。スラッグを確かめてください。",
        "手順 6行目「手順(日本語)」: ほかの言語だけが書かれています。日本語も書いてください。",
        "手順 6行目「電話番号」: 数か日付に変わっています(電話番号の先頭の0が消えたかもしれません)。"
        "セルの書式を「文字列」にして、書き直してください。",
        "原因 2行目「種類」: 次のどれかにしてください: 原因(読者が直せる)、障害(待つしかない)、似ている別の問題、"
        "ほかの入り方・最後の手段",
        "原因 3行目「この回線だけにある」: 「auu」は見つかりません。スラッグを確かめてください。",
    ]


def test_what_has_not_the_form_of_a_release_is_told_by_its_row():
    def change(steps, _causes):
        steps["M2"] = "http://example.org/"
        steps["N4"] = "でんわ"
        steps["O5"] = -1

    assert refusals(change) == [
        "手順 2行目「リンク」: リンクは https:// か、このサイトの / で始めて、300字までで書いてください。",
        "手順 4行目「電話番号」: 電話番号は数字と - + * # だけ、20字までで書いてください。",
        "手順 5行目「かかる分」: 0 以上にしてください。",
    ]


def test_rows_given_twice_and_rows_of_no_cause_are_told():
    def change(steps, causes):
        steps.append([cell.value for cell in steps[2]])
        steps.append([None, None, "alone"])
        causes.append([cell.value for cell in causes[2]])
        causes.append([None, "原因(読者が直せる)"])

    assert refusals(change) == [
        "手順 7行目「キー」: off が2行目にもあります。一つにしてください。",
        "手順 8行目「原因」: どの原因の手順か、原因のスラッグを書いてください。",
        "原因 6行目「原因」: airplane が2行目にもあります。一つにしてください。",
        "原因 7行目「原因」: 原因のスラッグを書いてください。",
    ]


def test_headings_that_are_wrong_missing_or_twice_are_told():
    def change(steps, causes):
        steps["O1"] = "かかった分"
        steps["T1"] = "キー"
        causes.delete_rows(1, 99)

    assert refusals(change) == [
        "手順 1行目 「かかった分」という列は知りません。もしかして: かかる分。直すか、その列を消してください。",
        "手順 1行目 次の列がありません: かかる分",
        "手順 1行目「キー」: 同じ見出しの列が二つあります。一つにしてください。",
        "原因 1行目 見出しの行がありません。書き出した表の1行目をそのまま使ってください。",
    ]


def test_days_and_names_may_be_written_as_people_write_them():
    def change(steps, _causes):
        steps["R2"] = datetime(2026, 1, 31)  # noqa: DTZ001  # cells know no zones
        steps["R3"] = "2026年2月1日"
        steps["R4"] = date(2026, 2, 2)
        steps["R5"] = None
        steps["E2"] = "ドコモ"
        steps["N2"] = "0120-000"
        steps["O2"] = "1.5"

    rows = brought(edited(small(), change), small()).document["causes"]

    steps = [step for slug in ("airplane", "contact", "filter") for step in rows[slug]["steps"]]
    assert [one["reviewed"] for one in steps] == ["2026-01-31", "2026-02-01", "2026-02-02", "", "2026-11-01"]
    assert (steps[0]["carrier"], steps[0]["tel"], steps[0]["minutes"]) == ("docomo", "0120-000", 1.5)


def test_new_rows_become_steps_where_they_stand():
    def change(steps, causes):
        causes.append(["new", "似ている別の問題", "新しい原因"])
        steps.append(["filter", None, None, 1.5, None, None, "あいだの手順。"])
        steps.append(["new", None, None, None, None, None, "一つ目。"])
        steps.append(["new", None, "two", None, None, None, "二つ目。"])

    document = brought(edited(small(), change), small()).document

    assert [one["key"] for one in document["causes"]["filter"]["steps"]] == ["open", "step-1", "own"]
    texts = {"title": {"ja": "新しい原因"}, "summary": {}}
    first = step("step-1", reviewed="") | {"text": {"ja": "一つ目。"}}
    second = step("two", reviewed="") | {"text": {"ja": "二つ目。"}}
    assert document["causes"]["new"] == cause("", first, second, role="look-alike") | texts


def test_rows_that_are_gone_stay_as_steps_unless_told_otherwise():
    content = edited(small(), lambda steps, causes: (steps.delete_rows(5), causes.delete_rows(2)))

    kept, removed = brought(content, small()), brought(content, small(), removing=True)

    assert (kept.document, kept.missing) == (small(), (("step", "filter", "open"),))
    assert [one["key"] for one in removed.document["causes"]["filter"]["steps"]] == ["own"]
    assert removed.document["causes"]["airplane"] == small()["causes"]["airplane"]


def test_sheet_without_the_steps_changes_the_causes_alone():
    book = Workbook()
    book.active.title = "手順2"
    with pytest.raises(SheetError, match="「手順」「原因」という名前のシートがありません。"):
        brought(saved(book), small())


def test_text_too_long_for_a_cell_is_named():
    document = small()
    document["causes"]["filter"]["signs"] = {"ja": "あ" * 32_768}

    with pytest.raises(TooLongError, match="原因 filter「こんなときに当てはまる\\(日本語\\)」"):
        workbook(document)
