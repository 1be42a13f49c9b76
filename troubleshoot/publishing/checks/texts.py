"""Whether readers' texts are there, short, imperative where they should be, and translated."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from troubleshoot.models.texts import LANGUAGES
from troubleshoot.publishing.places import TABLES, Json, Place, Trail, field, locate, walk

from .base import Finding, Subject, error, warning

#: A sentence that a stressed reader takes in at one glance.
LONGEST: Final = 50

#: Texts that readers must find, by what holds them.
_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "carriers": ("name",),
    "devices": ("name",),
    "causes": ("title", "summary"),
    "guides": ("title", "summary"),
    "steps": ("text",),
    "notes": ("text",),
    "questions": ("text",),
    "answers": ("text",),
}
_SENTENCE_END: Final = re.compile(r"(?<=[。！？!?])|\n")
#: What stands after the sentence's last word: brackets with a remark, closing marks.
_AFTER: Final = re.compile(r"([（(][^（()）]*[）)]|[。！？!?」』）)\s])+$")
_IMPERATIVE: Final = ("ます", "ください", "ましょう", "ません", "下さい")


def check(subject: Subject) -> Iterator[Finding]:
    """Judge every text for readers."""
    untranslated: Counter[tuple[Place, str]] = Counter()
    for trail, texts in _texts(subject.document):
        located = locate(subject.document, trail)
        holder = str(trail[-3])
        if not texts:
            if trail[-1] in _REQUIRED[holder]:
                message = f"「{field(str(trail[-1]))}」が空です。日本語の文を書いてください。"
                yield error("no-text", located.place, message)
            continue
        yield from _too_long(located.place, str(trail[-1]), texts["ja"])
        if holder == "steps" and trail[-1] == "text":
            yield from _not_imperative(located.place, texts["ja"])
        untranslated.update((_owner(trail), language) for language in subject.languages if language not in texts)
    for (place, language), count in sorted(untranslated.items()):
        message = f"{LANGUAGES[language]}の文がまだない所が{count}個あります。日本語のまま出ます。"
        yield warning("missing-translation", place, message)


def _texts(document: Json) -> Iterator[tuple[Trail, Mapping[str, str]]]:
    """Yield every text by language; scenarios are the editors' own and have none."""
    for trail, value in walk(document):
        if isinstance(value, Mapping) and len(trail) > 2 and trail[-1] in _names(trail[-3]):  # noqa: PLR2004
            yield trail, value


def _names(holder: Any) -> frozenset[str]:  # noqa: ANN401  # a key or an index
    return _TEXTS.get(holder, frozenset())


_TEXTS: Final[Mapping[str, frozenset[str]]] = {
    "carriers": frozenset({"name", "note", "contact"}),
    "devices": frozenset({"name"}),
    "causes": frozenset({"title", "summary", "signs", "confirm", "warning", "afterwards"}),
    "guides": frozenset({"title", "summary"}),
    "steps": frozenset({"text", "detail"}),
    "notes": frozenset({"text", "detail"}),
    "questions": frozenset({"text", "help"}),
    "answers": frozenset({"text", "hint"}),
}


def _owner(trail: Trail) -> Place:
    """Return the guide, cause, carrier or device that a text belongs to."""
    return (TABLES[str(trail[0])], str(trail[1]))


def _too_long(place: Place, name: str, text: str) -> Iterator[Finding]:
    longest = max((part.strip() for part in _SENTENCE_END.split(text)), key=len)
    if len(longest) > LONGEST:
        message = f"「{field(name)}」に{len(longest)}字の文があります。{LONGEST}字以内に分けます:「{longest[:20]}…」"
        yield warning("long-sentence", place, message)


def _not_imperative(place: Place, text: str) -> Iterator[Finding]:
    if not _AFTER.sub("", text.strip()).endswith(_IMPERATIVE):
        message = f"手順は「〜します」「〜してください」で終えてください:「{text[-20:]}」"
        yield warning("not-imperative", place, message)
