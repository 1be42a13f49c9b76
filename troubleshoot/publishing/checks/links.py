"""Whether links and old slugs lead to pages that the document has."""

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from troubleshoot.publishing.places import NAMES, TABLES, Json, Place, Trail, locate, parts_of, walk

from .base import Digests, Finding, Subject, error
from .remembering import Remembered

#: Pages that are there whatever the content.
_FIXED: Final = frozenset({"", "search", "incidents"})
#: A link to our own pages within a text, as Markdown writes it.
_IN_TEXT: Final = re.compile(r"\]\((/[^)\s]*)")
_LANGUAGES: Final = ("en", "easy")
_WITH_OLD_SLUGS: Final = ("guides", "causes", "carriers")


def check(subject: Subject) -> Iterator[Finding]:
    """Name links to pages that are not there, and old slugs that lead two ways."""
    yield from broken(subject.document, subject.whole, subject.digests)
    yield from _clashes(subject.whole, subject.digests)


def broken(document: Json, whole: Json | None = None, digests: Digests | None = None) -> Iterator[Finding]:
    """Name links to our own pages that the document does not have, nor the whole that it is a part of."""
    pages = _Pages(whole or document)
    for place in parts_of(document):
        for trail, link in _links(document, place, (digests or {}).get(place)):
            if not pages.have(link):
                located = locate(document, trail)
                words = _("リンク先のページがありません: %(link)s 正しいアドレスにするか、消してください。")
                yield error("broken-link", located.place, words % {"link": link[:80]}, located.field)


type _Links = tuple[tuple[Trail, str], ...]
_remembered: Final[Remembered[tuple[tuple[str, str], bytes], _Links]] = Remembered()


def _links(document: Json, place: tuple[str, str], digest: bytes | None) -> _Links:
    """Return the links to our own pages in one part of a document, with the trails to them."""
    if digest is None:
        return tuple(_linked(document[place[0]][place[1]], place))
    return _remembered.made((place, digest), lambda: tuple(_linked(document[place[0]][place[1]], place)))


def _linked(part: Json, place: tuple[str, str]) -> Iterator[tuple[Trail, str]]:
    for trail, value in walk(part, place):
        if isinstance(value, str):
            links = [value] if trail[-1] == "url" and value.startswith("/") else _IN_TEXT.findall(value)
            yield from ((trail, link) for link in links)


class _Pages:
    """The pages that a document has, under their old slugs too: those redirect."""

    def __init__(self, document: Json) -> None:
        self._guides = document["guides"]
        self._known = {table: _known(document[table]) for table in _WITH_OLD_SLUGS}

    def have(self, link: str) -> bool:
        """Tell whether one of our own addresses has a page."""
        parts = urlsplit(link).path.strip("/").split("/")
        if parts[0] in _LANGUAGES:
            parts = parts[1:] or [""]
        match parts:
            case [one]:
                return one in _FIXED
            case ["guides" | "causes" | "carriers" as table, slug]:
                return slug in self._known[table]
            case ["causes", slug, carrier]:
                return slug in self._known["causes"] and carrier in self._known["carriers"]
            case ["guides", slug, *rest]:
                return slug in self._guides and self._has_step(self._guides[slug], rest)
            case ["incidents", *_rest]:
                return True
        return False

    def _has_step(self, guide: Json, parts: list[str]) -> bool:
        match parts:
            case ["walk"] | ["end"]:
                return True
            case ["walk", question]:
                return question in _known({one["slug"]: one for one in guide["questions"]})
            case ["advice" | "solved", cause]:
                return cause in self._known["causes"]
        return False


def _known(table: Json) -> Container[str]:
    return {*table, *(old for one in table.values() for old in one["formerly"])}


def had_twice(document: Json) -> Iterator[Finding]:
    """Name old slugs that two guides, causes or carriers have had: a link could lead to one of them only."""
    for table in _WITH_OLD_SLUGS:
        yield from _clashing({}, _placed((TABLES[table],), document[table]))


def _clashes(document: Json, digests: Digests) -> Iterator[Finding]:
    """Name old slugs that are another's slug of today, or that two have had."""
    for table in _WITH_OLD_SLUGS:
        items = _placed((TABLES[table],), document[table])
        yield from _clashing({place[-1]: place for place in items}, items)
    for slug, guide in document["guides"].items():
        if (digest := digests.get(("guides", slug))) not in _without_clash:
            found = tuple(_clashes_within(slug, guide))
            yield from found
            if digest and not found:
                _without_clash.keep(digest, True)


#: The digests of guides whose questions and answers have had no slug twice.
_without_clash: Final[Remembered[bytes, bool]] = Remembered()


def _clashes_within(slug: str, guide: Json) -> Iterator[Finding]:
    questions = _placed(("question", slug), {one["slug"]: one for one in guide["questions"]})
    yield from _clashing({place[-1]: place for place in questions}, questions)
    for place, question in questions.items():
        answers = _placed(("answer", *place[1:]), {one["slug"]: one for one in question["answers"]})
        yield from _clashing({place[-1]: place for place in answers}, answers)


def _placed(within: Place, items: Json) -> dict[Place, Json]:
    return {(*within, slug): one for slug, one in items.items()}


def _clashing(of_today: Mapping[str, Place], items: Mapping[Place, Json]) -> Iterator[Finding]:
    had: defaultdict[str, list[Place]] = defaultdict(list)
    for place, one in items.items():
        for old in one["formerly"]:
            had[old].append(place)
    for old, places in sorted(had.items()):
        owners = [*places, of_today[old]] if old in of_today else places
        if len(owners) > 1:
            both, kind = _("、").join(place[-1] for place in owners), _(NAMES[places[0][0]])
            words = _("前のスラッグ %(old)s が重なっています(%(both)s)。%(kind)s一つだけに残してください。")
            yield error("duplicate-slug", places[0], words % {"old": old, "both": both, "kind": kind}, "formerly")
