"""Breaks between the phrases of Japanese titles, for the browsers that do not find them by themselves.

The style sheet forbids any other break within them (``.phrased``); where the browser knows phrases, its own count.
"""

from functools import lru_cache
from typing import Final

import budoux
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from troubleshoot import addresses, engine

from . import words

_PARSER: Final = budoux.load_default_japanese_parser()
_BREAK: Final = SafeString("<wbr>")
_NEVER_FIRST: Final = frozenset(")」』】)、。,.・:!?!?…ー")


def phrased(text: str) -> SafeString:
    """Return a title as ``words.said`` does, in Japanese with breaks between its phrases alone.

    English has its spaces; so has plain Japanese, whose kanji carry readings that no break may part from them.
    """
    if addresses.language().code != "ja" or isinstance(text, engine.Untranslated):
        return words.said(text)
    return _broken(text)


@lru_cache(maxsize=4096)
def _broken(text: str) -> SafeString:
    phrases = _phrases(text)
    if len(phrases) == 1:
        return format_html("{}", text)
    return format_html('<span class="phrased">{}</span>', format_html_join(_BREAK, "{}", ((one,) for one in phrases)))


def _phrases(text: str) -> list[str]:
    """Return the phrases of a text; none begins with what may not stand at the start of a line."""
    phrases = [""]
    for phrase in _PARSER.parse(text):
        if phrase[0] in _NEVER_FIRST:
            phrases[-1] += phrase
        else:
            phrases.append(phrase)
    return [phrase for phrase in phrases if phrase] or [text]
