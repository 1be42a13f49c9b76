"""The guide's own panels: what it says of itself, and the causes it may advise."""

import re

import pytest

from tests.admin.forms import filled
from troubleshoot.models import Cause, Revision
from troubleshoot.publishing.compile import compile_document

FORM = "panel-form"


def stored():
    return compile_document()["guides"]["sms"]


def counts():
    return {rows: len(stored()[rows]) for rows in ("notes", "candidates", "last_resorts")}


@pytest.mark.parametrize("panel", ["editor/", "candidates/"])
def test_untouched_panel_saves_the_same_document(desk, base, panel):
    before, address = compile_document(), base + panel

    saved = desk.post(address, filled(desk.get(address), FORM))

    assert (saved.status_code, saved["Location"]) == (303, address)
    assert compile_document() == before


def test_guide_s_words_entry_and_notes_are_saved(desk, base):
    sent = filled(desk.get(f"{base}editor/"), FORM, title_ja="SMSが来ない", begins="recent")
    sent |= {"notes-0-remove": "on", "notes-1-kind": "first-step", "notes-1-text_ja": "5分待ちます。"}

    desk.post(f"{base}editor/", sent)

    guide = stored()
    assert (guide["title"]["ja"], guide["entry"]) == ("SMSが来ない", "recent")
    assert [(note["key"], note["text"]["ja"]) for note in guide["notes"]] == [("note-1", "5分待ちます。")]


def test_mistake_in_a_note_is_told_beside_it(desk, base):
    sent = filled(desk.get(f"{base}editor/"), FORM, **{"notes-1-text_ja": "5分待ちます。"})

    refused = desk.post(f"{base}editor/", sent)

    assert refused.status_code == 422
    assert filled(refused, FORM)["notes-1-text_ja"] == ["5分待ちます。"]
    assert len(stored()["notes"]) == 1


def test_a_last_resort_for_nothing_is_refused_beside_its_field(desk, base):
    before = stored()

    refused = desk.post(f"{base}editor/", filled(desk.get(f"{base}editor/"), FORM, last_resort_minutes="0"))

    assert refused.status_code == 422
    assert "この値は 1 以上でなければなりません。" in refused.text
    assert stored() == before


def test_sum_of_weights_is_shown_as_they_stand_in_the_form(desk, base):
    address = f"{base}candidates/"
    page = desk.get(address)

    moved = desk.post(address, filled(page, FORM, **{"candidates-0-weight": "35.5", "do": "candidates:add:"}))

    assert "見込みの合計: <output>100.00</output> / 100" in page.text
    assert "見込みの合計: <output>75.50</output> / 100" in moved.text


def test_candidates_are_changed_added_made_and_removed(desk, base, editor):
    address = f"{base}candidates/"
    page = desk.post(address, filled(desk.get(address), FORM, do="candidates:add:"))
    changes = {
        "candidates-0-remove": "on",
        "candidates-1-weight": "50",
        "candidates-2-cause": "refused",
        "candidates-2-weight": "20",
        "candidates-3-new_cause": "端末が古い",
        "candidates-3-weight": "30",
        "resorts-1-new_cause": "メールで受け取る",
    }
    Revision.objects.all().delete()

    saved = desk.post(address, filled(page, FORM, **changes))

    assert saved.status_code == 303
    guide = stored()
    assert [(one["cause"], one["weight"]) for one in guide["candidates"]] == [
        ("airplane", 50),
        ("refused", 20),
        ("cause-1", 30),
    ]
    assert guide["candidates"][2] | {"cause": "", "weight": 0} == {
        "cause": "",
        "weight": 0,
        "minutes_to_know": 3,
        "shows_by": "looking",
        "efficacy": 0.8,
        "pin": "",
    }
    assert guide["last_resorts"] == ["contact", "cause-2"]
    made = [Cause.objects.get(slug=slug) for slug in ("cause-1", "cause-2")]
    assert [(one.title["ja"], one.role) for one in made] == [
        ("端末が古い", "fault"),
        ("メールで受け取る", "last-resort"),
    ]
    assert {one.slugs for one in Revision.objects.filter(actor=editor)} == {"sms", "cause-1", "cause-2"}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"candidates-0-weight": "120"}, "100 以下"),
        ({"candidates-0-efficacy": "2"}, "1 以下"),
        ({"candidates-2-cause": "refused"}, "必須"),
        (
            {"candidates-2-cause": "refused", "candidates-2-weight": "1", "candidates-2-new_cause": "新しい"},
            "どちらか一つです。",
        ),
        ({"resorts-1-cause": "filter"}, "正しく選択してください"),
    ],
)
def test_mistake_is_told_and_nothing_is_saved(desk, base, wrong, told):
    before, address = compile_document(), f"{base}candidates/"

    refused = desk.post(address, filled(desk.get(address), FORM, **wrong))

    assert refused.status_code == 422
    assert told in refused.text
    assert compile_document() == before


def test_second_editor_of_the_candidates_is_told(desk, base):
    address = f"{base}candidates/"
    mine = filled(desk.get(address), FORM, **{"candidates-0-weight": "10"})
    desk.post(f"{base}editor/", filled(desk.get(f"{base}editor/"), FORM, title_ja="一人目の題"))

    told = desk.post(address, mine)

    assert told.status_code == 422
    assert "相手の内容とあなたの内容" in told.text
    assert stored()["title"]["ja"] == "一人目の題"


@pytest.mark.parametrize(
    ("panel", "added"),
    [
        ("editor/", {"notes-1-kind": "first-step", "notes-1-text_ja": "足した"}),
        ("candidates/", {"candidates-2-cause": "refused", "candidates-2-weight": "5"}),
        ("candidates/", {"resorts-1-new_cause": "メールで受け取る"}),
    ],
    ids=["note", "candidate", "last resort"],
)
def test_row_that_the_other_added_stays_when_the_second_insists(desk, base, panel, added):
    address = base + panel
    mine = filled(desk.get(address), FORM)
    desk.post(address, filled(desk.get(address), FORM, **added))
    theirs = stored()

    told = desk.post(address, mine)
    insisted = desk.post(address, filled(told, FORM))

    assert "相手が足した行は、もう一度保存しても残ります。" in told.text
    assert insisted.status_code == 303
    assert stored() == theirs


@pytest.mark.parametrize(
    ("panel", "row"), [("editor/", "notes-0"), ("candidates/", "candidates-0"), ("candidates/", "resorts-0")]
)
def test_row_that_the_other_deleted_comes_back_when_the_second_insists(desk, base, panel, row):
    before, address = counts(), base + panel
    mine = filled(desk.get(address), FORM)
    desk.post(address, filled(desk.get(address), FORM, **{f"{row}-remove": "on"}))

    told = desk.post(address, mine)
    insisted = desk.post(address, filled(told, FORM))

    assert "相手の内容とあなたの内容" in told.text
    assert insisted.status_code == 303
    assert counts() == before


def test_buttons_of_candidates_are_named_after_their_causes(desk, base):
    page = desk.get(f"{base}candidates/").text

    names = re.findall(r'aria-label="([^"]*(?:を上へ|を下へ|保存するときに消す))"', page)
    assert names
    assert len(set(names)) == len(names)
