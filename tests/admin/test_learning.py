"""The page of what a guide learned: shown beside the editor's numbers, accepted one by one or all."""

import html
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.admin.conftest import staff
from tests.admin.forms import filled
from tests.publishing.documents import small
from tests.views.reading import Page
from troubleshoot import engine
from troubleshoot.engine import accepting
from troubleshoot.models import (
    Answer,
    Candidate,
    Cause,
    Effect,
    Guide,
    Question,
    Redirect,
    Release,
    Revision,
    Scenario,
    Tally,
)
from troubleshoot.publishing import learning
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.publish import publish

ADDRESS = "/admin/learning/sms/"
FORM = "learning-form"
BACK = "undo-form"


@pytest.fixture
def told(content):
    """Have readers tell that the rarer cause is the commoner one."""
    at = timezone.now() - timedelta(days=2)
    one = {"bucket": at, "guide": "sms", "answers": "reach=none&recent=none", "cause": "airplane"}
    Tally.objects.create(**one, verdict="solved", count=700)
    Tally.objects.create(**one, verdict="unsolved", count=300)


def weights():
    return {one["cause"]: one["weight"] for one in compile_document()["guides"]["sms"]["candidates"]}


def test_without_verdicts_it_says_so(desk):
    assert "読者の結果が、まだ少なすぎます。30人分が集まると" in desk.get(ADDRESS).text


def test_proposals_stand_beside_what_is_there(desk, told):
    page = desk.get(ADDRESS)

    assert "読者 " in page.text
    assert "機内モードになっている" in page.text
    assert 'value="weight:airplane"' in page.text


def test_all_are_accepted_into_the_draft_and_can_be_published(desk, told):
    before = weights()

    done = desk.post(ADDRESS, filled(desk.get(ADDRESS), FORM, all="1"), follow=True)

    assert "受け入れて、下書きを書きかえました。公開するまで読者には見えません。" in done.text
    assert weights()["airplane"] > before["airplane"]
    assert "いまの数は、結果とよく合っています。" in done.text
    assert desk.get("/admin/troubleshoot/release/publish/").status_code == 200


def test_what_is_ticked_alone_is_accepted(desk, told):
    before = compile_document()["guides"]["sms"]

    desk.post(ADDRESS, filled(desk.get(ADDRESS), FORM, accept="efficacy:airplane"))

    now = compile_document()["guides"]["sms"]
    assert now["questions"] == before["questions"]
    assert weights() == {one["cause"]: one["weight"] for one in before["candidates"]}
    assert now["candidates"] != before["candidates"]
    assert "編集部の見積り" in desk.get(ADDRESS).text


def test_nothing_ticked_is_said(desk, told):
    refused = desk.post(ADDRESS, filled(desk.get(ADDRESS), FORM))

    assert (refused.status_code, "受け入れるものに印を付けてください。" in refused.text) == (422, True)


def test_what_was_shown_of_another_draft_is_not_written(desk, told):
    sent = filled(desk.get(ADDRESS), FORM, all="1")
    Candidate.objects.filter(cause__slug="filter").update(weight=50)
    before = compile_document()

    refused = desk.post(ADDRESS, sent)

    assert (refused.status_code, "だれかがこの案内を保存しました" in refused.text) == (422, True)
    assert compile_document() == before


@pytest.mark.parametrize("sealed", ["", "forged"])
def test_what_nobody_was_shown_is_not_written(desk, told, sealed):
    before = compile_document()

    refused = desk.post(ADDRESS, {"sealed": sealed, "all": "1"})

    assert refused.status_code == 422
    assert compile_document() == before


def test_an_unfinished_draft_is_said(desk, told):
    Guide.objects.update(entry=None)

    assert "まだ読者がたどれる形になっていません" in desk.get(ADDRESS).text


def test_one_guide_is_gone_to_and_an_unknown_one_is_not_there(desk):
    assert desk.get("/admin/learning/")["Location"] == ADDRESS
    assert desk.get("/admin/learning/nobody/").status_code == 404


def test_who_may_not_edit_guides_may_not_see_it(client, content, told):
    client.force_login(staff("reader", "view_guide", "view_tally"))

    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, {"all": "1"}).status_code == 403


def history_of(row):
    return f"/admin/troubleshoot/{row._meta.model_name}/{row.pk}/history/"


