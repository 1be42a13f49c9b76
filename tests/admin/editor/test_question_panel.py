"""The panel of a question: what is edited there is written, and nothing else."""

import re

import pytest

from tests.admin.conftest import staff
from tests.admin.forms import filled
from troubleshoot.models import Effect, Question, Revision
from troubleshoot.publishing.compile import compile_document

FORM = "panel-form"


@pytest.fixture
def reach(base):
    return f"{base}editor/reach/"


def stored(slug):
    return next(one for one in compile_document()["guides"]["sms"]["questions"] if one["slug"] == slug)


def by_slug(question):
    return {answer["slug"]: answer for answer in stored(question)["answers"]}


@pytest.mark.parametrize("slug", ["reach", "recent", "where"])
def test_untouched_panel_saves_the_same_document(desk, base, slug):
    before, address = compile_document(), f"{base}editor/{slug}/"
    Revision.objects.all().delete()

    saved = desk.post(address, filled(desk.get(address), FORM))

    assert (saved.status_code, saved["Location"]) == (303, address)
    assert compile_document() == before
    assert not Revision.objects.exists()


def test_changed_words_are_saved_and_kept_in_the_history(desk, reach, editor):
    Revision.objects.all().delete()
    sent = filled(desk.get(reach), FORM, text_ja="ほかのSMSは届きますか", **{"answers-1-text_ja": "いくつか届く"})

    told = desk.post(reach, sent, follow=True)

    assert "「ほかのSMSは届きますか」を保存しました。" in told.text
    assert (stored("reach")["text"]["ja"], by_slug("reach")["some"]["text"]["ja"]) == (
        "ほかのSMSは届きますか",
        "いくつか届く",
    )
    revision = Revision.objects.get()
    assert (revision.kind, revision.slugs, revision.actor) == ("question", "sms/reach", editor)


def test_new_answer_is_saved_where_it_stands_with_a_slug_of_its_own(desk, reach):
    added = desk.post(reach, filled(desk.get(reach), FORM, do="answers:copy:0"))
    sent = filled(added, FORM, **{"answers-4-text_ja": "ときどき届く"})

    desk.post(reach, sent)

    answers = stored("reach")["answers"]
    assert [one["slug"] for one in answers] == ["none", "a-1", "some", "refused", "unsure"]
    assert (answers[1]["text"]["ja"], answers[1]["next"], answers[1]["effects"]) == (
        "ときどき届く",
        "recent",
        {"airplane": "strongly"},
    )


def test_rows_are_moved_and_added_without_being_saved(desk, reach):
    before = compile_document()

    moved = desk.post(reach, filled(desk.get(reach), FORM, do="answers:down:0", text_ja="書きかけ"))
    again = desk.post(reach, filled(moved, FORM, do="answers:add:"))

    sent = filled(again, FORM)
    assert (moved.status_code, again.status_code, sent["text_ja"]) == (200, 200, ["書きかけ"])
    assert [sent[f"answers-{row}-order"] for row in range(5)] == [["1"], ["0"], ["2"], ["3"], ["4"]]
    assert "まだ保存していません。" in again.text
    assert "書いてください" not in again.text.split('id="answers"')[1].split("grid")[0].replace("補足", "")
    assert compile_document() == before


def test_order_of_the_rows_is_the_order_of_the_answers(desk, reach):
    moved = desk.post(reach, filled(desk.get(reach), FORM, do="answers:up:3"))

    desk.post(reach, filled(moved, FORM))

    assert list(by_slug("reach")) == ["none", "some", "unsure", "refused"]


def test_ticked_answer_is_removed(desk, reach):
    desk.post(reach, filled(desk.get(reach), FORM, **{"answers-2-remove": "on"}))

    assert list(by_slug("reach")) == ["none", "some", "unsure"]


