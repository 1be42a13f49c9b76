"""Sets two wordings side by side, so that what differs between them stands out."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from typing import Final, NamedTuple

import budoux


class Piece(NamedTuple):
    """Some words of one side; ``differs``: the other side does not have them there."""

    words: str
    differs: bool


class Sides(NamedTuple):
    """Both wordings, each cut where it begins or ceases to differ from the other."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


_WORDS: Final = re.compile(r"\w+|\W")


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


def tokens(text: str) -> list[str]:
    """Return a text's words, Japanese ones by phrases, and its signs; joined they are the text again."""
    return [word for phrase in _parser().parse(text) for word in _WORDS.findall(phrase)]


def side_by_side(before: str, after: str) -> Sides:
    """Return two wordings cut into what they share and what differs."""
    old, new = tokens(before), tokens(after)
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return Sides(
        tuple(_pieces((old[start:end], tag != "equal") for tag, start, end, _, _ in blocks)),
        tuple(_pieces((new[start:end], tag != "equal") for tag, _, _, start, end in blocks)),
    )


def _pieces(parts: Iterable[tuple[list[str], bool]]) -> Iterator[Piece]:
    return (Piece("".join(words), differs) for words, differs in parts if words)