def way_back(desk, row, place, to="before"):
    """Return where the history leads that brings back a place's version of the newest change."""
    revision = Revision.objects.of(*place).first()
    address = f"/admin/history/{revision.pk}/restore/?to={to}"
    assert address in html.unescape(desk.get(history_of(row)).text)
    return address


def restore(desk, address):
    assert desk.post(address, filled(desk.get(address), "form-buttons")).status_code == 303


def accept_all(desk):
    desk.post(ADDRESS, filled(desk.get(ADDRESS), FORM, all="1"))
    return compile_document()["guides"]["sms"]


def test_guide_that_is_restored_takes_no_learned_question_for_the_editors(desk, told):
    first = compile_document()["guides"]["sms"]
    learned = accept_all(desk)

    restore(desk, way_back(desk, Guide.objects.get(), ("guide", "sms")))

    now = compile_document()["guides"]["sms"]
    assert now["candidates"] == first["candidates"]
    assert now["questions"] == learned["questions"] != first["questions"]
    assert engine.digest(accepting.editors(now)) == engine.digest(first)


def test_question_that_is_restored_as_it_was_learned_is_not_taken_for_the_editors(desk, told):
    first = compile_document()["guides"]["sms"]
    learned = accept_all(desk)
    place, row = ("question", "sms", "reach"), Guide.objects.get()
    address = way_back(desk, row, place, "after")
    desk.post(ADDRESS, filled(desk.get(ADDRESS), BACK, undo="all"))
    assert compile_document()["guides"]["sms"] == first

    restore(desk, address)

    now = compile_document()["guides"]["sms"]
    assert now["questions"][0] == learned["questions"][0]
    assert set(accepting.before(now)) == {"question:reach"}
    assert engine.digest(accepting.editors(now)) == engine.digest(first)


def test_what_was_accepted_stands_beside_the_editors_numbers(desk, told):
    assert BACK not in desk.get(ADDRESS).text
    accept_all(desk)

    shown = desk.get(ADDRESS).text

    assert "受け入れた数</h2>" in shown
    for key in accepting.before(compile_document()["guides"]["sms"]):
        assert f'name="back" value="{key}"' in shown


def test_all_that_was_accepted_goes_back_to_the_editors_document(desk, told):
    before = compile_document()
    accept_all(desk)

    done = desk.post(ADDRESS, filled(desk.get(ADDRESS), BACK, undo="all"), follow=True)

    assert "編集部の数に戻して、下書きを書きかえました。公開するまで読者には見えません。" in done.text
    assert engine.canonical_bytes(compile_document()) == engine.canonical_bytes(before)
    assert BACK not in done.text


def test_what_is_ticked_alone_goes_back(desk, told):
    before = compile_document()["guides"]["sms"]
    learned = accepting.values(accept_all(desk))

    desk.post(ADDRESS, filled(desk.get(ADDRESS), BACK, back=["efficacy:airplane", "question:reach"], undo="some"))

    now = accepting.values(compile_document()["guides"]["sms"])
    back = {key for key, value in now.items() if value != learned[key]}
    assert back == {"efficacy:airplane", "question:reach"}
    assert {key: now[key] for key in back} == {key: accepting.values(before)[key] for key in back}


def test_nothing_ticked_to_go_back_is_said(desk, told):
    accept_all(desk)

    refused = desk.post(ADDRESS, filled(desk.get(ADDRESS), BACK, undo="some"))

    assert (refused.status_code, "元に戻す数に印を付けてください。" in refused.text) == (422, True)


def test_nothing_goes_back_over_what_somebody_saved_meanwhile(desk, told):
    accept_all(desk)
    sent = filled(desk.get(ADDRESS), BACK, undo="all")
    Candidate.objects.filter(cause__slug="filter").update(weight=50)
    before = compile_document()

    refused = desk.post(ADDRESS, sent)

    assert (refused.status_code, "だれかがこの案内を保存しました" in refused.text) == (422, True)
    assert compile_document() == before


def test_of_a_draft_that_cannot_be_walked_all_goes_back_and_weights_alone_do_not(desk, told):
    accept_all(desk)
    entry = Guide.objects.get().entry
    Guide.objects.update(entry=None)

    refused = desk.post(ADDRESS, filled(desk.get(ADDRESS), BACK, back="weight:airplane", undo="some"))
    done = desk.post(ADDRESS, filled(desk.get(ADDRESS), BACK, undo="all"))

    assert (refused.status_code, "見込みだけを戻すことはできません" in refused.text) == (422, True)
    assert done.status_code == 303
    Guide.objects.update(entry=entry)
    assert accepting.before(compile_document()["guides"]["sms"]) == {}


