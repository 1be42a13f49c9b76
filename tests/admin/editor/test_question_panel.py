"""The panel of a question: what is edited there is written, and nothing else."""

import pytest

from tests.admin.forms import filled
from troubleshoot.models import Guide, Question
from troubleshoot.publishing.compile import compile_document

FORM = "panel-form"


@pytest.fixture
def address(content):
    return f"/admin/troubleshoot/guide/{Guide.objects.get().pk}/editor/reach/"


def test_untouched_panel_saves_the_same_document(desk, address):
    before = compile_document()

    answer = desk.post(address, filled(desk.get(address), FORM))

    assert (answer.status_code, answer["Location"]) == (303, address)
    assert compile_document() == before


def test_changed_words_are_saved(desk, address):
    sent = filled(desk.get(address), FORM, text_ja="ほかのSMSは届きますか", **{"answers-1-text_ja": "いくつか届く"})

    desk.post(address, sent)

    question = Question.objects.get(slug="reach")
    assert question.text["ja"] == "ほかのSMSは届きますか"
    assert [answer.text["ja"] for answer in question.answers.all()][1] == "いくつか届く"
