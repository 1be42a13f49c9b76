"""Whether readers' texts are there, short, imperative where they should be, translated, and with their readings."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from troubleshoot.models.texts import LANGUAGES
from troubleshoot.publishing.places import TABLES, Json, Place, Trail, field, locate, walk

from .base import Finding, Subject, error, warning

#: A sentence that a stressed reader takes in at one glance, in characters.
LONGEST: Final[Mapping[str, int]] = {"ja": 50, "en": 110, "easy": 50}

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
_SENTENCE_END: Final = re.compile(r"(?<=[。！？!?])|(?<=\.)\s|\n")
#: What stands after the sentence's last word: brackets with a remark, closing marks.
_LAST: Final = 300
_AFTER: Final = re.compile(r"([（(][^（()）]*[）)]|[。！？!?」』）)\s])+$")
#: In やさしい日本語: a run of kanji with its reading, the reading and the spaces alone, and what should not be left.
_READ: Final = re.compile(r"(?<![一-鿿々〆])[一-鿿々〆]+《[ぁ-ゖー]+》")
_READINGS_AND_SPACES: Final = re.compile(r"《[ぁ-ゖー]+》|[ \u3000]")
_UNREAD: Final = re.compile(r"[一-鿿々〆]+|《[^》]*》?|》")
_IMPERATIVE: Final = ("ます", "ください", "ましょう", "ません", "下さい")


def check(subject: Subject) -> Iterator[Finding]:
    """Judge every text for readers."""
    untranslated: Counter[tuple[Place, str]] = Counter()
    for trail, texts in _texts(subject.document):
        located = locate(subject.document, trail)
        holder = str(trail[-3])
        if not texts:
            if trail[-1] in _REQUIRED[holder]:
                words = _("「%(field)s」が空です。日本語の文を書いてください。")
                message = words % {"field": field(str(trail[-1]))}
                yield error("no-text", located.place, message, str(trail[-1]))
            continue
        for language in subject.languages:
            if language in texts:
                yield from _hard_to_read(located.place, str(trail[-1]), language, texts[language])
        if holder == "steps" and trail[-1] == "text":
            yield from _not_imperative(located.place, texts["ja"])
        untranslated.update((_owner(trail), language) for language in subject.languages if language not in texts)
    for (place, language), count in sorted(untranslated.items()):
        words = _("%(language)sの文がまだない所が%(count)d個あります。日本語のまま出ます。")
        message = words % {"language": LANGUAGES[language], "count": count}
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


def _hard_to_read(place: Place, name: str, language: str, text: str) -> Iterator[Finding]:
    """Name the longest sentence where it is too long and, in やさしい日本語, the first kanji without its reading."""
    seen = _READINGS_AND_SPACES.sub("", text) if language == "easy" else text
    most = LONGEST[language]
    if len(seen) > most and len(longest := _longest_sentence(seen)) > most:
        words = _("%(whose)sに%(length)d字の文があります。%(most)d字以内に分けます:「%(begin)s…」")
        said = {"whose": _whose(name, language), "length": len(longest), "most": most, "begin": longest[:20]}
        yield warning("long-sentence", place, words % said, name)
    if language == "easy" and (unread := without_reading(text)):
        words = _(
            "%(whose)sの「%(word)s」を、「漢字《かんじ》」のように、すぐあとにひらがなの読みを付けて書いてください。"
        )
        message = words % {"whose": _whose(name, language), "word": unread}
        yield warning("missing-reading", place, message, name)


def _longest_sentence(text: str) -> str:
    return max((part.strip() for part in _SENTENCE_END.split(text)), key=len)


def _whose(name: str, language: str) -> str:
    """Return which text is meant, in words."""
    if language == "ja":
        return f"「{field(name)}」"
    return _("%(language)sの「%(field)s」") % {"language": LANGUAGES[language], "field": field(name)}


def without_reading(text: str) -> str:
    """Return the first kanji without a reading, or reading without kanji, of a text in やさしい日本語; "" for none."""
    found = _UNREAD.search(_READ.sub("", text))
    return found[0] if found else ""


def _not_imperative(place: Place, text: str) -> Iterator[Finding]:
    if not _AFTER.sub("", text.strip()[-_LAST:]).endswith(_IMPERATIVE):
        message = _("手順は「〜します」「〜してください」で終えてください:「%(end)s」") % {"end": text[-20:]}
        yield warning("not-imperative", place, message, "text")
