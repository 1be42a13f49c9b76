"""What verdicts propose becomes a guide's numbers, and what an editor wrote is not forgotten."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.publishing.documents import candidate, small
from tests.publishing.documents import cause as a_cause
from troubleshoot import engine
from troubleshoot.engine.accepting import (
    Names,
    accepted,
    before,
    editors,
    proposed,
    put,
    remembering,
    renamed,
    taken,
    undone,
    values,
)
from troubleshoot.engine.learning import learn
from troubleshoot.engine.told import Told

DOCUMENT = small()
JSON = DOCUMENT["guides"]["sms"]
GUIDE = engine.load(DOCUMENT).guides["sms"]


def four():
    """Return a document whose guide has four causes."""
    document = small()
    document["causes"] |= {slug: a_cause(f"{slug}である") for slug in ("full", "old")}
    document["guides"]["sms"]["candidates"] = [
        candidate(slug, weight) for slug, weight in {"filter": 45.5, "airplane": 30, "full": 20.25, "old": 4.25}.items()
    ]
    return document


FOUR = four()
LARGER = FOUR["guides"]["sms"]


def loaded(guide, document=DOCUMENT):
    return engine.load({**document, "guides": {**document["guides"], "sms": guide}}).guides["sms"]


def loaded_of_four(guide):
    return loaded(guide, FOUR)


def told(solved=900, unsolved=40):
    first = next(iter(GUIDE.candidates))
    question = next(iter(GUIDE.questions.values()))
    answers = {question.slug: next(iter(question.answers))}
    return [Told(answers, (), (first,), solved, unsolved)]


def test_put_is_the_opposite_of_values():
    assert put(JSON, values(JSON)) == JSON
    assert before(JSON) == {}


def test_what_is_proposed_says_in_a_release_what_was_learned():
    proposal = learn(GUIDE, told())
    some = proposed(GUIDE, proposal, {})
    guide = loaded(accepted(JSON, taken(JSON, GUIDE, some, some)))

    for slug, one in guide.candidates.items():
        assert one.weight == pytest.approx(proposal.weights[slug].proposed, abs=0.005)
    for slug, likelihoods in guide.likelihoods.items():
        for answer, row in proposal.likelihoods[slug].ratio.items() if proposal.asked[slug] else ():
            if any(0 < p < 1 for p in row.values()):
                total, own = sum(row.values()), sum(likelihoods.ratio[answer].values())
                got = {cause: p / own for cause, p in likelihoods.ratio[answer].items()}
                assert got == pytest.approx({cause: p / total for cause, p in row.items()}, abs=0.005)


def test_learning_begins_anew_from_what_the_editor_wrote():
    some = proposed(GUIDE, learn(GUIDE, told()), {"filter": 7.5})
    once = accepted(JSON, some)
    assert "question:recent" not in some

    assert {**editors(once), "learned": JSON["learned"]} == JSON
    again = proposed(GUIDE, learn(loaded(editors(once)), told()), {"filter": 7.5})
    assert accepted(once, again) == once


def test_two_acceptances_remember_what_was_before_the_first():
    once = accepted(JSON, {"weight:filter": 31})
    twice = accepted(once, {"weight:filter": 32})

    assert twice["learned"] == {"weight:filter": [values(JSON)["weight:filter"], 32]}


def test_number_that_an_editor_changes_afterwards_is_the_editors():
    once = accepted(JSON, {"weight:filter": 31, "efficacy:filter": 0.5})
    candidates = [{**one, "weight": 12} if one["cause"] == "filter" else one for one in once["candidates"]]
    edited = {**once, "candidates": candidates}

    assert set(before(edited)) == {"efficacy:filter"}
    assert values(editors(edited))["weight:filter"] == 12
    assert accepted(edited, {"weight:filter": 20})["learned"]["weight:filter"] == [12, 20]


def test_what_is_as_it_was_is_not_remembered_and_what_is_not_there_is_left_out():
    assert accepted(JSON, {**values(JSON), "weight:nobody": 3}) == JSON


def test_one_weight_is_accepted_and_the_others_make_room():
    some = {"weight:filter": values(JSON)["weight:filter"] + 10, "efficacy:filter": 0.5}

    found = taken(JSON, GUIDE, some, ["weight:filter"])

    assert found["weight:filter"] == 70
    assert found["weight:airplane"] == 30
    assert "efficacy:filter" not in found
    assert taken(JSON, GUIDE, some, ["efficacy:filter"]) == {"efficacy:filter": 0.5}
    assert taken(JSON, GUIDE, some, ()) == {}


def test_what_answers_say_stays_where_weights_alone_are_accepted():
    guide = loaded(accepted(JSON, taken(JSON, GUIDE, {"weight:filter": 20}, ["weight:filter"])))

    for slug, likelihoods in guide.likelihoods.items():
        for answer in likelihoods.scale:
            for cause in guide.candidates:
                before = GUIDE.likelihoods[slug].probability(answer, cause)
                assert likelihoods.probability(answer, cause) == pytest.approx(before, abs=0.002)


@given(st.data())
def test_whatever_is_accepted_can_be_published_and_taken_back(data):
    keys = data.draw(st.sets(st.sampled_from(sorted(values(JSON)))))
    some = proposed(GUIDE, learn(GUIDE, told(data.draw(st.integers(0, 3000)), data.draw(st.integers(0, 3000)))), {})

    guide = accepted(copy.deepcopy(JSON), {key: some[key] for key in keys if key in some})

    assert loaded(guide)
    assert json.loads(json.dumps(guide)) == guide
    assert {**editors(guide), "learned": {}} == JSON


def weights(guide):
    return {key: value for key, value in values(guide).items() if key.startswith("weight:")}


def accepting(guide, some, chosen):
    return accepted(guide, taken(guide, loaded_of_four(guide), some, chosen))


def learning(guide, rows):
    """Return what readers propose for a guide of four causes, beginning from the editor's numbers."""
    theirs = loaded_of_four(editors(guide))
    return proposed(theirs, learn(theirs, rows), {"old": 7.5})


