"""Reads the drafts as far as a choice of them needs it, so that one guide of a thousand is published quickly."""

from collections.abc import Collection
from typing import Final

from .compile import Document, compile_document, compile_guide, compile_part
from .formats import FORMAT
from .parts import PART_TABLES
from .places import TABLES, Place
from .transactions import reading_one_state

#: More places than this are read together with all others.
_READ_ALONE: Final = 20


def drafts_of(only: Collection[Place] | None) -> Document:
    """Return the drafts of some guides, causes, carriers and devices, of all where nothing is chosen.

    None stands for a draft that is there and that nobody asked for. A choice of few takes some queries a place,
    however many others there are.
    """
    if only is None or len(only) > _READ_ALONE:
        return compile_document()
    with reading_one_state():
        document: Document = {"format": FORMAT}
        for table, kind in TABLES.items():
            document[table] = dict.fromkeys(PART_TABLES[kind]._default_manager.values_list("slug", flat=True))
            for slug in {slug for of, slug in only if of == kind} & document[table].keys():
                document[table][slug] = compile_guide(slug) if kind == "guide" else compile_part((kind, slug))
        return document
