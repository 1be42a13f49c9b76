"""Makes writings of one word equal: full and half width, capitals, katakana and hiragana, long vowels, small kana.

Readings (漢字《かんじ》, as やさしい日本語 holds them) are no part of a text, nor are the spaces between its phrases;
the readings find it in kana too.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

_SMALL: Final = dict(zip("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ", strict=True))
_HIRAGANA: Final = {kana: chr(kana - 0x60) for kana in range(ord("ァ"), ord("ヶ") + 1)}
#: People leave the long vowel out, or write it where none is: it is dropped on both sides.
_FOLDED: Final = (
    {kana: _SMALL.get(plain, plain) for kana, plain in _HIRAGANA.items()}
    | {ord(small): plain for small, plain in _SMALL.items()}
    | {ord("ー"): None}
)
#: Marks that belong to the character before: half-width kana write a voiced one as two.
_MARKS: Final = "[\u0300-\u036f\u3099\u309a\uff9e\uff9f]"
_READING: Final = re.compile("《[ぁ-ゖー]+》")
_SPACE: Final = re.compile(r"(?<=[^\x00-\xff]) (?=[^\x00-\xff])")
_CLUSTER: Final = re.compile(f"(?P<unsaid>{_READING.pattern}|{_SPACE.pattern})|.{_MARKS}*", re.DOTALL)
_READ: Final = re.compile("(?<![一-鿿々〆])[一-鿿々〆]+《([ぁ-ゖー]+)》")


class Folded(NamedTuple):
    """A folded text; its character ``at`` came from ``source[at]`` of the original, whose end is the last place."""

    text: str
    source: tuple[int, ...]


def fold(text: str) -> str:
    """Return text without differences of writing."""
    return unicodedata.normalize("NFKC", _SPACE.sub("", text)).casefold().translate(_FOLDED)


#: Texts are of the same few thousand characters.
_fold_cluster: Final = lru_cache(maxsize=8192)(fold)


def separated(query: str) -> str:
    """Return a query of the same length whose spaces all part words; between phrases of a text they do not."""
    return _SPACE.sub("\n", query)


def without_readings(text: str) -> str:
    """Return a text as it is written."""
    return _READING.sub("", text)


def as_read(text: str) -> str:
    """Return a text with readings in place of the kanji that have one."""
    return _READ.sub(r"\1", text)


def read_kanji(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text has kanji with their reading."""
    for kanji in _READ.finditer(text):
        yield kanji.span()


def aligned(text: str) -> Folded:
    """Return a folded text that knows where each character came from."""
    pairs = [
        (char, cluster.start())
        for cluster in _CLUSTER.finditer(text)
        if not cluster["unsaid"]
        for char in _fold_cluster(cluster.group())
    ]
    return Folded("".join(char for char, _ in pairs), (*(at for _, at in pairs), len(text)))