def ticked(response, name):
    return {box["value"] for box in Page(response.text).all("input", name=name) if "checked" in box.attributes}


def test_refused_ticks_to_accept_stay_as_they_were_sent(desk, told):
    chosen = {"efficacy:airplane", "weight:filter", "question:reach"}
    sent = filled(desk.get(ADDRESS), FORM, accept=sorted(chosen))
    Candidate.objects.filter(cause__slug="filter").update(weight=50)

    refused = desk.post(ADDRESS, sent)

    assert (refused.status_code, ticked(refused, "accept")) == (422, chosen)
    assert ticked(desk.get(ADDRESS), "accept") == set()


def test_refused_ticks_to_go_back_stay_as_they_were_sent(desk, told):
    accept_all(desk)
    chosen = {"efficacy:airplane", "question:reach"}
    sent = filled(desk.get(ADDRESS), BACK, back=sorted(chosen), undo="some")
    Guide.objects.update(certainty="0.7")

    refused = desk.post(ADDRESS, sent)

    assert (refused.status_code, ticked(refused, "back")) == (422, chosen)
    assert ticked(desk.get(ADDRESS), "back") == set()


def page_of(row):
    return f"/admin/troubleshoot/{row._meta.model_name}/{row.pk}/change/"


def panel_of(question):
    return f"/admin/troubleshoot/guide/{question.guide.pk}/editor/{question.slug}/"


def save(desk, address, form, **changes):
    assert desk.post(address, filled(desk.get(address), form, **changes)).status_code in {302, 303}


def rename_cause(desk):
    save(desk, page_of(Cause.objects.get(slug="airplane")), "cause_form", slug="no-signal")


def rename_question(desk):
    save(desk, page_of(Question.objects.get(slug="reach")), "question_form", slug="arrives")


def rename_question_in_the_editor(desk):
    save(desk, panel_of(Question.objects.get(slug="reach")), "panel-form", slug="arrives")


def rename_answer(desk):
    save(desk, page_of(Answer.objects.get(slug="none", question__slug="reach")), "answer_form", slug="nothing")


def rename_answers_in_the_editor(desk):
    more = {"answers-0-slug": "nothing", "answers-1-slug": "a-few"}
    save(desk, panel_of(Question.objects.get(slug="reach")), "panel-form", **more)


RENAMED = {
    rename_cause: {"airplane": (Cause, "no-signal")},
    rename_question: {"reach": (Question, "arrives")},
    rename_question_in_the_editor: {"reach": (Question, "arrives")},
    rename_answer: {"none": (Answer, "nothing")},
    rename_answers_in_the_editor: {"none": (Answer, "nothing"), "some": (Answer, "a-few")},
}


def lead_on(names):
    """Have links with the former names lead on, as editors do by hand; of answers those of the first question."""
    for old, (model, new) in names.items():
        rows = model.objects.filter(question__slug="reach") if model is Answer else model.objects
        Redirect.objects.create(old_slug=old, **{model._meta.model_name: rows.get(slug=new)})


def under_new_names(guide, names):
    """Return what a guide says of causes and answers, with what was renamed under its new names."""
    reach = json.dumps(guide["questions"][0])
    rest = json.dumps([guide["candidates"], guide["questions"][1]])
    for old, (model, new) in names.items():
        head = "" if model is Cause else '"slug": '
        reach = reach.replace(f'{head}"{old}"', f'{head}"{new}"')
        rest = rest.replace(f'"{old}"', f'"{new}"') if model is Cause else rest
    return json.loads(reach)["answers"], *json.loads(rest)


@pytest.mark.parametrize("rename", RENAMED)
def test_what_is_renamed_after_it_learned_is_not_taken_for_the_editors(desk, told, rename):
    names = RENAMED[rename]
    first = under_new_names(compile_document()["guides"]["sms"], names)
    accepted = accept_all(desk)

    rename(desk)

    now = compile_document()["guides"]["sms"]
    assert len(accepting.before(now)) == len(accepting.before(accepted))
    assert under_new_names(accepting.editors(now), {}) == first
    lead_on(names)
    assert "いまの数は、結果とよく合っています。" in desk.get(ADDRESS).text