def test_answer_leads_where_the_editor_chooses(desk, reach):
    leads = {"answers-0-leads": "advice", "answers-1-leads": "cause:filter", "answers-2-leads": "question:where"}

    desk.post(reach, filled(desk.get(reach), FORM, **leads))

    assert [(one["next"], one["cause"]) for one in stored("reach")["answers"]] == [
        (None, None),
        (None, "filter"),
        ("where", None),
        ("recent", None),
    ]


def test_answer_makes_a_question_and_leads_to_it(desk, reach):
    Revision.objects.all().delete()
    new = {"answers-3-leads": "new", "answers-3-new_text": "いつからですか"}

    desk.post(reach, filled(desk.get(reach), FORM, **new))

    assert by_slug("reach")["unsure"]["next"] == "q-1"
    assert stored("q-1")["text"] == {"ja": "いつからですか"}
    assert list(Question.objects.order_by("position").values_list("slug", flat=True))[1] == "q-1"
    assert {one.slugs for one in Revision.objects.all()} == {"sms/reach", "sms/q-1"}


def test_new_question_needs_its_words(desk, reach):
    refused = desk.post(reach, filled(desk.get(reach), FORM, **{"answers-3-leads": "new"}))

    assert refused.status_code == 422
    assert "新しい質問の文を書いてください。" in refused.text
    assert filled(refused, FORM)["answers-3-leads"] == ["new"]


def test_grid_says_what_answers_say(desk, reach):
    page = desk.get(reach)
    rows = {cause: name.split("-")[1] for name, (cause,) in filled(page, FORM).items() if name.endswith("-cause")}
    cells = {
        f"answers-0-says-{rows['airplane']}": "",
        f"answers-1-says-{rows['airplane']}": "rules-out",
        f"answers-3-says-{rows['filter']}": "more",
        f"grid-{rows['']}-cause": "contact",
        f"answers-3-says-{rows['']}": "less",
    }

    desk.post(reach, filled(page, FORM, **cells))

    assert {slug: one["effects"] for slug, one in by_slug("reach").items()} == {
        "none": {},
        "some": {"filter": "more", "airplane": "rules-out"},
        "refused": {},
        "unsure": {"filter": "more", "contact": "less"},
    }


def test_number_that_was_learned_stays_until_a_word_takes_its_place(desk, reach):
    Effect.objects.filter(answer__slug="some", cause__slug="airplane").update(says="0.042")
    page = desk.get(reach)

    desk.post(reach, filled(page, FORM))

    assert "結果から学んだ値(×0.042)" in page.text
    assert by_slug("reach")["some"]["effects"]["airplane"] == "0.042"


def test_cause_in_two_rows_of_the_grid_is_refused(desk, reach):
    page = desk.get(reach)
    empty = next(name for name, (cause,) in filled(page, FORM).items() if name.endswith("-cause") and not cause)

    refused = desk.post(reach, filled(page, FORM, **{empty: "filter"}))

    assert refused.status_code == 422
    assert "この原因の行が二つあります。" in refused.text


EMPTY = {f"answers-0-text_{language}": "" for language in ("ja", "en", "easy")}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            {"text_ja": "", "slug": "いつから", "minutes": "-1", "answers-0-share": "200", **EMPTY},
            [
                "日本語の文章は必ず書いてください。",
                "英小文字・数字・ハイフンだけで",
                "0 以上",
                "100 以下",
                "答えの文を書いて",
            ],
        ),
        (
            {"slug": "recent", "answers-0-slug": "some", "guard": "recent"},
            ["同じスラッグの質問がこの案内に", "同じスラッグの答えがこの質問に", "どの答えのときに聞くかを、一つ以上"],
        ),
        ({"slug": "tried"}, ["ほかの質問では carrier・device・tried"]),
    ],
    ids=["boxes", "names", "reserved"],
)
def test_mistakes_are_told_beside_their_boxes_and_nothing_is_saved(desk, reach, wrong, told):
    before = compile_document()
    sent = filled(desk.get(reach), FORM, **{"help_ja": "書きかけの調べ方", **wrong})

    refused = desk.post(reach, sent)

    assert refused.status_code == 422
    assert [words for words in told if words not in refused.text] == []
    assert filled(refused, FORM)["help_ja"] == ["書きかけの調べ方"]
    assert compile_document() == before


