"""What of a document walks depend on: no words, and of remedies no more than doors."""

from typing import Any, Final

from troubleshoot.engine.guide import RESEND

from .needs import causes_of
from .places import Json
from .wordings import TEXTS


def bare(document: Json) -> Json:
    """Return a document with nothing in it but what walks depend on, and scenarios, which walk."""
    return {
        "format": document["format"],
        "carriers": {name: {**_wordless(one), "position": 0, "url": ""} for name, one in document["carriers"].items()},
        "devices": {name: {**_wordless(one), "position": 0} for name, one in document["devices"].items()},
        "causes": {name: _cause(one) for name, one in document["causes"].items()},
        "guides": {name: _guide(one) for name, one in document["guides"].items()},
    }


def alone(document: Json, slug: str) -> Json:
    """Return a document of one guide with nothing in it but what a walk depends on."""
    guide = {**document["guides"][slug], "scenarios": []}
    named = set(causes_of(guide))
    causes = {name: one for name, one in document["causes"].items() if name in named}
    return bare({**document, "causes": causes, "guides": {slug: guide}})


def _guide(guide: Json) -> Json:
    questions = [
        {**_wordless(question), "answers": [_wordless(answer) for answer in question["answers"]]}
        for question in guide["questions"]
    ]
    scenarios = [{**scenario, "text": ""} for scenario in guide["scenarios"]]
    few = {"position": 0, "formerly": [], "learned": {}, "notes": [], "questions": questions, "scenarios": scenarios}
    return {**_wordless(guide), **few}


def _cause(cause: Json) -> Json:
    """Return a cause without its remedy, but for one step where that depends on the carrier: then it is asked.

    Of a remedy behind doors those stay, and a step of each carrier, whose own may have none.
    """
    doors = [step for step in cause["steps"] if step["shared"] not in ("", RESEND)]
    carriers = sorted({step["carrier"] for step in cause["steps"] if step["carrier"]})
    kept = [{**_ANY_STEP, **{name: step[name] for name in ("carrier", "shared", "minutes")}} for step in doors]
    steps = [*kept, *({**_ANY_STEP, "carrier": carrier} for carrier in (carriers if doors else carriers[:1]))]
    return {**_wordless(cause), "role": "", "formerly": [], "steps": steps}


_ANY_STEP: Final[Json] = {
    **dict.fromkeys(("key", "url", "tel", "shared", "source", "reviewed"), ""),
    **dict.fromkeys(("minutes", "wait_minutes"), 0),
    "text": {},
    "detail": {},
    "device": None,
}


def _wordless(one: Json) -> dict[str, Any]:
    return {name: {} if name in TEXTS else value for name, value in one.items()}
