"""Changes of a guide's graph that touch more than one row."""

import pytest

from tests.publishing.documents import answer, question, small, sms
from troubleshoot.models import Guide, Question
from troubleshoot.publishing import editing
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.importing import import_document


def guarded():
    """Return the small document with a third question, which is asked after some answers of the first alone."""
    document = small()
    document["guides"]["sms"] = sms()
    guard = {"question": "reach", "answers": ["some"], "otherwise": {"next": None, "cause": None}}
    document["guides"]["sms"]["questions"][1]["next"] = "where"
    document["guides"]["sms"]["questions"].append(question("where", answer("home"), answer("unsure"), guard=guard))
    return document


@pytest.fixture
def guide(db):
    import_document(guarded(), actor=None)
    return Guide.objects.get()


def slugs(guide):
    return list(guide.questions.order_by("position", "slug").values_list("slug", flat=True))


def asked(guide, slug):
    return next(one for one in compile_document()["guides"][guide.slug]["questions"] if one["slug"] == slug)


def test_new_guide_has_a_first_question_to_fill_in(guide):
    first = editing.begin_guide(slug="mail", title="メールが届かない", summary="メールが届かないときの案内です。")

    made = Guide.objects.get(slug="mail")
    assert (made.entry, slugs(made), made.position) == (first, ["q-1"], 1)


def test_new_question_stands_after_the_one_named_or_last(guide):
    middle = editing.add_question(guide, "いつからですか", after=guide.questions.get(slug="reach"))
    last = editing.add_question(guide)

    assert slugs(guide) == ["reach", "q-1", "recent", "where", "q-2"]
    assert (middle.text, last.text) == ({"ja": "いつからですか"}, {})


@pytest.mark.parametrize(
    ("to", "order"),
    [
        (0, ["where", "reach", "recent"]),
        (1, ["reach", "where", "recent"]),
        (-3, ["where", "reach", "recent"]),
        (99, ["reach", "recent", "where"]),
    ],
)
def test_question_moves_to_a_place_within_the_guide(guide, to, order):
    editing.move_question(guide.questions.get(slug="where"), to=to)

    assert slugs(guide) == order


def test_copy_of_a_question_says_the_same_and_nothing_leads_to_it(guide):
    original = asked(guide, "reach")

    copy = editing.duplicate_question(guide.questions.get(slug="reach"))

    copied = asked(guide, "q-1")
    assert copied["text"]["ja"] == "reachはどうですか?(写し)"
    assert {**copied, "slug": "reach", "text": original["text"]} == original
    assert slugs(guide) == ["reach", "q-1", "recent", "where"]
    assert editing.pointers(copy) == editing.Pointers((), (), (), is_entry=False)


def test_copy_keeps_the_guard(guide):
    editing.duplicate_question(guide.questions.get(slug="where"))

    assert asked(guide, "q-1")["guard"] == asked(guide, "where")["guard"]


def test_pointers_name_all_that_leads_to_a_question(guide):
    of_entry = editing.pointers(guide.questions.get(slug="reach"))
    of_recent = editing.pointers(guide.questions.get(slug="recent"))
    of_where = editing.pointers(guide.questions.get(slug="where"))

    assert (of_entry.is_entry, [one.slug for one in of_entry.guarded]) == (True, ["where"])
    assert [one.slug for one in of_recent.answers] == ["none", "some", "unsure"]
    assert [one.slug for one in of_where.questions] == ["recent"]


def test_what_led_to_a_removed_question_leads_to_another(guide):
    editing.remove_question(guide.questions.get(slug="recent"), instead=guide.questions.get(slug="where"))

    assert slugs(guide) == ["reach", "where"]
    assert [one["next"] for one in asked(guide, "reach")["answers"]] == ["where", "where", None, "where"]


def test_what_led_to_a_removed_question_may_lead_to_advice(guide):
    editing.remove_question(guide.questions.get(slug="where"), instead=None)

    assert asked(guide, "recent")["next"] is None


def test_removed_entry_gives_way_and_its_guards_go(guide):
    editing.remove_question(guide.questions.get(slug="reach"), instead=guide.questions.get(slug="recent"))

    assert compile_document()["guides"]["sms"]["entry"] == "recent"
    assert asked(guide, "where")["guard"] is None


def test_nothing_leads_to_itself_once_a_question_is_removed(guide):
    editing.remove_question(guide.questions.get(slug="where"), instead=guide.questions.get(slug="recent"))

    assert asked(guide, "recent")["next"] is None


def test_question_about_the_line_gets_an_answer_for_each_network(guide):
    line = Question.objects.create(guide=guide, slug="carrier", kind="carrier", text={"ja": "どの回線ですか"})

    editing.answers_of_kind(line)

    assert list(line.answers.values_list("slug", flat=True)) == ["docomo", "unsure"]


def test_moving_and_doubling_take_the_same_queries_in_a_larger_guide(guide, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(30) as few:
            editing.move_question(guide.questions.get(slug="where"), to=0)
            editing.move_question(guide.questions.get(slug="where"), to=99)
            editing.duplicate_question(guide.questions.get(slug="where"))
        return len(few)

    few = queries()
    Question.objects.bulk_create([Question(guide=guide, slug=f"more-{n}", position=9 + n) for n in range(40)])

    assert queries() == few