@st.composite
def verdicts(draw):
    """Draw what readers said of some causes, with answers before it."""
    answers = st.fixed_dictionaries({"reach": st.sampled_from(["none", "some", "unsure"])})
    ways = answers.map(lambda one: {**one, "recent": "plane"} if one["reach"] == "none" else one)
    causes = st.sampled_from([one["cause"] for one in LARGER["candidates"]])
    numbers = st.integers(0, 900)
    told = st.builds(lambda way, of, yes, no: Told(way, (), (of,), yes, no), ways, causes, numbers, numbers)
    return draw(st.lists(told, min_size=1, max_size=4))


@st.composite
def learned(draw):
    """Draw a guide that accepted any numbers any times, some of which were taken back between."""
    guide = LARGER
    for _ in range(draw(st.integers(1, 4))):
        some = learning(guide, draw(verdicts()))
        guide = accepting(guide, some, draw(st.sets(st.sampled_from(sorted(some)))))
        if draw(st.booleans()):
            guide = undone(guide, draw(st.sets(st.sampled_from(sorted(values(guide))))), loaded_of_four)
    return json.loads(json.dumps(guide))


@given(learned())
def test_undoing_all_gives_the_editors_document_byte_for_byte(guide):
    assert engine.canonical_bytes(undone(guide, before(guide), loaded_of_four)) == engine.canonical_bytes(LARGER)


@given(learned(), st.randoms(use_true_random=False))
def test_undoing_one_after_another_gives_the_editors_document(guide, order):
    while own := sorted(before(guide)):
        guide = undone(guide, [order.choice(own)], loaded_of_four)

    assert engine.canonical_bytes(guide) == engine.canonical_bytes(LARGER)


@given(learned(), st.data())
def test_undoing_some_moves_nothing_that_is_the_editors(guide, data):
    own = before(guide)
    chosen = data.draw(st.sets(st.sampled_from(sorted(values(guide)))))

    then = undone(guide, chosen, loaded_of_four)

    assert loaded_of_four(then)
    assert {key: values(then)[key] for key in chosen & own.keys()} == {key: own[key] for key in chosen & own.keys()}
    assert before(then).keys() <= own.keys() - chosen
    assert engine.canonical_bytes(editors(then)) == engine.canonical_bytes(LARGER)
    if any(key.startswith("weight:") for key in chosen & own.keys()):
        assert sum(weights(then).values()) == pytest.approx(100, abs=0.03)


def test_weights_that_stay_learned_make_room_for_one_that_is_undone():
    some = {"weight:filter": 40, "weight:airplane": 20, "weight:full": 36, "weight:old": 4}
    guide = accepting(LARGER, some, some)

    then = undone(guide, ["weight:filter"], loaded_of_four)

    assert weights(then) == pytest.approx(
        {"weight:filter": 45.5, "weight:airplane": 18.17, "weight:full": 32.7, "weight:old": 3.63}
    )


@given(st.decimals(1, 60, places=2))
def test_room_that_was_made_for_one_weight_is_given_back_with_it(learned):
    guide = accepting(LARGER, {**weights(LARGER), "weight:old": float(learned)}, ["weight:old"])

    then = undone(guide, ["weight:old"], loaded_of_four)

    assert engine.canonical_bytes(then) == engine.canonical_bytes(LARGER)


