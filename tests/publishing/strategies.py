"""Generated release documents: of sound shape and references, otherwise as odd as the schema allows."""

from datetime import date
from decimal import Decimal
from functools import cache
from string import ascii_letters, digits
from typing import Any

from hypothesis import strategies as st

from troubleshoot.engine.guide import RATIOS, written
from troubleshoot.models.questions import RESERVED

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=12)
BLANK_FREE = WORDS.filter(lambda words: bool(words.strip()))
#: Slugs, and among them the document's own words, which must not be taken for its structure.
SLUGS = st.text(ascii_letters + digits + "-_", min_size=1, max_size=6) | st.sampled_from(
    ["guard", "otherwise", "answers", "steps", "questions", "next", "cause", "effects", "carrier", "ja"]
)
#: What an answer says about a cause: a word, or a number that was learned.
SAYS = st.sampled_from(list(RATIOS)) | st.floats(0, 1000).map(written)
POSITIONS = st.integers(0, 2147483647)
NO_TEXT: dict[str, str] = {}


@cache
def texts() -> st.SearchStrategy[dict[str, str]]:
    """Return texts in Japanese and perhaps more."""
    return st.fixed_dictionaries({"ja": BLANK_FREE}, optional={"en": BLANK_FREE, "easy": BLANK_FREE})


@cache
def may_be_empty() -> st.SearchStrategy[dict[str, str]]:
    return st.just(NO_TEXT) | texts()


@cache
def number(most: str, places: int, least: int = 0) -> st.SearchStrategy[float]:
    """Return numbers from 0, or the least, as the tables keep them: whole ones as int."""
    decimals = st.decimals(least, Decimal(most), places=places)
    return decimals.map(lambda one: int(one) if one == int(one) else float(one))


def some(slugs: list[str]) -> st.SearchStrategy[list[str]]:
    """Return a sorted set of slugs."""
    return st.sets(st.sampled_from(slugs)).map(sorted) if slugs else st.just([])


