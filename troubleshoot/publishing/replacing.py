"""Finds a word or a phone number in the content's texts, and replaces it where an editor says so."""

import hashlib
import json
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from .compile import Document
from .places import Json, Place, field
from .shown import ChangedMeanwhile
from .wordings import TEXTS

#: Fields that are not words: links, phone numbers, sources.
PLAIN: Final = {"step": ("url", "tel", "source"), "carrier": ("url",)}
#: Signs shown on both sides of what was found.
AROUND: Final = 24
#: More than this many are not shown at once.
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to find and what to write instead: in which tables and languages, and whether in links and numbers too.

    ``loosely``: whatever the width and case of the signs, as in NFKC.
    """

    find: str
    to: str
    tables: Collection[str] = ("causes",)
    languages: Collection[str] = ("ja", "en", "easy")
    plain: bool = False
    loosely: bool = False


class Hit(NamedTuple):
    """One occurrence: the part it is in, the field with its language, the text, and where in it.

    ``mark`` is a digest of all that: a form brings it back, so that nothing is replaced that was not shown.
    """

    place: Place
    field: str
    language: str
    text: str
    start: int
    end: int
    to: str

    @property
    def mark(self) -> str:
        """A digest of what would be replaced by what, where."""
        return hashlib.sha256(json.dumps(self).encode()).hexdigest()[:24]

    @property
    def where(self) -> str:
        """The field in an editor's words."""
        return " › ".join(map(field, filter(None, (self.field, self.language))))

    @property
    def found(self) -> str:
        """What is replaced, as the text writes it."""
        return self.text[self.start : self.end]

    @property
    def before(self) -> str:
        """What stands before it, shortened."""
        return ("…" if self.start > AROUND else "") + self.text[max(self.start - AROUND, 0) : self.start]

    @property
    def after(self) -> str:
        """What stands behind it, shortened."""
        return self.text[self.end : self.end + AROUND] + ("…" if len(self.text) > self.end + AROUND else "")


def hits(document: Json, wanted: Wanted) -> Iterator[Hit]:
    """Yield each occurrence in a document, causes first; none lies in another."""
    for place, item in _parts(document, wanted.tables):
        for name, language, text in _texts(place[0], item, wanted):
            for start, end in spans(text, wanted.find, loosely=wanted.loosely):
                if text[start:end] != wanted.to:
                    yield Hit(place, name, language, text, start, end, wanted.to)


def replaced(document: Document, wanted: Wanted, marks: Collection[str]) -> Document:
    """Return a document of one's own with the marked occurrences replaced; it is altered.

    Raises ChangedMeanwhile where one of them is not there any more.
    """
    chosen = [hit for hit in hits(document, wanted) if hit.mark in marks]
    if {hit.mark for hit in chosen} != set(marks):
        raise ChangedMeanwhile
    items = dict(_parts(document, wanted.tables))
    for hit in reversed(chosen):  # from behind, so that what stands before keeps its place
        item = items[hit.place]
        holder, name = (item[hit.field], hit.language) if hit.language else (item, hit.field)
        holder[name] = holder[name][: hit.start] + hit.to + holder[name][hit.end :]
        if hit.language and not holder[name].strip():
            del holder[name]
    return document


def spans(text: str, find: str, *, loosely: bool = False) -> Iterator[tuple[int, int]]:
    """Yield where a text says something, from left to right; each sign belongs to one of them at most.

    ``loosely`` compares by NFKC and case, so that full-width letters and half-width kana are found too; never half a
    sign of the text, such as か in a decomposed が.
    """
    folded, places = _folded(text) if loosely else (text, range(len(text) + 1))
    sought = _folded(find)[0] if loosely else find
    at = folded.find(sought) if sought else -1
    while at >= 0:
        end = at + len(sought)
        if places[at] >= 0 and places[end] >= 0:
            yield places[at], places[end]
            at = folded.find(sought, end)
        else:
            at = folded.find(sought, at + 1)


def _folded(text: str) -> tuple[str, list[int]]:
    """Return a text whatever its width and case, with the place in it of each of its signs, -1 within a sign."""
    folded, places = "", []
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not _combines(text[index]):
            sign = unicodedata.normalize("NFKC", text[start:index]).casefold()
            places += [start, *[-1] * (len(sign) - 1)] if sign else []
            folded, start = folded + sign, index
    return folded, [*places, len(text)]


def _combines(sign: str) -> bool:
    """Tell whether a sign belongs to the one before it: accents, and half-width voicing marks."""
    return unicodedata.combining(sign) > 0 or sign in "\uff9e\uff9f"


def _texts(kind: str, item: Json, wanted: Wanted) -> Iterator[tuple[str, str, str]]:
    """Yield field, language and text of all that is to be looked through, language "" for what has none."""
    for name in (name for name in item if name in TEXTS):
        yield from ((name, language, item[name][language]) for language in wanted.languages if language in item[name])
    if wanted.plain:
        yield from ((name, "", item[name]) for name in PLAIN.get(kind, ()))


def _parts(document: Json, tables: Collection[str]) -> Iterator[tuple[Place, Any]]:
    """Yield the causes, guides and carriers of the tables asked for, and their parts, each with its place."""
    if "causes" in tables:
        for slug, cause in sorted(document["causes"].items()):
            yield ("cause", slug), cause
            yield from ((("step", slug, step["key"]), step) for step in cause["steps"])
    if "guides" in tables:
        for slug, guide in sorted(document["guides"].items()):
            yield ("guide", slug), guide
            yield from ((("note", slug, note["key"]), note) for note in guide["notes"])
            for question in guide["questions"]:
                yield ("question", slug, question["slug"]), question
                answers = question["answers"]
                yield from ((("answer", slug, question["slug"], one["slug"]), one) for one in answers)
    if "carriers" in tables:
        yield from ((("carrier", slug), one) for slug, one in sorted(document["carriers"].items()))
