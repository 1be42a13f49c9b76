"""Readings over the kanji of やさしい日本語. Texts hold them as 漢字《かんじ》, as Aozora Bunko writes them."""

import re
from typing import Final

from django.http import HttpResponse

#: A run of kanji with its reading.
_READ: Final = re.compile(r"(?<![一-鿿々〆])([一-鿿々〆]+)《([ぁ-ゖー]+)》")
_READING: Final = re.compile(r"《[ぁ-ゖー]+》")
#: What takes no ruby: tags with their attributes, and elements that hold nothing but text.
_BARE: Final = re.compile(r"<(title|script|style|textarea|option)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)


def drawn(response: HttpResponse) -> HttpResponse:
    """Return a page with its readings as ruby, a feed without them; data keep their texts as they are."""
    kind = response.get("Content-Type", "")
    if kind.startswith("text/html"):
        response.content = ruby(response.text)
    elif "xml" in kind:
        response.content = without_readings(response.text)
    if response.has_header("Content-Length"):  # told for the page as it was
        response["Content-Length"] = str(len(response.content))
    return response


def ruby(html: str) -> str:
    """Return HTML with each reading over its kanji; a reader that knows no ruby shows it in brackets."""
    pieces: list[str] = []
    at = 0
    for bare in _BARE.finditer(html):
        pieces += (_over_kanji(html[at : bare.start()]), _bare(bare))
        at = bare.end()
    return "".join((*pieces, _over_kanji(html[at:])))


def without_readings(text: str) -> str:
    """Return a text as it stands in a title or an attribute."""
    return _READING.sub("", text)


def _bare(found: re.Match[str]) -> str:
    """Return what takes no ruby; a choice of a list is read as any text, so its readings follow in brackets."""
    is_choice = (found[1] or "").lower() == "option"
    return _READ.sub(r"\1(\2)", found[0]) if is_choice else without_readings(found[0])


def _over_kanji(text: str) -> str:
    return _READ.sub(r"<ruby>\1<rp>(</rp><rt>\2</rt><rp>)</rp></ruby>", text)
