"""Whether everything a document refers to is in it."""

from collections.abc import Container, Iterable, Iterator
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from troubleshoot.publishing.places import NAMES, TABLES, Json, Place, Trail, field, locate, parts_of, walk

from .base import EVERYTHING, Digests, Finding, Subject, error
from .remembering import Remembered

#: Where slugs of a table stand: what holds them, the field, the table.
_TO_TABLES: Final = {
    ("carriers", "parent"): "carriers",
    ("devices", "parent"): "devices",
    ("causes", "carriers"): "carriers",
    ("steps", "carrier"): "carriers",
    ("steps", "device"): "devices",
    ("guides", "last_resorts"): "causes",
    ("notes", "cause"): "causes",
    ("candidates", "cause"): "causes",
    ("answers", "cause"): "causes",
    ("answers", "effects"): "causes",
    ("otherwise", "cause"): "causes",
    ("scenarios", "first"): "causes",
    ("scenarios", "among_three"): "causes",
    ("scenarios", "never"): "causes",
}
#: Where slugs of the guide's own questions stand.
_TO_QUESTIONS: Final = {
    ("guides", "entry"),
    ("questions", "next"),
    ("answers", "next"),
    ("otherwise", "next"),
    ("guard", "question"),
}


def check(subject: Subject) -> Iterator[Finding]:
    """Name an empty document, lineages in a circle, and ongoing incidents whose cause the document lacks."""
    if not subject.document["guides"]:
        message = _("案内が一つもありません。読者のページが空になります。案内を一つ作ってください。")
        yield error("no-guides", EVERYTHING, message)
    for table in ("carriers", "devices"):
        yield from _circles(subject.whole[table], TABLES[table])
    for incident, cause in subject.outages:
        if subject.document["causes"].get(cause, {}).get("role") != "outage":
            words = _("障害の原因 %(cause)s が、種類「障害」で公開されません。残すか、先に障害を終えてください。")
            yield error("incident-without-cause", ("incident", incident), words % {"cause": cause})


def broken(document: Json, digests: Digests | None = None) -> Iterator[Finding]:
    """Name what keeps the engine from loading a document: references that lead nowhere, guides without entry."""
    yield from unknown(document, digests)
    for slug, guide in document["guides"].items():
        if guide["entry"] is None:
            message = _("最初の質問が決まっていません。質問を一つ選んでください。")
            yield error("no-entry", ("guide", slug), message, "entry")


def absent(document: Json) -> Iterator[Place]:
    """Yield each cause, carrier and device that a document refers to and lacks, some of them more than once."""
    for trail, value in walk(document):
        table = _TO_TABLES.get((_holder(trail), str(trail[-1]))) if len(trail) > 2 else None  # noqa: PLR2004
        if table:
            yield from ((TABLES[table], slug) for slug in _slugs(value) if slug not in document[table])


def unknown(document: Json, digests: Digests | None = None) -> Iterator[Finding]:
    """Name each reference that leads nowhere."""
    for place in parts_of(document):
        named = names(document, place, (digests or {}).get(place))
        if named.astray or any(slug not in document[table] for table, slug in named.outside):
            yield from _unknown_within(document, place)


class Names(NamedTuple):
    """What a part refers to: others by table and slug; ``astray``: what should be in it and is not."""

    outside: frozenset[tuple[str, str]]
    astray: bool


_names: Final[Remembered[tuple[tuple[str, str], bytes], Names]] = Remembered()


def names(document: Json, place: tuple[str, str], digest: bytes | None = None) -> Names:
    """Return what one part of a document refers to, by its table and slug."""
    if digest is None:
        return _named(document, place)
    return _names.made((place, digest), lambda: _named(document, place))


def _named(document: Json, place: tuple[str, str]) -> Names:
    outside: set[tuple[str, str]] = set()
    astray = False
    for trail, value in walk(document[place[0]][place[1]], place):
        if len(trail) > 2 and value and not isinstance(value, int | float):  # noqa: PLR2004  # below a table's slug
            table = _TO_TABLES.get((_holder(trail), str(trail[-1])))
            if table:
                outside.update((table, slug) for slug in _slugs(value))
            elif not astray:
                astray = any(_unknown(document, trail, value))
    return Names(frozenset(outside), astray)


def _unknown_within(document: Json, place: tuple[str, str]) -> Iterator[Finding]:
    for trail, value in walk(document[place[0]][place[1]], place):
        if len(trail) > 2:  # noqa: PLR2004  # below a table's slug
            yield from _unknown(document, trail, value)


def _unknown(document: Json, trail: Trail, value: Any) -> Iterator[Finding]:  # noqa: ANN401  # any JSON value
    what = (_holder(trail), str(trail[-1]))
    if what in _TO_TABLES:
        table = _TO_TABLES[what]
        yield from _missing(document, trail, value, document[table], NAMES[TABLES[table]])
    elif what in _TO_QUESTIONS:
        yield from _missing(document, trail, value, _questions(document, trail), NAMES["question"])
    elif what == ("guard", "answers"):
        guarding = document["guides"][trail[1]]["questions"][trail[3]]["guard"]["question"]
        answers = _questions(document, trail).get(guarding, {}).get("answers", [])
        yield from _missing(document, trail, value, {answer["slug"] for answer in answers}, NAMES["answer"])


def _holder(trail: Trail) -> str:
    """Return what a field belongs to: its list or table, or a guard and its otherwise within a question."""
    in_guard = trail[-2] == "guard" and isinstance(trail[-3], int)
    return str(trail[-2] if in_guard or trail[-3:-1] == ("guard", "otherwise") else trail[-3])


def _questions(document: Json, trail: Trail) -> dict[str, Json]:
    return {question["slug"]: question for question in document["guides"][trail[1]]["questions"]}


def _missing(
    document: Json,
    trail: Trail,
    value: Any,  # noqa: ANN401  # a slug, slugs, a mapping by slug or None
    known: Container[str],
    name: str,
) -> Iterator[Finding]:
    for slug in _slugs(value):
        if slug not in known:
            located = locate(document, trail)
            words = _("「%(where)s」にある%(name)s %(slug)s が見つかりません。いっしょに公開するか、外してください。")
            message = words % {"where": field(str(trail[-1])), "name": _(name), "slug": slug}
            yield error("unknown-reference", located.place, message, located.field)


def _slugs(value: Any) -> Iterable[str]:  # noqa: ANN401  # a slug, slugs, a mapping by slug or None
    return [] if value is None else [value] if isinstance(value, str) else value


def _circles(table: Json, kind: str) -> Iterator[Finding]:
    for slug in table:
        met, at = {slug}, table[slug]["parent"]
        while at in table and at not in met:
            met.add(at)
            at = table[at]["parent"]
        if at == slug:
            message = _("親をたどると自分に戻ります。親を選び直してください。")
            yield error("parent-circle", (kind, slug), message, "parent")
