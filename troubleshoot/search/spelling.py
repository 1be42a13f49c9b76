"""Words one slip away from a word that a page holds, and words that are not typed to their end.

Each word of the vocabulary is kept under all writings that lack one of its letters (as SymSpell does): then the
neighbours of a word are found by as many look-ups as it has letters, however many words there are.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from .folding import fold

#: Kana of one kind, or letters: a slip in kanji leaves the pairs around it, which is enough.
WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*|[ァ-ヶー]+|[ぁ-ゖー]+")
HIRAGANA: Final = re.compile(r"[ぁ-ゖー]+")
#: Folded letters that a word must have to be mended: with fewer, everything is near everything. In hiragana one more:
#: endings are that long.
_LEAST: Final = 4
#: Letters of a beginning; two in hiragana are a word of their own ("どこ").
_LEAST_BEGUN: Final = 2
_LEAST_HIRAGANA: Final = 3
#: Words that a beginning may stand for.
_MOST: Final = 3


class Vocabulary:
    """The words of an index's texts and of the table, each in the writing used most.

    Of texts, words in hiragana are left out: they are endings, and all of them are near each other.
    """

    def __init__(self, texts: Iterable[str], table: Iterable[str]) -> None:
        counts = Counter(word for text in texts for word in WORD.findall(text) if not HIRAGANA.fullmatch(word))
        counts.update(writing for writing in table if WORD.fullmatch(writing))
        self._shown: dict[str, str] = {}
        for word, _ in counts.most_common():
            self._shown.setdefault(fold(word), word)
        self._sorted = sorted(self._shown)
        self._near: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._shown:
            if _is_long(word):
                for writing in (word, *_lacking_one(word)):
                    self._near[writing].append(word)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and fold(word) in self._shown

    def near(self, word: str) -> str | None:
        """Return the most used word one slip away: a letter more, less, other, or two in the wrong order."""
        folded = fold(word)
        if not _is_long(folded) or (HIRAGANA.fullmatch(word) and len(folded) == _LEAST):
            return None
        found = (one for writing in (folded, *_lacking_one(folded)) for one in self._near.get(writing, ()))
        return next((self._shown[one] for one in dict.fromkeys(found) if _is_one_slip(folded, one)), None)

    def beginning(self, start: str) -> tuple[str, ...]:
        """Return words that begin so, the shortest first; () for what is too short to say."""
        folded = fold(start)
        if len(folded) < (_LEAST_HIRAGANA if HIRAGANA.fullmatch(start) else _LEAST_BEGUN):
            return ()
        found = []
        for at in range(bisect_left(self._sorted, folded), len(self._sorted)):
            if not self._sorted[at].startswith(folded):
                break
            found.append(self._sorted[at])
        return tuple(self._shown[word] for word in sorted(found, key=len)[:_MOST])


def _is_long(folded: str) -> bool:
    return len(folded) >= _LEAST


def _lacking_one(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _is_one_slip(one: str, other: str) -> bool:
    """Tell whether two words, equal but for one letter or two neighbours, differ in nothing else."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])  # noqa: PLR2004  # two neighbours