def test_wrong_boxes_are_tied_to_their_errors(desk, reach):
    sent = filled(desk.get(reach), FORM, minutes="-1", **{"text_ja": "", "answers-0-share": "200", **EMPTY})

    refused = desk.post(reach, sent).text
    moved = desk.post(reach, {**sent, "do": "answers:up:1"}).text

    described = set(" ".join(re.findall(r'aria-describedby="([^"]*)"', refused)).split())
    assert {"id_text_error", "id_minutes_error", "id_answers-0-text_error", "id_answers-0-share_error"} <= described
    assert [told for told in described if f'id="{told}"' not in refused] == []
    assert refused.count('aria-invalid="true"') == 4
    assert "aria-invalid" not in moved


def test_guard_is_chosen_in_two_steps(desk, base):
    address = f"{base}editor/recent/"
    shown = desk.post(address, filled(desk.get(address), FORM, guard="reach", do="guard:show:"))

    desk.post(address, filled(shown, FORM, guard_answers=["none", "some"], otherwise_leads="question:where"))

    assert stored("recent")["guard"] == {
        "question": "reach",
        "answers": ["none", "some"],
        "otherwise": {"next": "where", "cause": None},
    }


def test_guard_goes_with_all_that_belongs_to_it(desk, base):
    address = f"{base}editor/where/"

    desk.post(address, filled(desk.get(address), FORM, guard=""))

    assert stored("where")["guard"] is None


def test_question_without_answers_is_offered_two_and_the_one_it_needs(desk, base, guide):
    Question.objects.create(guide=guide, slug="fresh", text={"ja": "いつからですか"}, position=9)
    address = f"{base}editor/fresh/"

    desk.post(address, filled(desk.get(address), FORM, **{"answers-0-text_ja": "きのうから"}))

    assert [(one["slug"], one["text"]["ja"]) for one in stored("fresh")["answers"]] == [
        ("a-1", "きのうから"),
        ("unsure", "わからない"),
    ]


def test_question_about_the_line_gets_its_slug_and_answers(desk, base, guide):
    Question.objects.create(guide=guide, slug="q-9", text={"ja": "どの回線ですか"}, position=9)
    sent = filled(desk.get(f"{base}editor/q-9/"), FORM, kind="carrier", **{"answers-2-remove": "on"})

    saved = desk.post(f"{base}editor/q-9/", sent)

    assert saved["Location"] == f"{base}editor/carrier/"
    assert [one["slug"] for one in stored("carrier")["answers"]] == ["docomo", "unsure"]


def test_second_editor_sees_both_versions_and_may_insist(client, desk, reach, content):
    mine = filled(desk.get(reach), FORM, text_ja="二人目の文")
    theirs = filled(desk.get(reach), FORM, **{"answers-0-text_ja": "一人目の答え"})
    desk.post(reach, theirs)

    told = desk.post(reach, mine)
    kept = stored("reach")["text"]["ja"]
    insisted = desk.post(reach, filled(told, FORM))

    assert told.status_code == 422
    assert "さん(" in told.text
    assert "相手の内容とあなたの内容" in told.text
    assert "一人目の答え" in told.text.split('class="module conflict"')[1].split("</table>")[0]
    assert kept == "reachはどうですか?"
    assert insisted.status_code == 303
    assert stored("reach")["text"]["ja"] == "二人目の文"


