"""From the release document to values, and to bytes."""

import copy
import hashlib
import json

import pytest

from tests.publishing.documents import small
from troubleshoot import engine


def reordered(value):
    """Return equal content with its keys in another order."""
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    return [reordered(item) for item in value] if isinstance(value, list) else value


def test_equal_content_gives_equal_bytes():
    assert engine.canonical_bytes(reordered(small())) == engine.canonical_bytes(small())
    assert engine.canonical_bytes({"a": 1.0, "b": (2,)}) == engine.canonical_bytes({"b": [2], "a": 1})


def test_other_content_gives_other_bytes():
    other = small()
    other["guides"]["sms"]["candidates"].reverse()

    assert engine.canonical_bytes(other) != engine.canonical_bytes(small())


def test_canonical_bytes_are_plain_json():
    assert (
        engine.canonical_bytes({"b": "届く", "a": [1.50, 2.0, None, True]})
        == '{"a":[1.5,2,null,true],"b":"届く"}'.encode()
    )
    assert json.loads(engine.canonical_bytes(small())) == small()


def test_canonical_bytes_refuse_what_json_cannot_say():
    with pytest.raises(ValueError, match="JSON"):
        engine.canonical_bytes({"a": float("nan")})


def test_digest_is_the_hash_of_the_bytes():
    assert engine.digest(small()) == hashlib.sha256(engine.canonical_bytes(small())).hexdigest()


def test_load_changes_nothing_in_the_document():
    document = small()

    engine.load(document)

    assert document == small()


def test_load_gives_everything_a_walk_needs():
    release = engine.load(small())
    guide = release.guides["sms"]

    assert (guide.title, guide.entry, guide.certainty) == ("コードが届かない", "reach", 0.8)
    assert list(guide.questions) == ["reach", "recent"]
    assert list(guide.candidates) == ["filter", "airplane"]
    assert guide.triable == ("filter", "airplane", "contact", "refused")
    assert [step.key for step in release.causes["filter"].steps] == ["open", "own"]
    assert guide.causes is release.causes
    assert engine.replay(guide, {"reach": "none", "recent": "plane"}).step.cause.slug == "airplane"


def test_every_outage_may_have_been_tried_since_an_incident_may_name_it():
    document = small()
    document["causes"]["broken"] = {**document["causes"]["refused"], "role": "outage"}

    assert engine.load(document).guides["sms"].triable == ("filter", "airplane", "contact", "broken", "refused")


def test_load_orders_carriers_and_guides_by_position_then_slug():
    document = small()
    document["carriers"]["docomo"]["position"] = 2
    document["guides"]["a-guide"] = copy.deepcopy(document["guides"]["sms"])

    release = engine.load(document)

    assert list(release.carriers) == ["ahamo", "docomo"]
    assert list(release.guides) == ["a-guide", "sms"]


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ja", "コードが届かない"),
        ("en", "コードが届かない (en)"),
        ("easy", "コードが届《よみ》かない (easy)"),
        ("fr", "コードが届かない"),
    ],
)
def test_load_takes_one_language(language, title):
    assert engine.load(small(), language).guides["sms"].title == title


def test_text_without_translation_stands_in_japanese():
    document = small()
    document["causes"]["filter"]["title"] = {"ja": "フィルター"}
    document["causes"]["filter"]["signs"] = {}

    cause = engine.load(document, "en").causes["filter"]

    assert (cause.title, cause.signs) == (engine.Untranslated("フィルター"), "")
    assert cause.summary == "フィルターが止めることがあります。 (en)"
    assert [type(text) for text in (cause.title, cause.signs, cause.summary)] == [engine.Untranslated, str, str]


def test_old_slugs_are_known_by_what_they_belong_to():
    document = small()
    document["carriers"]["ahamo"]["formerly"] = ["aha"]
    document["guides"]["sms"]["formerly"] = ["text"]
    document["guides"]["sms"]["questions"][0]["formerly"] = ["arrives"]
    document["guides"]["sms"]["questions"][0]["answers"][1]["formerly"] = ["few", "none"]

    release = engine.load(document)

    renamed = release.guides["sms"].renamed
    assert (release.renamed.guides, release.renamed.causes) == ({"text": "sms"}, {"filtre": "filter"})
    assert (renamed.causes, renamed.carriers) == ({"filtre": "filter"}, {"aha": "ahamo"})
    assert renamed.questions == {"arrives": "reach"}
    assert renamed.answers["reach"] == {"few": "some"}, "a slug that is in use again is no old one"


