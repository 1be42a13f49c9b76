"""Both guides in three languages: nothing left in Japanese, nothing that its readers could not read."""

import re
from dataclasses import replace
from datetime import date

import pytest

from troubleshoot import engine, snapshot
from troubleshoot.publishing.checks import check
from troubleshoot.publishing.places import walk as parts_of

from .outages import OUTAGE, PAST
from .writing import Reading, japanese_in

#: Pages that no sitemap lists and no walk passes.
OTHERS = [
    *("/search/", "/search/?q=SMS", "/search/?q=zzzz", "/nothing/", "/incidents/outage/", "/incidents/past/"),
    *("/guides/x-sms/solved/ios-filter/", "/guides/x-sms/end/", "/guides/x-sms/"),
]


def walked(release):
    """Return the addresses of every question and advice on the scenarios' walks, each gone on with to its end."""
    found = {}
    for guide in release.guides.values():
        for scenario in guide.scenarios:
            walk = engine.replay(guide, scenario.answers)
            found |= dict.fromkeys(engine.address(engine.going_back_to(walk, question)) for question in walk.path)
            while isinstance(walk.step, engine.Advice):
                found[engine.address(walk)] = None
                walk = engine.after_trying(walk, walk.step.cause.slug)
            found[engine.address(walk)] = None
    return list(found)


@pytest.fixture
def pages(client, served, release):
    """Return a function that gives every page of a language by its address."""
    listed = re.findall(r"<loc>http://testserver([^<]+)</loc>", client.get("/sitemap.xml").text)
    japanese = [path for path in listed if not path.startswith(("/en/", "/easy/"))]
    calm = [*japanese, *walked(release)]

    def all_of(prefix):
        told = {path: client.get(prefix + path) for path in calm}
        snapshot.swap(replace(snapshot.current(), incidents=(OUTAGE, PAST)))
        told |= {f"{path} in an outage": client.get(prefix + path, follow=True) for path in OTHERS}
        assert {answer.status_code for answer in told.values()} == {200, 404}
        return {path: Reading(answer.text) for path, answer in told.items()}

    return all_of


def test_both_guides_are_there_in_three_languages(document):
    counts = {"ja": 0, "en": 0, "easy": 0}
    for _, value in parts_of(document):
        if isinstance(value, dict) and "ja" in value:
            counts = {language: count + bool(value.get(language)) for language, count in counts.items()}

    assert counts["ja"] > 1000
    assert set(counts.values()) == {counts["ja"]}
    findings = check(document, at=date(2026, 11, 25), languages=snapshot.LANGUAGES)
    assert [str(finding) for finding in findings if finding.code in {"missing-translation", "missing-reading"}] == []


def test_one_translation_less_is_missed(document):
    text = dict(document["causes"]["ios-filter"]["title"])
    del text["easy"]
    less = {**document["causes"], "ios-filter": {**document["causes"]["ios-filter"], "title": text}}

    findings = check({**document, "causes": less}, at=date(2026, 11, 25), languages=snapshot.LANGUAGES)

    assert [(finding.code, finding.place) for finding in findings] == [("missing-translation", ("cause", "ios-filter"))]


def test_english_texts_hold_no_japanese_but_what_stands_on_screens(document):
    texts = [value["en"] for _, value in parts_of(document) if isinstance(value, dict) and "en" in value]

    assert [text for text in texts if japanese_in(text)] == []


def test_english_pages_hold_no_japanese(pages):
    def left_on(page):
        # Where no mark can be set an incident stands unmarked: it is told in Japanese alone.
        words = [re.sub(f"{OUTAGE.title['ja']}|{OUTAGE.updates[0].body['ja']}", "", text) for text in page.words]
        return [text for text in page.texts + words if japanese_in(text)]

    left = {path: left_on(page) for path, page in pages("/en").items()}

    assert {path: texts for path, texts in left.items() if texts} == {}


def test_easy_pages_have_every_kanji_under_its_reading(pages):
    told = pages("/easy")

    assert {path: page.kanji for path, page in told.items() if page.kanji} == {}
    assert [path for path, page in told.items() if any("《" in text for text in page.texts + page.words)] == []