def test_mistake_does_not_hide_what_another_saved_meanwhile(desk, reach):
    mine = filled(desk.get(reach), FORM, text_ja="")
    desk.post(reach, filled(desk.get(reach), FORM, text_ja="一人目の文"))

    mended = filled(desk.post(reach, mine), FORM, text_ja="二人目の文")

    assert "相手の内容とあなたの内容" in desk.post(reach, mended).text
    assert stored("reach")["text"]["ja"] == "一人目の文"


def test_answers_and_effects_that_the_other_added_stay_when_the_second_insists(desk, reach):
    mine = filled(desk.get(reach), FORM, text_ja="二人目の文", **{"answers-0-share": "40"})
    added = filled(desk.post(reach, filled(desk.get(reach), FORM, do="answers:copy:0")), FORM)
    empty = next(name for name, (cause,) in added.items() if name.endswith("-cause") and not cause).split("-")[1]
    more = {"answers-4-text_ja": "ときどき届く", f"grid-{empty}-cause": "contact", f"answers-1-says-{empty}": "more"}
    desk.post(reach, {**added, **more})

    told = desk.post(reach, mine)
    insisted = desk.post(reach, filled(told, FORM))

    assert told.text.count("(相手にだけある)") == 1
    assert insisted.status_code == 303
    assert stored("reach")["text"]["ja"] == "二人目の文"
    assert by_slug("reach")["a-1"]["effects"] == {"airplane": "strongly"}
    assert by_slug("reach")["some"]["effects"] == {"airplane": "less", "contact": "more", "filter": "more"}


def test_answers_that_two_add_get_slugs_of_their_own(desk, reach):
    page = desk.post(reach, filled(desk.get(reach), FORM, do="answers:add:"))
    mine = filled(page, FORM, **{"answers-4-text_ja": "二人目の答え"})
    desk.post(reach, filled(page, FORM, **{"answers-4-text_ja": "一人目の答え"}))

    told = desk.post(reach, mine)
    insisted = desk.post(reach, filled(told, FORM))

    assert insisted.status_code == 303
    assert (by_slug("reach")["a-1"]["text"]["ja"], by_slug("reach")["a-2"]["text"]["ja"]) == (
        "一人目の答え",
        "二人目の答え",
    )


def test_answer_that_leads_where_none_may_keeps_leading_there(desk, reach, guide):
    device = Question.objects.create(guide=guide, slug="device", kind="device", text={"ja": "端末"}, position=9)
    guide.questions.get(slug="reach").answers.filter(slug="none").update(next=device)
    before = compile_document()

    page = desk.get(reach)
    desk.post(reach, filled(page, FORM))

    assert filled(page, FORM)["answers-0-leads"] == ["question:device"]
    assert ">4. 端末(いまの行き先)<" in page.text
    assert compile_document() == before


@pytest.mark.parametrize("do", ["(:add:", "(a+)+b:up:0", "answers:up:²", f"answers:up:{'9' * 5000}", "nothing"])
def test_button_that_the_panel_does_not_have_changes_nothing(desk, reach, do):
    shown = filled(desk.get(reach), FORM)

    answer = desk.post(reach, {**shown, "do": do})

    assert answer.status_code == 200
    assert filled(answer, FORM, csrfmiddlewaretoken="") == {**shown, "csrfmiddlewaretoken": ""}


@pytest.mark.parametrize("do", [{}, {"do": "answers:add:"}], ids=["save", "rearrange"])
def test_form_of_too_many_rows_is_refused_with_words(desk, reach, do):
    before = compile_document()
    rows = {f"answers-{number}-order": str(number) for number in range(501)}

    refused = desk.post(reach, {**filled(desk.get(reach), FORM), **rows, **do})

    assert refused.status_code == 422
    assert "一つの一覧に置ける行は、500行までです。" in refused.text
    assert compile_document() == before


def test_editors_without_permission_are_refused(client, reach):
    client.force_login(staff("reader", "view_guide", "view_question"))

    assert (client.get(reach).status_code, client.post(reach, {}).status_code) == (403, 403)
