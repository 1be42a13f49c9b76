"""A guide as one file: the release document with that guide, and what it takes to make sense of it."""

from collections.abc import Collection
from typing import Final

from troubleshoot.publishing.checks import shape
from troubleshoot.publishing.compile import Document
from troubleshoot.publishing.importing import ImportRefused
from troubleshoot.publishing.needs import needs
from troubleshoot.publishing.places import Json
from troubleshoot.publishing.publish import Selection, compose

#: What a guide's file brings along without being asked for: the drafts' own stay unless somebody says otherwise.
LINEAGES: Final = ("carriers", "devices")


def narrowed(document: Json, guide: str) -> Document:
    """Return a document of one guide with the causes, carriers and devices that it refers to, and no others."""
    drafts = dict(document)
    one = document["guides"][guide]
    alone: Document = {**drafts, "guides": {guide: one}, **{table: {} for table in ("causes", *LINEAGES)}}
    alone = compose(drafts, alone, _asked_about(drafts, one))
    return compose(drafts, alone, needs(alone, drafts))


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


def _asked_about(document: Json, guide: Json) -> Selection:
    """Return the carriers and devices that a guide asks its readers about."""
    return frozenset(
        (question["kind"], answer["slug"])
        for question in guide["questions"]
        for answer in question["answers"]
        if answer["slug"] in document.get(f"{question['kind']}s", ())
    )
