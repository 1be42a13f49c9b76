"""A guide's table leads where replay leads."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.guides import SMS, a_question, an_answer, two_causes
from troubleshoot import engine
from troubleshoot.engine import table
from troubleshoot.engine.guide import Edge, Guard

from .strategies import guides, thoroughly

END = ("end", "")


def shown(guide, found, answers, tried):
    """Return the kind and slug of what a reader of the table alone is shown."""
    row = found.rows[found.starts.get(answers.get("carrier", ""), found.starts[""])]
    while isinstance(row, engine.Asked) and row.then and row.question in answers:
        if isinstance(row.before, engine.Advised) and row.before.causes and set(row.before.causes).issubset(tried):
            row = found.rows[row.before.then]
        else:
            place = list(guide.questions[row.question].answers).index(answers[row.question])
            row = found.rows[row.then[place]]
    advised = row.before if isinstance(row, engine.Asked) else row
    if not isinstance(advised, engine.Advised):
        return ("question", advised or row.question)
    left = [cause for cause in advised.causes if cause not in tried]
    if not left and advised.then is not None:
        return shown(guide, engine.Table(found.rows, {"": advised.then}), answers, tried)
    return ("cause", left[0]) if left else END


def replayed(guide, answers, tried, resent=0):
    """Return the same of a reader of pages: kind, what comes before anything is asked again, and whether it ends so."""
    walk = engine.replay(guide, {**answers, "resent": str(resent)}, tried)
    match walk.step:
        case engine.QuestionStep(question=question):
            return "question", [question.slug], False
        case engine.Advice() as advice if walk.open or advice.certain:
            return "cause", [cause.slug for cause in advice.causes], False
        case engine.Advice():
            return "cause", engine.order(walk), True
    return *END[:1], list(END[1:]), True


@thoroughly
@given(data=st.data())
def test_a_table_shows_what_replay_shows_at_every_step(data):
    guide = data.draw(guides())
    found = engine.tabulate(guide)
    carrier = data.draw(st.sampled_from(["", "", *found.starts]))
    answers, tried, resent = {"carrier": carrier} if carrier else {}, [], 0

    ends = False
    while not ends and len(tried) < table.TRIES:
        kind, slugs, ends = replayed(guide, answers, tried, resent)
        for slug in slugs[: table.TRIES - len(tried)]:
            assert shown(guide, found, answers, tried) == (kind, slug)
            tried += [slug] if kind == "cause" else []
        if kind == "question":
            answers[slugs[0]] = data.draw(st.sampled_from(list(guide.questions[slugs[0]].answers)))
        resent += any(slug in guide.candidates and not guide.candidates[slug].looking for slug in slugs)


@thoroughly
@given(data=st.data())
def test_a_table_follows_answers_given_beforehand(data):
    guide = replace(data.draw(guides()), asking="as-drawn")  # to a question passed over they count with a line alone
    found = engine.tabulate(guide)
    answers = {
        slug: data.draw(st.sampled_from(list(question.answers)))
        for slug, question in guide.questions.items()
        if slug != "device" and data.draw(st.booleans())
    }

    kind, slugs, _ends = replayed(guide, answers, [])
    assert shown(guide, found, answers, []) == (kind, slugs[0])


def test_answers_that_make_no_difference_share_their_row():
    guide = two_causes(a_question("q", an_answer("yes"), an_answer("no"), an_answer("well", says={"here": "strongly"})))

    asked = engine.tabulate(guide).rows[-1]

    assert asked.then[0] == asked.then[1] != asked.then[2]


def test_brands_start_where_their_network_does_unless_a_cause_is_missing():
    found = engine.tabulate(SMS)

    assert found.starts["ahamo"] == found.starts["docomo"]
    assert found.starts["povo"] == found.starts["au"]
    assert len({found.starts[carrier] for carrier in ("", "docomo", "au")}) == 3


def test_a_table_ends_with_the_last_resorts_after_so_many_tries():
    found = engine.tabulate(SMS)

    assert max(len(row.causes) for row in found.rows if isinstance(row, engine.Advised)) <= table.TRIES
    tried = list(SMS.triable)
    assert shown(SMS, found, {"situation": "locked", "reach": "all", "carrier": "au", "recent": "none"}, tried) == END


def test_what_was_tried_before_a_question_counts_after_it():
    sure = an_answer("sure", "second", share=10, says={"here": "nearly-certain"})
    first = a_question("first", sure, an_answer("no", "second"))
    guide = two_causes(first, a_question("second", an_answer("yes"), an_answer("no")))
    answers = {"first": "sure"}
    found = engine.tabulate(guide)
    assert shown(guide, found, answers, []) == ("cause", "here")
    assert shown(guide, found, answers, ["here"]) == ("question", "second")

    row = found.rows[found.starts[""]]
    for place in (0, None, 0):
        row = found.rows[row.before.then if place is None else row.then[place]]

    assert row == engine.Advised(("there",))


def test_answers_that_open_different_questions_are_told_apart():
    guarded = a_question("second", an_answer("yes"), guard=Guard("first", frozenset({"open"}), Edge()))
    guide = two_causes(a_question("first", an_answer("shut", "second"), an_answer("open", "second")), guarded)

    found = engine.tabulate(guide)

    assert shown(guide, found, {"first": "shut"}, []) == ("cause", "there")
    assert shown(guide, found, {"first": "open"}, []) == ("question", "second")