BROKEN = {
    "carriers/ahamo: parent": lambda d: d["carriers"]["ahamo"].update(parent="gone"),
    "devices/ios: parent": lambda d: d["devices"]["ios"].update(parent="gone"),
    "causes/filter: carriers": lambda d: d["causes"]["filter"].update(carriers=["gone"]),
    "causes/filter/open: carrier": lambda d: d["causes"]["filter"]["steps"][0].update(carrier="gone"),
    "causes/filter/open: device": lambda d: d["causes"]["filter"]["steps"][0].update(device="gone"),
    "guides/sms: entry": lambda d: d["guides"]["sms"].update(entry="gone"),
    "guides/sms: candidates": lambda d: d["guides"]["sms"]["candidates"][0].update(cause="gone"),
    "guides/sms: last_resorts": lambda d: d["guides"]["sms"].update(last_resorts=["gone"]),
    "guides/sms: notes": lambda d: d["guides"]["sms"]["notes"][0].update(cause="gone"),
    "guides/sms: next": lambda d: d["guides"]["sms"]["questions"][0]["answers"][0].update(next="gone"),
    "guides/sms: cause": lambda d: d["guides"]["sms"]["questions"][0]["answers"][2].update(cause="gone"),
    "guides/sms/cabin": lambda d: d["guides"]["sms"]["scenarios"][0].update(never=["gone"]),
    "guides/sms/reach=none: effects": lambda d: d["guides"]["sms"]["questions"][0]["answers"][0].update(
        effects={"gone": "more"}
    ),
    "guides/sms/reach=some: effects": lambda d: d["guides"]["sms"]["questions"][0]["answers"][1].update(
        effects={"filter": "gone"}
    ),
    "guides/sms/recent: guard": lambda d: d["guides"]["sms"]["questions"][1].update(
        guard={"question": "reach", "answers": ["gone", "none"], "otherwise": {"next": None, "cause": None}}
    ),
}


@pytest.mark.parametrize(("place", "breaking"), BROKEN.items(), ids=BROKEN)
def test_load_names_a_reference_that_leads_nowhere(place, breaking):
    document = small()
    breaking(document)

    with pytest.raises(engine.DocumentError) as refusal:
        engine.load(document)

    assert refusal.value.problems == (f"{place}: gone is not there",)


@pytest.mark.parametrize(
    ("otherwise", "place"),
    [({"next": "gone", "cause": None}, "next"), ({"next": None, "cause": "gone"}, "cause")],
)
def test_load_names_a_guard_that_leads_nowhere(otherwise, place):
    document = small()
    document["guides"]["sms"]["questions"][1]["guard"] = {"question": "reach", "answers": [], "otherwise": otherwise}

    with pytest.raises(engine.DocumentError) as refusal:
        engine.load(document)

    assert refusal.value.problems == (f"guides/sms: {place}: gone is not there",)


def test_load_names_a_guard_about_no_question():
    document = small()
    guard = {"question": "gone", "answers": ["yes"], "otherwise": {"next": None, "cause": None}}
    document["guides"]["sms"]["questions"][1]["guard"] = guard

    with pytest.raises(engine.DocumentError, match="guides/sms/recent: guard: gone is not there"):
        engine.load(document)


def test_load_names_every_broken_reference():
    document = small()
    for breaking in BROKEN.values():
        breaking(document)

    with pytest.raises(engine.DocumentError) as refusal:
        engine.load(document)

    assert set(refusal.value.problems) == {f"{place}: gone is not there" for place in BROKEN}
    assert str(refusal.value) == "; ".join(refusal.value.problems)


def test_draft_without_entry_is_refused():
    document = small()
    document["guides"]["sms"]["entry"] = None

    with pytest.raises(engine.DocumentError, match="guides/sms: entry"):
        engine.load(document)
