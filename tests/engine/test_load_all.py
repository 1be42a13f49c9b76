"""A release in several languages, and one made of another."""

import copy

from tests.publishing.documents import small
from troubleshoot import engine

LANGUAGES = ("ja", "en", "easy")


def edited():
    """Return the small document with a cause changed that its guide refers to, and an outage more."""
    document = copy.deepcopy(small())
    document["causes"]["filter"]["title"]["ja"] = "別の名前"
    document["causes"]["broken"] = {**document["causes"]["refused"], "role": "outage"}
    return document


def parts(document):
    return {(table, slug) for table in ("guides", "causes") for slug in document[table]}


def test_languages_together_are_what_each_is_alone():
    together = engine.load_all(small(), LANGUAGES)

    assert together == {language: engine.load(small(), language) for language in LANGUAGES}


def test_languages_share_what_is_no_text():
    japanese, english, _ = (release.guides["sms"] for release in engine.load_all(small(), LANGUAGES).values())

    assert english.likelihoods is japanese.likelihoods
    assert english.candidates is japanese.candidates
    assert english.questions["reach"].answers["some"].says is japanese.questions["reach"].answers["some"].says


def test_release_made_of_another_is_what_it_is_alone():
    document = edited()
    same = parts(small()) - {("causes", "filter")}

    made = engine.load_all(document, LANGUAGES, engine.load_all(small(), LANGUAGES), same)

    assert made == engine.load_all(document, LANGUAGES)
    assert made["ja"].guides["sms"].causes is made["ja"].causes


def test_release_made_of_another_takes_over_what_is_the_same():
    before = engine.load_all(small(), LANGUAGES)

    made = engine.load_all(edited(), LANGUAGES, before, parts(small()) - {("causes", "filter")})

    assert made["en"].causes["airplane"] is before["en"].causes["airplane"]
    assert made["en"].guides["sms"].questions is before["en"].guides["sms"].questions
    assert made["en"].causes["filter"] is not before["en"].causes["filter"]
