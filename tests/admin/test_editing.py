"""What editors do all day: change a step, add a variant for a carrier, publish."""

import pytest

from tests.admin.forms import filled
from troubleshoot.models import Answer, Carrier, Cause, Device, Guide, GuideNote, Question, RemedyStep, Scenario
from troubleshoot.publishing.compile import compile_document

FORM = "cause_form"
PUBLISH = "/admin/troubleshoot/release/publish/"


def page_of(row):
    return f"/admin/troubleshoot/{row._meta.model_name}/{row.pk}/change/"


def step_named(key):
    return RemedyStep.objects.get(cause__slug="filter", key=key)


def test_changed_step_is_published_and_read(live, desk):
    page = page_of(Cause.objects.get(slug="filter"))
    sent = filled(desk.get(page), FORM, **{"steps-0-text_ja": "フィルターの画面を開きます。"})

    saved = desk.post(page, sent)
    before = desk.get("/causes/filter/").text
    shown = desk.get("/admin/troubleshoot/release/publish/")
    published = desk.post("/admin/troubleshoot/release/publish/", filled(shown, "tell-form", note="手順を直した"))

    assert (saved.status_code, published.status_code) == (302, 303)
    assert "設定を開きます。" in before
    assert "フィルターの画面を開きます。" in desk.get("/causes/filter/").text


def test_untouched_page_saves_the_same_document(desk):
    before = compile_document()

    for row in (Cause.objects.get(slug="filter"), Question.objects.get(slug="reach"), Answer.objects.get(slug="some")):
        page = page_of(row)
        assert desk.post(page, filled(desk.get(page), f"{row._meta.model_name}_form")).status_code == 302

    assert compile_document() == before


def test_carrier_s_variant_needs_neither_key_nor_position(live, desk):
    cause = Cause.objects.get(slug="filter")
    new = {"text_ja": "アハモのアプリを開きます。", "carrier": str(Carrier.objects.get(slug="ahamo").pk)}
    empty = {"key": "", "position": "", "id": "", "cause": str(cause.pk), "minutes": "1", "wait_minutes": "0"}
    sent = filled(desk.get(page_of(cause)), FORM)
    sent |= {f"steps-2-{name}": value for name, value in (empty | new).items()}
    sent |= {f"steps-3-{name}": value for name, value in (empty | new | {"text_ja": "設定を切ります。"}).items()}

    saved = desk.post(page_of(cause), sent | {"steps-TOTAL_FORMS": "4"})
    desk.post(PUBLISH, filled(desk.get(PUBLISH), "tell-form"))

    assert saved.status_code == 302
    added = cause.steps.filter(carrier__slug="ahamo").order_by("position")
    assert [(step.key, step.position, step.text["ja"]) for step in added] == [
        ("step-1", 2, "アハモのアプリを開きます。"),
        ("step-2", 3, "設定を切ります。"),
    ]
    assert "アハモのアプリを開きます。" in desk.get("/causes/filter/ahamo/").text


def test_next_free_key_leaves_those_in_use_alone(desk):
    RemedyStep.objects.filter(key="own").update(key="step-1")
    cause = Cause.objects.get(slug="filter")
    sent = filled(desk.get("/admin/troubleshoot/remedystep/add/"), "remedystep_form")

    desk.post("/admin/troubleshoot/remedystep/add/", {**sent, "cause": str(cause.pk), "text_ja": "切ります。"})

    new = step_named("step-2")
    assert (new.text, new.position) == ({"ja": "切ります。"}, 2)


def test_old_step_keeps_its_key_and_place_when_an_editor_empties_them(desk):
    page = page_of(Cause.objects.get(slug="filter"))

    desk.post(page, filled(desk.get(page), FORM, **{"steps-1-key": "", "steps-1-position": ""}))

    assert step_named("own").position == 1


def test_new_note_and_scenario_get_keys_too(desk):
    guide = Question.objects.get(slug="reach").guide
    page = page_of(guide)
    sent = filled(desk.get(page), "guide_form", **{"notes-TOTAL_FORMS": "2"})
    sent |= {"notes-1-kind": "first-step", "notes-1-text_ja": "5分待ちます。", "notes-1-guide": str(guide.pk)}
    scenario = {"guide": str(guide.pk), "text": "届かない", "answers": '{"reach": "some"}', "position": "", "key": ""}

    desk.post(page, sent)
    desk.post("/admin/troubleshoot/scenario/add/", scenario)

    assert GuideNote.objects.get(kind="first-step").key == "note-1"
    assert Scenario.objects.get(text="届かない").key == "scene-1"


def test_answer_without_a_slug_is_refused_and_keeps_its_words(desk):
    question = Question.objects.get(slug="reach")
    sent = filled(desk.get(page_of(question)), "question_form", **{"answers-TOTAL_FORMS": "5"})
    sent |= {"answers-4-text_ja": "ときどき届く", "answers-4-slug": "", "answers-4-question": str(question.pk)}

    refused = desk.post(page_of(question), sent)

    assert refused.status_code == 200
    assert filled(refused, "question_form")["answers-4-text_ja"] == ["ときどき届く"]
    assert question.answers.count() == 4


@pytest.mark.parametrize("action", ["guide", "cause", "carrier", "device"])
def test_chosen_rows_lead_to_the_publish_page_with_them_ticked(desk, action):
    model = {"guide": "sms", "cause": "filter", "carrier": "ahamo", "device": "ios"}
    listing = f"/admin/troubleshoot/{action}/"
    row = next(
        one for one in (Cause, Carrier, Device, Question.guide.field.related_model) if one._meta.model_name == action
    )
    chosen = row.objects.get(slug=model[action]).pk

    answer = desk.post(listing, {"action": "publish_chosen", "_selected_action": [chosen]})

    address = f"/admin/troubleshoot/release/publish/?choosing=1&{action}={model[action]}"
    assert (answer.status_code, answer["Location"]) == (303, address)


def test_reader_s_page_is_linked_once_it_is_there(desk):
    draft = Cause.objects.create(slug="new", title={"ja": "新"}, summary={"ja": "新しい。"})

    published = desk.get(page_of(Cause.objects.get(slug="filter"))).text
    unpublished = desk.get(page_of(draft)).text

    assert 'href="/causes/filter/" class="viewsitelink"' in published
    assert "viewsitelink" not in unpublished


def test_deleting_a_guide_takes_its_linked_questions_along(desk):
    guide = Guide.objects.get(slug="sms")

    answer = desk.post(f"/admin/troubleshoot/guide/{guide.pk}/delete/", {"post": "yes"})

    assert (answer.status_code, Guide.objects.count(), Question.objects.count()) == (302, 0, 0)
