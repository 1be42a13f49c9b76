"""A guide as one file: the release document with that guide, and what it takes to make sense of it."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from troubleshoot.publishing.checks import shape
from troubleshoot.publishing.compile import Document
from troubleshoot.publishing.importing import ImportRefused
from troubleshoot.publishing.places import Json

#: What a guide's file brings along without being asked for: the drafts' own stay unless somebody says otherwise.
LINEAGES: Final = ("carriers", "devices")


def narrowed(document: Json, guide: str) -> Document:
    """Return a document of one guide with the causes, carriers and devices that it refers to, and no others."""
    one = document["guides"][guide]
    causes = {slug: document["causes"][slug] for slug in sorted(_causes(one))}
    return {
        **document,
        "guides": {guide: one},
        "causes": causes,
        **{table: _family(document[table], _mentioned(table, one, causes)) for table in LINEAGES},
    }


def over(drafts: Json, file: Json, *, replacing: Collection[str] = ()) -> Document:
    """Return the drafts with a file's guides and causes put over theirs; all else stays.

    Carriers and devices are added where the drafts lack them; ``replacing`` names those of the two tables in which
    the file's version replaces the drafts' own. Raises ImportRefused where the file has another shape than a release
    document; whether its references lead somewhere is seen on the result.
    """
    if findings := shape.check(file):
        raise ImportRefused(findings)
    added = {
        table: drafts[table] | file[table] if table in replacing else file[table] | drafts[table] for table in LINEAGES
    }
    return {**drafts, **added, **{table: drafts[table] | file[table] for table in ("causes", "guides")}}


def _causes(guide: Json) -> set[str]:
    """Return the causes that a guide names anywhere."""
    answers = [answer for question in guide["questions"] for answer in question["answers"]]
    otherwise = [question["guard"]["otherwise"] for question in guide["questions"] if question["guard"]]
    named = {one["cause"] for one in (*guide["candidates"], *guide["notes"], *answers, *otherwise)} - {None}
    by_effects = {slug for answer in answers for slug in answer["effects"]}
    return named | by_effects | {*guide["last_resorts"]} | {*_of_scenarios(guide["scenarios"])}


def _of_scenarios(scenarios: Iterable[Json]) -> Iterator[str]:
    for scenario in scenarios:
        for name in ("first", "among_three", "never"):
            yield from scenario[name]


def _mentioned(table: str, guide: Json, causes: Json) -> Iterator[str]:
    """Yield the carriers or devices that steps and causes are for, and those that readers are asked about."""
    kind = table.removesuffix("s")
    for cause in causes.values():
        yield from cause["carriers"] if table == "carriers" else ()
        yield from (step[kind] for step in cause["steps"] if step[kind])
    for question in guide["questions"]:
        if question["kind"] == kind:
            yield from (answer["slug"] for answer in question["answers"])


def _family(table: Json, slugs: Iterable[str]) -> Document:
    """Return the named ones of a table with all that they belong to; what the table does not have is left out."""
    found: Document = {}
    for slug in slugs:
        at = slug
        while at in table and at not in found:
            found[at] = table[at]
            at = table[at]["parent"] or ""
    return found
