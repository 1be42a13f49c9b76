"""The table of words that mean the same, ``words.txt`` beside this file: which term each writing stands for."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from .folding import fold

#: What a term of this table begins with; no word of a text does.
MARK: Final = "="
#: Where a writing ends in the tree of them; no character.
_END: Final = "end"


def _read(table: str) -> dict[str, dict[str, list[str]]]:
    """Return the rows of each section: a term with its writings."""
    sections: dict[str, dict[str, list[str]]] = {}
    for line in re.sub(r"\n +", " ", table).splitlines():
        if line.startswith("["):
            rows = sections[line.strip("[]")] = {}
        elif line and not line.startswith("#"):
            term, _, writings = line.partition(": ")
            rows[MARK + term] = writings.split(" = ")
    return sections


def _pattern(writings: Iterable[str]) -> str:
    """Return an expression that finds the longest writing at a place, as a tree: it looks at each character once."""
    tree: dict[str, Any] = {}
    for writing in writings:
        branch = tree
        for char in writing:
            branch = branch.setdefault(char, {})
        branch[_END] = writing
    letters = {char: branch for char, branch in tree.items() if _is_letter(char)}
    others = {char: branch for char, branch in tree.items() if char not in letters}
    return rf"(?<![a-z0-9]){_branches(letters)}|{_branches(others)}"


def _branches(tree: Mapping[str, Any]) -> str:
    ways = [re.escape(char) + _branches(branch) for char, branch in tree.items() if char != _END]
    if _END in tree:
        ways.append("(?![a-z0-9])" if _is_letter(tree[_END][-1]) else "")
    return f"(?:{'|'.join(ways)})"


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalnum()


TABLE: Final = _read(Path(__file__).with_name("words.txt").read_text(encoding="utf-8"))
#: The term that each folded writing stands for; "" for what says nothing.
TERMS: Final = {
    fold(writing): "" if section == "nothing" else term
    for section, rows in TABLE.items()
    for term, writings in rows.items()
    for writing in writings
}
#: The terms that are names, and those of which many things are one.
OWN_NAMES: Final = frozenset(TABLE["names"])
KINDS_OF: Final = frozenset(TABLE["kinds"])
#: Finds the writings of the table in a folded text, the longest at each place.
WRITTEN: Final = re.compile(_pattern(TERMS))
