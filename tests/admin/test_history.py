"""What editors do is kept: who, when, before and after; and it comes back."""

import pytest

from tests.admin.forms import filled
from troubleshoot.models import Answer, Carrier, Cause, Guide, Question, Redirect, RemedyStep, Revision
from troubleshoot.publishing.compile import compile_document


def page_of(row, view="change"):
    return f"/admin/troubleshoot/{row._meta.model_name}/{row.pk}/{view}/"


def form_of(row):
    return f"{row._meta.model_name}_form"


def save(desk, row, **changes):
    """Open a row's page and save it with some changes."""
    answer = desk.post(page_of(row), filled(desk.get(page_of(row)), form_of(row), **changes))
    assert answer.status_code == 302, answer.text


@pytest.fixture(autouse=True)
def since(content):
    """Forget how the content came, so that only the test's own changes are there."""
    Revision.objects.all().delete()


def kept():
    """Return what the history holds, oldest first."""
    return [(one.place, one.actor and one.actor.username) for one in Revision.objects.order_by("pk")]


def test_saved_cause_is_kept_with_what_it_said_before_and_after(desk):
    before = compile_document()["causes"]["filter"]

    save(desk, Cause.objects.get(slug="filter"), **{"title_ja": "新しい題", "steps-0-text_ja": "新しい手順"})

    revision = Revision.objects.get()
    assert (revision.place, revision.actor.username) == (("cause", "filter"), "editor")
    assert (revision.before, revision.after) == (before, compile_document()["causes"]["filter"])
    assert revision.after["steps"][0]["text"]["ja"] == "新しい手順"


def test_untouched_page_keeps_nothing(desk):
    save(desk, Cause.objects.get(slug="filter"))

    assert kept() == []


@pytest.mark.parametrize(
    ("row", "changes", "place"),
    [
        (lambda: RemedyStep.objects.get(key="own"), {"text_ja": "別"}, ("cause", "filter")),
        (lambda: Answer.objects.get(slug="some"), {"text_ja": "別"}, ("question", "sms", "reach")),
        (lambda: Answer.objects.get(slug="some").effects.first(), {"says": "more"}, ("question", "sms", "reach")),
        (lambda: Guide.objects.get().candidates.first(), {"weight": "7"}, ("guide", "sms")),
        (lambda: Guide.objects.get().notes.get(), {"text_ja": "別"}, ("guide", "sms")),
        (lambda: Guide.objects.get().scenarios.get(), {"text": "別"}, ("scenario", "sms", "cabin")),
        (lambda: Carrier.objects.get(slug="ahamo"), {"name_ja": "別"}, ("carrier", "ahamo")),
        (lambda: Redirect.objects.get(), {"old_slug": "older"}, ("cause", "filter")),
    ],
)
def test_row_on_its_own_page_is_a_change_of_what_it_belongs_to(desk, row, changes, place):
    save(desk, row(), **changes)

    assert kept() == [(place, "editor")]


def test_step_that_moves_to_another_cause_changes_both(desk):
    airplane = Cause.objects.get(slug="airplane")

    save(desk, RemedyStep.objects.get(key="own"), cause=str(airplane.pk))

    assert kept() == [(("cause", "filter"), "editor"), (("cause", "airplane"), "editor")]


def test_deleted_answer_takes_what_leaned_on_it_along(desk):
    reach = Question.objects.get(slug="reach")
    later = Question.objects.get(slug="recent")
    Question.objects.filter(pk=later.pk).update(guard=reach)
    later.guard_answers.set(reach.answers.filter(slug="some"))

    desk.post(page_of(reach.answers.get(slug="some"), "delete"), {"post": "yes"})

    assert kept() == [(("question", "sms", "reach"), "editor"), (("question", "sms", "recent"), "editor")]


def test_deleted_and_chosen_rows_are_kept(desk):
    unused = [Cause.objects.create(slug=slug, title={"ja": slug}, summary={"ja": slug}) for slug in "ab"]
    sent = {"action": "delete_selected", "_selected_action": [one.pk for one in unused], "post": "yes"}

    desk.post("/admin/troubleshoot/cause/", sent)

    assert kept() == [(("cause", "a"), "editor"), (("cause", "b"), "editor")]
