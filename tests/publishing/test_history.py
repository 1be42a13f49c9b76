"""The history: what each part said before and after, under all its names, and the way back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from tests.publishing.documents import answer, cause, question, small, sms, step
from tests.publishing.strategies import documents
from troubleshoot.models import Answer, Carrier, Cause, Guide, Incident, IncidentScope, Question, Redirect, Revision
from troubleshoot.publishing import history
from troubleshoot.publishing.compile import compile_document, compile_guide, compile_part
from troubleshoot.publishing.importing import ImportRefused, import_document, rewrite
from troubleshoot.publishing.parts import split
from troubleshoot.publishing.shown import ChangedMeanwhile

pytestmark = pytest.mark.django_db

REACH = ("question", "sms", "reach")


@pytest.fixture
def drafts():
    """Have the small document as drafts, with nothing in the history."""
    import_document(small(), actor=None)
    Revision.objects.all().delete()


def kept():
    """Return the places in the history, oldest first."""
    return [one.place for one in Revision.objects.order_by("pk")]


def say(place, words, note=""):
    """Change a question or cause as an editor would."""
    with history.recording(place, actor=None, note=note):
        row = {"question": Question, "cause": Cause}[place[0]].objects.get_by_natural_key(*place[1:])
        setattr(row, "text" if place[0] == "question" else "title", {"ja": words})
        row.save()


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(document=documents())
def test_each_part_of_any_document_is_compiled_as_the_whole_has_it(document):
    import_document(document, actor=None)

    assert {place: compile_part(place) for place in split(document)} == split(document)
    assert {slug: compile_guide(slug) for slug in document["guides"]} == document["guides"]


def test_part_that_is_not_there_is_nothing():
    assert [compile_part(place) for place in (REACH, ("guide", "sms"), ("cause", "x"), ("device", "x"))] == [None] * 4


@pytest.mark.parametrize("place", [REACH, ("guide", "sms"), ("cause", "filter"), ("scenario", "sms", "cabin")])
def test_recording_a_part_asks_as_much_in_a_large_document_as_in_a_small_one(drafts, place):
    def asked():
        with (
            CaptureQueriesContext(
                connection,
            ) as captured,
            history.recording(place, actor=None),
        ):
            pass
        return len(captured)

    few = asked()
    document = small()
    more = [question(f"q{number}", answer("unsure", effects={"filter": "more"})) for number in range(30)]
    document["causes"] |= {f"c{number}": cause("別の原因", step("a")) for number in range(30)}
    document["guides"] |= {"other": sms(), "sms": sms(questions=[*sms()["questions"], *more])}
    import_document(document, actor=None)

    assert asked() == few <= 20


def test_work_that_fails_leaves_neither_change_nor_revision(drafts):
    def fail():
        with history.recording(REACH, actor=None):
            Question.objects.filter(slug="reach").update(text={"ja": "別"})
            raise ValueError("half done")

    with pytest.raises(ValueError, match="half done"):
        fail()

    assert (compile_document(), kept()) == (small(), [])


def test_renamed_question_keeps_its_history(drafts):
    say(REACH, "一")
    with history.recording(REACH, actor=None):
        Question.objects.filter(slug="reach").update(slug="which")
    say(("question", "sms", "which"), "二")

    assert [one.formerly for one in history.of(("question", "sms", "which"))] == ["", "sms/reach", ""]
    assert not history.of(REACH)


def test_renamed_guide_takes_the_history_of_its_questions_along(drafts):
    say(REACH, "一")
    with history.recording(("guide", "sms"), actor=None):
        Guide.objects.update(slug="mail")

    assert [one.place for one in history.of(("question", "mail", "reach"))] == [("question", "mail", "reach")]
    assert [one.place for one in history.throughout("mail")] == [("guide", "mail"), ("question", "mail", "reach")]
    assert not history.throughout("sms")


def test_question_that_moves_to_another_guide_is_followed(drafts):
    import_document(
        {
            **small(),
            "guides": {
                **small()["guides"],
                "mail": sms(scenarios=[], questions=[question("last", answer("unsure"))], entry="last"),
            },
        },
        actor=None,
    )
    Revision.objects.all().delete()

    with history.recording(("question", "mail", "last"), actor=None) as parts:
        parts.watch(("question", "sms", "last"))
        Question.objects.filter(slug="last").update(guide=Guide.objects.get(slug="sms"))

    assert [(one.place, one.formerly) for one in Revision.objects.all()] == [(("question", "sms", "last"), "mail/last")]


def test_new_part_is_kept_with_nothing_before(drafts):
    with history.recording(("cause", "new"), ("guide", "new"), actor=None):
        Cause.objects.create(slug="new", title={"ja": "新"}, summary={"ja": "新"})
        Guide.objects.create(slug="new", title={"ja": "新"}, summary={"ja": "新"})

    assert [one.before for one in Revision.objects.all()] == [None, None]
    assert history.of(("guide", "new")).get().after == compile_guide("new")


def test_version_comes_back_and_the_history_says_so(drafts):
    say(REACH, "一")
    say(REACH, "二")
    first = history.of(REACH).last()

    history.restore(first, actor=None, to="after")
    afterwards = compile_part(REACH)
    history.restore(first, actor=None)

    assert afterwards == first.after
    assert compile_document() == small()
    assert [one.note[17:] for one in history.of(REACH)] == ["の版に戻した", "の版に戻した", "", ""]


def test_guide_s_own_part_comes_back_without_its_questions(drafts):
    with history.recording(("guide", "sms"), actor=None):
        Guide.objects.update(title={"ja": "別の題"})
    say(REACH, "残る文")

    history.restore(history.of(("guide", "sms")).get(), actor=None)

    assert Guide.objects.get().title == small()["guides"]["sms"]["title"]
    assert Question.objects.get(slug="reach").text == {"ja": "残る文"}


def rename(*rows):
    """Give rows another slug, and let their links lead on."""
    for row in rows:
        Redirect.objects.create(**{row._meta.model_name: row}, old_slug=row.slug)
        row.slug = "new"
        row.save()


def test_version_from_before_a_renaming_keeps_the_links_that_lead_on(drafts):
    with history.recording(("cause", "airplane"), actor=None):
        rename(Cause.objects.get(slug="airplane"))

    Redirect.objects.create(cause=Cause.objects.get(slug="new"), old_slug="older")
    history.restore(history.of(("cause", "new")).get(), actor=None, to="after")

    assert compile_part(("cause", "new"))["formerly"] == ["airplane", "older"]


def test_question_s_version_keeps_the_links_to_it_and_its_answers(drafts):
    with history.recording(REACH, actor=None):
        rename(Question.objects.get(slug="reach"), Answer.objects.get(slug="some"))

    history.restore(history.of(("question", "sms", "new")).get(), actor=None)

    restored = compile_part(("question", "sms", "new"))
    assert restored["formerly"] == ["reach"]
    assert [(one["slug"], one["formerly"]) for one in restored["answers"][:2]] == [("none", []), ("some", ["new"])]


def test_version_does_not_come_back_over_what_was_saved_since_it_was_asked_for(drafts):
    say(REACH, "一")
    seen = history.digest(compile_part(REACH))
    say(REACH, "二")

    with pytest.raises(ChangedMeanwhile):
        history.restore(history.of(REACH).last(), actor=None, seen=seen)

    assert compile_part(REACH)["text"] == {"ja": "二"}


def test_deleted_guide_comes_back_whole(drafts):
    with history.recording_all(actor=None):
        Guide.objects.get().delete()
    gone = history.deleted().get()

    history.restore(gone, actor=None)

    assert (gone.place, gone.before) == (("guide", "sms"), small()["guides"]["sms"])
    assert compile_document() == small()
    assert not history.deleted()


def test_deleted_carrier_comes_back_with_where_it_was_named(drafts):
    import_document({**small(), "causes": {**small()["causes"], "new": cause("限る", carriers=["ahamo"])}}, actor=None)
    before = compile_document()
    Revision.objects.all().delete()
    with history.recording_all(actor=None):
        Carrier.objects.get(slug="ahamo").delete()

    gone, changed = history.deleted().get(), history.of(("cause", "new")).get()
    history.restore(gone, actor=None)
    history.restore(changed, actor=None)

    assert gone.place == ("carrier", "ahamo")
    assert compile_document() == before


def test_what_refers_to_something_gone_does_not_come_back(drafts):
    say(REACH, "残る文")
    rewrite(without_refused, actor=None)
    before = compile_document()

    with pytest.raises(ImportRefused) as refusal:
        history.restore(history.of(REACH).last(), actor=None)

    assert [(one.code, one.place) for one in refusal.value.findings] == [
        ("unknown-reference", ("answer", "sms", "reach", "refused"))
    ]
    assert compile_document() == before


def without_refused(document):
    del document["causes"]["refused"]
    document["guides"]["sms"]["questions"][0]["answers"][2]["cause"] = None
    return document


def without_reach(document):
    guide = document["guides"]["sms"]
    guide.update(questions=guide["questions"][1:], entry="recent", scenarios=[])
    return document


def test_question_does_not_come_back_before_its_guide(drafts):
    rewrite(without_reach, actor=None)
    question_gone = history.deleted().get(kind="question")
    with history.recording_all(actor=None):
        Guide.objects.get().delete()

    with pytest.raises(ImportRefused, match="先に「消したもの」から案内を元に戻してください。"):
        history.restore(question_gone, actor=None)

    history.restore(history.deleted().get(kind="guide"), actor=None)
    history.restore(question_gone, actor=None)
    assert compile_part(REACH) == small()["guides"]["sms"]["questions"][0]


def test_rewriting_keeps_each_part_that_differs_with_the_note(drafts):
    def change(document):
        document["causes"]["filter"]["title"]["ja"] = "別"
        document["guides"]["sms"]["questions"][0]["text"]["ja"] = "別"
        return document

    changes = rewrite(change, actor=None, note="置きかえ")

    assert [change.place for change in changes] == [("guide", "sms"), ("cause", "filter")]
    assert {(one.place, one.note) for one in Revision.objects.all()} == {
        (("cause", "filter"), "置きかえ"),
        (REACH, "置きかえ"),
    }
    assert history.of(("cause", "filter")).get().before == small()["causes"]["filter"]


def test_rewriting_to_the_same_writes_nothing(drafts):
    assert rewrite(lambda document: document, actor=None) == ()
    assert kept() == []


def test_refused_rewriting_keeps_nothing(drafts):
    incident = Incident.objects.create(slug="x", title={"ja": "障害"}, cause=Cause.objects.get(slug="filter"))
    IncidentScope.objects.create(incident=incident, guide=Guide.objects.get())

    with pytest.raises(ImportRefused):
        rewrite(lambda document: {**document, "guides": {}}, actor=None)

    assert (compile_document(), kept()) == (small(), [])
