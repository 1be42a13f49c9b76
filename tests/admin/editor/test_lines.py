"""A question about the reader's line gets its answers by itself."""

from tests.admin.forms import filled
from troubleshoot.models import Answer, Carrier, Question


def test_question_about_the_line_gets_each_network_beside_what_was_proposed(desk, guide, base):
    new = Question.objects.create(guide=guide, slug="q-9", text={"ja": "回線はどれですか"}, position=9)
    page = f"{base}editor/q-9/"
    leads = "question:recent"

    sent = filled(desk.get(page), "panel-form", kind="carrier")
    unsure = next(name.removesuffix("-slug") for name, value in sent.items() if value == ["unsure"])
    saved = desk.post(page, sent | {f"{unsure}-leads": leads})

    networks = list(Carrier.objects.filter(parent=None).values_list("slug", flat=True))
    answers = Answer.objects.filter(question=new).order_by("position")
    assert saved.status_code == 303
    assert [one.slug for one in answers] == [*networks, "unsure"]
    assert {one.next.slug for one in answers} == {"recent"}


def test_answers_that_an_editor_chose_are_left_alone(desk, guide, base):
    line = Question.objects.create(guide=guide, slug="carrier", kind="carrier", text={"ja": "回線は?"}, position=9)
    Answer.objects.create(question=line, slug="docomo", text={"ja": "ドコモ"})
    page = f"{base}editor/carrier/"

    desk.post(page, filled(desk.get(page), "panel-form"))

    assert list(line.answers.values_list("slug", flat=True)) == ["docomo"]
