"""What verdicts propose becomes a guide's numbers, and what an editor wrote is not forgotten."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.publishing.documents import small
from troubleshoot import engine
from troubleshoot.engine.accepting import accepted, before, editors, proposed, put, taken, values
from troubleshoot.engine.learning import learn
from troubleshoot.engine.told import Told

DOCUMENT = small()
JSON = DOCUMENT["guides"]["sms"]
GUIDE = engine.load(DOCUMENT).guides["sms"]


def loaded(guide):
    return engine.load({**DOCUMENT, "guides": {**DOCUMENT["guides"], "sms": guide}}).guides["sms"]


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