@pytest.mark.parametrize("rename", RENAMED)
def test_what_was_renamed_after_it_learned_goes_back_under_its_new_name(desk, told, rename):
    names = RENAMED[rename]
    first = under_new_names(compile_document()["guides"]["sms"], names)
    accept_all(desk)
    rename(desk)

    desk.post(ADDRESS, filled(desk.get(ADDRESS), BACK, undo="all"))

    now = compile_document()["guides"]["sms"]
    assert under_new_names(now, {}) == first
    assert now["learned"] == {}


@pytest.mark.parametrize("rename", [rename_question, rename_answer])
def test_question_that_is_restored_as_it_was_learned_is_known_whatever_it_was_called(desk, told, rename):
    first = compile_document()["guides"]["sms"]
    accept_all(desk)
    address = way_back(desk, Guide.objects.get(), ("question", "sms", "reach"), "after")
    desk.post(ADDRESS, filled(desk.get(ADDRESS), BACK, undo="all"))
    rename(desk)

    restore(desk, address)

    now = compile_document()["guides"]["sms"]
    assert list(accepting.before(now)) == [f"question:{now['questions'][0]['slug']}"]
    assert under_new_names(accepting.editors(now), {})[1:] == under_new_names(first, {})[1:]


def test_renaming_is_kept_in_the_history_with_what_the_guide_remembers(desk, told):
    accept_all(desk)

    rename_answer(desk)

    newest = Revision.objects.of("guide", "sms").first()
    assert newest.after["learned"] == compile_document()["guides"]["sms"]["learned"] != newest.before["learned"]


def test_cause_that_is_deleted_after_it_was_learned_of_breaks_nothing(desk, told):
    accept_all(desk)
    Scenario.objects.all().delete()
    Candidate.objects.filter(cause__slug="airplane").delete()
    Effect.objects.filter(cause__slug="airplane").delete()
    cause = Cause.objects.get(slug="airplane")

    desk.post(f"/admin/troubleshoot/cause/{cause.pk}/delete/", {"post": "yes"})

    assert not Cause.objects.filter(slug="airplane").exists()
    assert desk.get(ADDRESS).status_code == 200
    assert desk.post(ADDRESS, filled(desk.get(ADDRESS), BACK, undo="all")).status_code == 303
    assert accepting.before(compile_document()["guides"]["sms"]) == {}


MORNING = timezone.localtime().replace(hour=4, minute=30)


def learns_by_itself(points=1.5):
    Guide.objects.update(learns_by=points)
    publish(actor=None)


def test_guide_that_accepts_nothing_by_itself_tells_nothing_of_it(desk, told):
    assert "自動で受け入れる" not in desk.get(ADDRESS).text


def test_it_says_why_nothing_is_accepted_tonight(desk, told):
    learns_by_itself()

    shown = desk.get(ADDRESS).text

    assert "まだ一度も自動で公開していません。" in shown
    assert "この30日は一日に33.3人で、100人に足りません。" in shown


def test_it_says_that_a_draft_waits_for_an_editor(desk, told):
    learns_by_itself()
    Guide.objects.update(certainty="0.7")

    assert "公開していない変更がこの案内にあるあいだは、動きません。" in desk.get(ADDRESS).text


def test_it_says_which_check_would_refuse_it(desk, told):
    document = small()
    held = {"answers": {"reach": "unsure", "recent": "none"}, "first": ["filter"], "never": []}
    document["guides"]["sms"]["scenarios"][0] |= held
    for one, weight in zip(document["guides"]["sms"]["candidates"], (58, 42), strict=True):
        one["weight"] = weight
    import_document(document, actor=None)
    learns_by_itself(9)
    Tally.objects.update(count=90000)

    shown = desk.get(ADDRESS).text

    assert "検査が止めるので、公開しません。" in shown
    assert "<code>scenario-fails</code>" in shown
    assert learning.accept_daily(MORNING) == ()


def test_it_says_when_it_last_published_by_itself(desk, told):
    learns_by_itself()
    Tally.objects.update(count=5000)
    assert "次の朝、見込みを公開します。" in desk.get(ADDRESS).text
    assert "まだ一度も自動で公開していません。" in desk.get("/admin/").text

    assert learning.accept_daily(MORNING) == ("sms",)

    at = timezone.localtime(Release.objects.newest().published_at)
    assert f"最後に自動で公開したのは、{at.year}年{at.month}月{at.day}日" in desk.get(ADDRESS).text
    assert f"最後は {at.month}/{at.day}" in desk.get("/admin/").text