def one_or_none(slugs: list[str]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(slugs) if slugs else st.none()


@cache
def keys(least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(SLUGS, unique=True, min_size=least, max_size=3)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Return a release document."""
    carriers, devices, causes, guides = (draw(keys()) for _ in range(4))
    return {
        "format": 2,
        "carriers": draw(lineages(carriers, note=may_be_empty(), contact=may_be_empty(), url=urls(), formerly=None)),
        "devices": draw(lineages(devices)),
        "causes": draw(tables(causes, cause(carriers, devices))),
        "guides": draw(tables(guides, guide(causes))),
    }


@cache
def urls() -> st.SearchStrategy[str]:
    return st.sampled_from(["", "https://example.org/a?b=c"])


def tables(slugs: list[str], one: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Return things by slug; each former slug is had by one of them alone."""
    return st.fixed_dictionaries(dict.fromkeys(slugs, one)).map(_without_clashes)


def _without_clashes(table: dict[str, Any]) -> dict[str, Any]:
    seen: set[str] = set()
    for one in table.values():
        one["formerly"] = [old for old in one["formerly"] if old not in seen]
        seen.update(one["formerly"])
    return table


@st.composite
def lineages(draw: st.DrawFn, slugs: list[str], **more: st.SearchStrategy[Any] | None) -> dict[str, Any]:
    """Return carriers or devices, each of which may belong to an earlier one."""
    table: dict[str, Any] = {}
    for index, slug in enumerate(slugs):
        plain = {name: draw(strategy) for name, strategy in more.items() if strategy is not None}
        former = {"formerly": draw(keys().map(sorted))} if "formerly" in more else {}
        parent = draw(one_or_none(slugs[:index]))
        table[slug] = {"name": draw(texts()), "parent": parent, "position": draw(POSITIONS), **plain, **former}
    return _without_clashes(table) if "formerly" in more else table


@st.composite
def cause(draw: st.DrawFn, carriers: list[str], devices: list[str]) -> dict[str, Any]:
    names = ("signs", "confirm", "warning", "afterwards")
    return {
        "role": draw(st.sampled_from(["fault", "outage", "look-alike", "last-resort"])),
        "title": draw(texts()),
        "summary": draw(may_be_empty()),
        **{name: draw(may_be_empty()) for name in names},
        "carriers": draw(some(carriers)),
        "formerly": draw(keys().map(sorted)),
        "steps": [draw(step(key, carriers, devices)) for key in draw(keys())],
    }


@st.composite
def step(draw: st.DrawFn, key: str, carriers: list[str], devices: list[str]) -> dict[str, Any]:
    return {
        "key": key,
        "carrier": draw(one_or_none(carriers)),
        "device": draw(one_or_none(devices)),
        "text": draw(texts()),
        "detail": draw(may_be_empty()),
        "url": draw(st.sampled_from(["", "/", "/causes/a/", "https://example.org/"])),
        "tel": draw(st.sampled_from(["", "*1234#", "0120-000-000"])),
        "minutes": draw(number("9999.9", 1)),
        "wait_minutes": draw(POSITIONS),
        "shared": draw(st.sampled_from(["", "resend", "my-docomo"])),
        "source": draw(st.just("") | WORDS),
        "reviewed": draw(st.just("") | st.dates(min_value=date(1000, 1, 1)).map(date.isoformat)),
    }


@st.composite
def guide(draw: st.DrawFn, causes: list[str]) -> dict[str, Any]:
    questions = draw(keys(1).map(lambda slugs: [slug for slug in slugs if slug == "carrier" or slug not in RESERVED]))
    return {
        "title": draw(texts()),
        "summary": draw(texts()),
        "certainty": draw(number("0.5", 3).map(lambda half: half + 0.5)),
        "safe_resends": draw(st.integers(0, 9)),
        "asking": draw(st.sampled_from(["as-drawn", "what-pays"])),
        "learns_by": draw(number("9.9", 1)),
        "learned": draw(st.dictionaries(st.just("weight:a"), st.just([1.5, 2]))),
        **{f"{name}_minutes": draw(number("9999.9", 1)) for name in ("resend", "pause")},
        "last_resort_minutes": draw(number("9999.9", 1, 1)),
        "entry": draw(one_or_none(questions)),
        "position": draw(POSITIONS),
        "formerly": draw(keys().map(sorted)),
        "notes": [draw(note(key, causes)) for key in draw(keys())],
        "questions": draw(asked(questions, causes)),
        "candidates": [draw(candidate(slug)) for slug in draw(st.permutations(causes))[:2]],
        "last_resorts": draw(st.permutations(causes))[:2],
        "scenarios": [draw(scenario(key, causes)) for key in draw(keys())],
    }


@st.composite
def note(draw: st.DrawFn, key: str, causes: list[str]) -> dict[str, Any]:
    kind = draw(st.sampled_from(["caution", "first-step", "prevention"]))
    return {
        "key": key,
        "kind": kind,
        "text": draw(texts()),
        "detail": draw(may_be_empty()),
        "cause": draw(one_or_none(causes)),
    }


@st.composite
def asked(draw: st.DrawFn, slugs: list[str], causes: list[str]) -> list[dict[str, Any]]:
    """Return questions that lead to others of them, in circles too: drafts may."""
    answers = {slug: draw(keys()) for slug in slugs}
    return [draw(question(slug, answers, causes)) for slug in slugs]


@st.composite
def question(draw: st.DrawFn, slug: str, answers: dict[str, list[str]], causes: list[str]) -> dict[str, Any]:
    kind = "carrier" if slug == "carrier" else draw(st.sampled_from(["choice", "several"]))
    others = [one for one in answers if one != slug]
    return {
        "slug": slug,
        "kind": kind,
        "text": draw(texts()),
        "help": draw(may_be_empty()),
        "minutes": draw(number("999.99", 2)),
        "next": draw(one_or_none(others)) if kind == "several" else None,
        "formerly": draw(keys().map(sorted)),
        "guard": draw(guard(answers, others, causes)),
        "answers": [draw(answer(one, others, causes)) for one in answers[slug]],
    }


@st.composite
def guard(
    draw: st.DrawFn, answers: dict[str, list[str]], others: list[str], causes: list[str]
) -> dict[str, Any] | None:
    about = draw(one_or_none(others))
    if about is None:
        return None
    return {"question": about, "answers": draw(some(answers[about])), "otherwise": draw(edge(others, causes))}


@st.composite
def edge(draw: st.DrawFn, questions: list[str], causes: list[str]) -> dict[str, Any]:
    following = draw(one_or_none(questions))
    return {"next": following, "cause": draw(one_or_none(causes)) if following is None else None}


@st.composite
def answer(draw: st.DrawFn, slug: str, others: list[str], causes: list[str]) -> dict[str, Any]:
    effects = st.dictionaries(st.sampled_from(causes), SAYS) if causes else st.just({})
    return {
        "slug": slug,
        "text": draw(texts()),
        "hint": draw(may_be_empty()),
        **draw(edge(others, causes)),
        "share": draw(st.none() | number("100", 2)),
        "effects": draw(effects),
        "formerly": draw(keys().map(sorted)),
    }


@st.composite
def candidate(draw: st.DrawFn, slug: str) -> dict[str, Any]:
    return {
        "cause": slug,
        "weight": draw(number("100", 2)),
        "minutes_to_know": draw(number("9999.9", 1)),
        "shows_by": draw(st.sampled_from(["looking", "resending"])),
        "efficacy": draw(number("1", 2)),
        "pin": draw(st.sampled_from(["", "first", "last"])),
    }


@st.composite
def scenario(draw: st.DrawFn, key: str, causes: list[str]) -> dict[str, Any]:
    return {
        "key": key,
        "text": draw(st.just("") | WORDS),
        "answers": draw(st.dictionaries(SLUGS, st.just("") | WORDS, max_size=2)),
        **{name: draw(some(causes)) for name in ("first", "among_three", "never")},
    }