def test_shares_follow_weights_that_are_undone_and_answers_say_what_they_said():
    some = {"weight:filter": 20, "weight:airplane": 40, "weight:full": 30, "weight:old": 10}
    guide = accepting(LARGER, some, some)

    then = loaded_of_four(undone(guide, ["weight:filter"], loaded_of_four))

    first = loaded_of_four(LARGER)
    for slug, likelihoods in then.likelihoods.items():
        for answer in likelihoods.scale:
            for one in then.candidates:
                expected = first.likelihoods[slug].probability(answer, one)
                assert likelihoods.probability(answer, one) == pytest.approx(expected, abs=0.002)


def test_question_that_learned_stays_learned_where_weights_are_undone():
    some = learning(LARGER, [Told({"reach": "none", "recent": "plane"}, (), ("filter",), 900, 40)])
    guide = accepting(LARGER, some, ["question:reach", "weight:filter"])

    then = undone(guide, weights(guide), loaded_of_four)

    assert weights(then) == weights(LARGER)
    assert set(before(then)) == {"question:reach"}
    assert values(then)["question:recent"] == values(LARGER)["question:recent"]


def test_what_an_editor_wrote_since_is_not_undone():
    guide = accepting(LARGER, {"efficacy:filter": 0.5, "efficacy:full": 0.4}, ["efficacy:filter", "efficacy:full"])
    edited = put(guide, {"efficacy:filter": 0.6})

    then = undone(edited, ["efficacy:filter", "efficacy:full"], loaded_of_four)

    assert then == put(LARGER, {"efficacy:filter": 0.6})


def test_guide_without_its_questions_comes_back_and_still_knows_what_they_learned():
    some = learning(LARGER, [Told({"reach": "none", "recent": "plane"}, (), ("filter",), 900, 40)])
    guide = accepting(LARGER, some, some)

    back = remembering({**guide, "candidates": LARGER["candidates"], "learned": {}}, guide)

    assert {key for key in before(guide) if key.startswith("question:")} == set(before(back))
    assert engine.canonical_bytes(editors(back)) == engine.canonical_bytes(LARGER)


def under(names, guide):
    """Return a guide's document in which all but what it remembers stands under new names."""

    def effects(says):
        return {names.causes.get(cause, cause): word for cause, word in says.items()}

    def answers(question):
        now = names.answers.get(question["slug"], {})
        found = [{**one, "slug": now.get(one["slug"], one["slug"])} for one in question["answers"]]
        return [{**one, "effects": effects(one["effects"])} for one in found]

    candidates = [{**one, "cause": names.causes.get(one["cause"], one["cause"])} for one in guide["candidates"]]
    questions = [
        {**one, "slug": names.questions.get(one["slug"], one["slug"]), "answers": answers(one)}
        for one in guide["questions"]
    ]
    return {**guide, "candidates": candidates, "questions": questions}


NAMES = [
    Names({"filter": "sieve"}),
    Names({"filter": "old", "old": "filter"}),
    Names(questions={"reach": "arrives"}, answers={"reach": {"none": "some", "some": "none"}}),
    Names({"airplane": "no-signal"}, {"recent": "lately"}, {"recent": {"plane": "flight"}}),
]


@given(learned(), st.sampled_from(NAMES))
def test_guide_remembers_under_new_names_what_it_did_under_old_ones(guide, names):
    now = under(names, guide)
    now = {**now, "learned": renamed(now, names)}

    assert before(now) == {names.key(key): names.value(key, own) for key, own in before(guide).items()}
    assert editors(now) == under(names, editors(guide))


def test_what_an_editor_changed_since_is_not_taken_for_learned_by_a_new_name():
    some = learning(LARGER, [Told({"reach": "none", "recent": "plane"}, (), ("filter",), 900, 40)])
    names = Names({"filter": "sieve"})
    edited = copy.deepcopy(under(names, accepting(LARGER, some, ["question:reach", "weight:filter"])))
    edited["questions"][0]["answers"][0]["share"] = 7

    now = {**edited, "learned": renamed(edited, names)}

    assert "question:reach" not in before(now)
    assert "weight:sieve" in before(now)


def test_new_name_takes_the_place_of_one_that_lay_there():
    left = {"weight:sieve": [3, 4], "weight:filter": [45.5, 31]}
    guide = under(Names({"filter": "sieve"}), {**put(LARGER, {"weight:filter": 31}), "learned": left})

    assert renamed(guide, Names({"filter": "sieve"})) == {"weight:sieve": [45.5, 31]}


def test_editors_value_says_nothing_of_a_cause_that_is_gone():
    said = copy.deepcopy(values(LARGER)["question:reach"])
    said["some"]["effects"]["gone"] = "more"
    guide = accepted(
        put(LARGER, {"question:reach": said}), {"question:reach": {**said, "some": {"share": 9, "effects": {}}}}
    )

    assert "gone" not in json.dumps(before(guide))
    assert "gone" not in json.dumps(undone(guide, before(guide), loaded_of_four))
