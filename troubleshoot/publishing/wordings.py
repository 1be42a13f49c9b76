"""Says what stands in a release document as an editor would: things by their titles, numbers with their units."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from troubleshoot.models import Candidate, Cause, Guide, GuideNote, Question, effect_words

from .places import CHAINS, LISTS, NAMES, TABLES, Json, Place
from .places import field as field_name

#: Fields whose value is a text in each language; a scenario's text is a plain one.
TEXTS: Final = frozenset(
    ("title", "summary", "signs", "confirm", "warning", "afterwards", "text", "detail", "help", "hint", "name")
) | {"note", "contact"}
LANGUAGES: Final = ("ja", "en", "easy")
#: So much of a long text stands for the thing it belongs to.
_SHORT: Final = 40

#: Words for values that editors choose from a list, by the field's name.
_CHOICES: Final[Mapping[str, Mapping[str, Any]]] = {
    "role": dict(Cause.Role.choices),
    "kind": {**dict(Question.Kind.choices), **dict(GuideNote.Kind.choices)},
    "shows_by": dict(Candidate.ShowsBy.choices),
    "pin": dict(Candidate.Pin.choices),
    "asking": dict(Guide.Asking.choices),
}
#: What the slugs in a field name.
_NAMED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("entry", "next", "question"), "question"),
    **dict.fromkeys(("cause", "effects", "first", "among_three", "never", "last_resorts"), "cause"),
    **dict.fromkeys(("carrier", "carriers"), "carrier"),
    "device": "device",
}
_MINUTES: Final = (
    *("minutes", "minutes_to_know", "wait_minutes"),
    *("resend_minutes", "pause_minutes", "last_resort_minutes"),
)
#: Fields whose keys are slugs, and of what: an answer's effects, and the answers a scenario gives.
KEYED: Final[Mapping[str, str]] = {"effects": "cause", "answers": "question"}
_UNITS: Final[Mapping[str, Any]] = {
    **dict.fromkeys(_MINUTES, _("%(number)s分")),
    "safe_resends": _("%(number)s回"),
    **dict.fromkeys(("weight", "share"), _("100人中%(number)s人")),
}
_PARTS_OF_ONE: Final = frozenset(("efficacy", "certainty"))


class Crumb(NamedTuple):
    """One stage of the way to a field: what it is called, and its slug where it has one."""

    words: str
    slug: str = ""

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Titles:
    """What things are called, by place; within ``guide``, whose questions and answers go by their slugs alone."""

    known: Mapping[Place, str] = field(default_factory=dict)
    guide: str = ""

    def of(self, kind: str, *slugs: str) -> str:
        """Return the words something is known by, "" where nobody told."""
        within = (self.guide,) if kind in {"question", "answer"} else ()
        return self.known.get((kind, *within, *slugs), "")

    def quoted(self, kind: str, *slugs: str) -> str:
        """Return those words in quotation marks, or else the slug."""
        words = self.of(kind, *slugs)
        return f"「{words}」" if words else slugs[-1]


def titles(*documents: Json) -> dict[Place, str]:
    """Return what each thing in documents is called, the later document's word before the earlier one's."""
    return {place: words for document in documents for place, words in _titles(document)}


def _titles(document: Json) -> Iterator[tuple[Place, str]]:
    for table, kind in TABLES.items():
        for slug, one in document[table].items():
            yield (kind, slug), title(one)
    for slug, guide in document["guides"].items():
        for question in guide["questions"]:
            yield from question_titles(slug, question)


def question_titles(guide: str, question: Json) -> Iterator[tuple[Place, str]]:
    """Yield what a question and its answers are called."""
    yield ("question", guide, question["slug"]), title(question)
    for answer in question["answers"]:
        yield ("answer", guide, question["slug"], answer["slug"]), title(answer)


def title(item: Json) -> str:
    """Return the Japanese words an item is known by, cut short; "" for one without any."""
    for name in ("title", "name", "text"):
        if words := item.get(name):
            told = str(words.get("ja", "") if isinstance(words, Mapping) else words)
            return told if len(told) <= _SHORT else f"{told[: _SHORT - 1]}…"
    return ""


def called(place: Place, known: Mapping[Place, str]) -> str:
    """Return a place by the titles of what leads to it: 原因「…」 › 手順 open; by slugs where nobody told a title."""
    kind, *slugs = place
    stages = [(stage, (stage, *slugs[:depth])) for depth, stage in enumerate(CHAINS[kind], start=1)]
    return " › ".join(
        gettext(NAMES[stage]) + (f"「{known[one]}」" if known.get(one) else f" {one[-1]}") for stage, one in stages
    )


def crumb(kind: str, slug: str, item: Json, known: Titles) -> Crumb:
    """Return what one item of a list is called; a step says whose it is."""
    whose = "、".join(known.of(of, item[of]) or item[of] for of in ("carrier", "device") if item.get(of))
    words = title(item) or known.of("cause" if kind == "candidate" else kind, slug)
    return Crumb(
        f"{gettext(NAMES[kind])}{f'[{whose}]' if whose else ''}{f'「{words}」' if words else f' {slug}'}", slug
    )


def named(name: str) -> str:
    """Return what editors call a field."""
    return field_name(name)


def say(value: Any, trail: Sequence[str], known: Titles) -> str:  # noqa: ANN401  # any JSON value
    """Return a value as an editor would write it; ``trail``: the fields that lead to it, its own last."""
    name = trail[-1] if trail else ""
    if value in (None, "", [], {}):
        return ""
    match value:
        case Mapping():
            return _mapping(value, name, known)
        case list():
            return _list(value, trail, known)
        case int() | float():
            return _number(value, name)
    return _word(str(value), trail, known)


def _word(value: str, trail: Sequence[str], known: Titles) -> str:
    """Return what a slug names or a choice is called; other words as they are."""
    for one in reversed(trail[-2:]):
        if one == "effects":
            return str(effect_words(value))
        if one in _CHOICES:
            return str(_CHOICES[one].get(value, value))
    if "parent" in trail[-1:]:
        return known.quoted("carrier" if known.of("carrier", value) else "device", value)
    return known.quoted(_NAMED[trail[-1]], value) if trail and trail[-1] in _NAMED else value


def _number(number: float, name: str) -> str:
    if name in _PARTS_OF_ONE:
        return f"{number * 100:g}%"
    return str(_UNITS[name]) % {"number": f"{number:g}"} if name in _UNITS else f"{number:g}"


def _list(items: list[Any], trail: Sequence[str], known: Titles) -> str:
    name = trail[-1] if trail else ""
    if name in LISTS and all(isinstance(item, Mapping) for item in items):
        kind, key = LISTS[name]
        return "\n".join(f"{crumb(kind, item[key], item, known)}\n{_indented(whole(item, known))}" for item in items)
    quoted = (known.quoted(_NAMED[name], item) if name in _NAMED else str(item) for item in items)
    return "、".join(quoted)


def _mapping(mapping: Json, name: str, known: Titles) -> str:
    if name in TEXTS:
        return "\n".join(mapping[one] for one in LANGUAGES if one in mapping)
    if name == "guard":
        return _guard(mapping, known)
    if name in KEYED:
        lines = (f"{keyed(name, one, known)}: {say_keyed(name, one, item, known)}" for one, item in mapping.items())
        return "、".join(lines)
    return "、".join(f"{named(one)} {words}" for one, item in mapping.items() if (words := say(item, (one,), known)))


def keyed(name: str, slug: str, known: Titles) -> str:
    """Return what a key is called in a field whose keys are slugs."""
    return f"{gettext(NAMES[KEYED[name]])}{known.quoted(KEYED[name], slug)}"


def say_keyed(name: str, slug: str, value: str | None, known: Titles) -> str:
    """Return what stands under such a key: an effect's words, or the answers a scenario gives to a question."""
    if name == "effects" or not value:
        return say(value, (name,), known)
    return "・".join(known.of("answer", slug, pick) or known.of(slug, pick) or pick for pick in value.split(","))


def _guard(guard: Json, known: Titles) -> str:
    question = guard["question"]
    picks = "".join(known.quoted("answer", question, slug) for slug in guard["answers"])
    otherwise = say(guard["otherwise"], ("otherwise",), known) or gettext("助言")
    given = {"question": known.quoted("question", question), "answers": picks, "otherwise": otherwise}
    return gettext("%(question)sに%(answers)sと答えたときだけ聞く。ほかは次へ: %(otherwise)s") % given


def whole(item: Json, known: Titles) -> str:
    """Return all that an added or removed part says, a line a field."""
    lines = [line for name, one in item.items() if name not in {"slug", "key"} for line in _lines(name, one, known)]
    return "\n".join(lines)


def _lines(name: str, value: Any, known: Titles) -> Iterator[str]:  # noqa: ANN401  # any JSON value
    if name in TEXTS and isinstance(value, Mapping):
        yield from (f"{named(name)}{_in(one)}: {value[one]}" for one in LANGUAGES if value.get(one))
    elif words := say(value, (name,), known):
        yield f"{named(name)}: {words}"


def _in(language: str) -> str:
    return "" if language == "ja" else f" › {named(language)}"


def _indented(words: str) -> str:
    return "\n".join(f"  {line}" for line in words.splitlines())
