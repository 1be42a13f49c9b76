"""One cause, all carriers side by side: rows of what does the same, whose readers get whose steps, holes."""

import re

import pytest

from tests.admin.conftest import staff
from tests.publishing.documents import carrier, step
from troubleshoot.admin.comparing import aligned, compare
from troubleshoot.engine.guide import RemedyStep
from troubleshoot.models import Cause, Revision
from troubleshoot.models import RemedyStep as Row
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.importing import import_document


def draft(*steps, **changes):
    """Make the drafts say that a cause has these steps; return the cause."""
    document = compile_document()
    document["carriers"] |= {"au": carrier("au", position=2), "povo": carrier("povo", parent="au", position=3)}
    document["causes"]["filter"] |= {"steps": list(steps), **changes}
    import_document(document, actor=None)
    return Cause.objects.get(slug="filter")


def of(key, text, line=None, device=None):
    return RemedyStep(key, text, carrier=line, device=device)


def keys(rows):
    return [[one and one.key for one in row] for row in rows]


def address(cause):
    return f"/admin/troubleshoot/cause/{cause.pk}/compare/"


def table(response):
    """Return the words of a page's table, row by row."""
    rows = re.findall(r"<tr>(.*?)</tr>", response.text.split('<table class="compare-table"')[1], re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip() for cell in row] for row in cells]


def test_steps_worded_alike_stand_in_one_row():
    everyone = (of("a", "設定を開きます。"), of("b", "迷惑メールの一覧を見ます。"))
    docomo = (of("x", "迷惑メールの一覧を、上から見ます。", "docomo"),)

    assert keys(aligned([everyone, docomo])) == [["a", None], ["b", "x"]]


def test_steps_of_one_key_stand_in_one_row_whatever_they_say():
    everyone = (of("open", "マイページを開きます。"), of("off", "止める項目を切ります。"))
    docomo = (of("docomo-off", "「拒否」を外します。", "docomo"),)

    assert keys(aligned([everyone, docomo])) == [["open", None], ["off", "docomo-off"]]


def test_steps_between_those_alike_fill_free_places_in_order():
    everyone = (of("a", "窓口を探します。"), of("b", "5分待って、送り直します。"))
    docomo = (
        of("x", "アプリに入ります。", "docomo"),
        of("y", "画面を下へ動かします。", "docomo"),
        of("z", "5分待って、送り直します。", "docomo"),
    )

    assert keys(aligned([everyone, docomo])) == [["a", "x"], [None, "y"], ["b", "z"]]


def test_steps_for_other_devices_never_share_a_row():
    everyone = (of("a", "設定を開きます。", device="ios"), of("b", "設定を開きます。", device="android"))
    docomo = (of("x", "設定を開きます。", "docomo", "android"), of("y", "設定を開きます。", "docomo"))

    assert keys(aligned([everyone, docomo])) == [["a", None], ["b", "x"], [None, "y"]]


def test_order_of_each_set_is_kept():
    everyone = (of("a", "設定を開きます。"), of("b", "電源を切ります。"))
    docomo = (of("x", "電源を切ります。", "docomo"), of("y", "設定を開きます。", "docomo"))

    rows = aligned([everyone, docomo])

    assert [row[0].key for row in rows if row[0]] == ["a", "b"]
    assert [row[1].key for row in rows if row[1]] == ["x", "y"]


def test_columns_say_which_readers_get_them(content):
    cause = draft(step("open"), step("own", carrier="docomo"))

    found = compare(cause)

    assert [(one.slug, one.number, one.also) for one in found.columns] == [
        ("general", 1, ("au", "povo")),
        ("docomo", 1, ("アハモ",)),
    ]
    assert found.nothing == ()


def test_holes_are_named_by_carrier_and_by_device(content):
    cause = draft(step("own", carrier="docomo", device="ios"))

    found = compare(cause)

    assert found.nothing == ("au", "povo")
    assert [(one.slug, one.holes) for one in found.columns] == [("docomo", ("Android",))]


def test_carriers_the_cause_does_not_exist_on_are_left_out(content):
    cause = draft(step("open"), carriers=["docomo"])

    assert [one.also for one in compare(cause).columns] == [("ドコモ", "アハモ")]


def test_page_shows_the_table_with_heads_tags_and_links(desk):
    cause = draft(
        step("open", "設定を開きます。"),
        step("d-open", "設定を開きます。", carrier="docomo", device="ios", tel="151"),
        step("d-off", "電源を切ります。", carrier="docomo", reviewed=""),
    )

    page = desk.get(address(cause))

    assert table(page) == [
        ["行", "共通 1手順 ほかに出る回線: au、povo", "ドコモ 2手順 ほかに出る回線: アハモ"],
        ["1", "(この手順はない)", "iPhone 設定を開きます。 電話 151 2026-11-01 確認"],
        ["2", "設定を開きます。 2026-11-01 確認", "電源を切ります。 確認した日なし"],
        ["確かめる", "共通を今日、確かめた", "ドコモを今日、確かめた"],
    ]
    assert page.text.split("<table class")[1].count('scope="col"') == 3
    assert f'href="/admin/troubleshoot/cause/{cause.pk}/change/?carrier=docomo#steps-group"' in page.text
    assert 'href="/admin/place/?kind=step&amp;slug=filter&amp;slug=d-off"' in page.text


@pytest.mark.parametrize(
    ("carrier", "marked"), [("general", ["open"]), ("docomo", ["own"]), ("", ["open", "own"]), ("au", [])]
)
def test_column_is_marked_as_looked_at_today(desk, editor, carrier, marked):
    cause = draft(step("open", reviewed=""), step("own", carrier="docomo", reviewed=""))

    answer = desk.post(address(cause), {"carrier": carrier})
    told = desk.get(address(cause)).text

    assert (answer.status_code, answer["Location"]) == (303, address(cause))
    assert [row.key for row in cause.steps.exclude(reviewed=None)] == marked
    assert f"手順{len(marked)}個を、今日確かめたことにしました。" in told
    assert Revision.objects.filter(note="今日、確かめた", actor=editor).count() == bool(marked)


def test_whoever_may_only_look_sees_the_table_and_marks_nothing(client, content):
    cause = draft(step("open", reviewed=""))
    client.force_login(staff("reader", "view_cause"))

    page = client.get(address(cause))
    refused = client.post(address(cause), {"carrier": ""})

    assert (page.status_code, refused.status_code) == (200, 403)
    assert "今日" not in page.text.split("<main")[1]
    assert Row.objects.get(cause=cause).reviewed is None


def test_whoever_may_not_look_is_refused(client, content):
    cause = draft(step("open"))
    client.force_login(staff("nobody"))

    assert client.get(address(cause)).status_code == 403


def test_cause_without_steps_leads_to_its_page(desk):
    cause = Cause.objects.get(slug="refused")

    page = desk.get(address(cause))

    assert "まだ手順がありません。" in page.text
    assert desk.get("/admin/troubleshoot/cause/999999/compare/").status_code == 404
