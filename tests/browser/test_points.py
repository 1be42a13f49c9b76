"""The forty points that the readers' pages are held to, each with a test that proves it.

A test says which it proves by its name (``test_25_…``) or by ``@pytest.mark.point(7)``; find them by
``pytest --collect-only -m point`` or ``-k test_25``. What only a person can try stands in docs/accessibility.md.
"""

import re
from pathlib import Path
from typing import Final

import pytest

TESTS = Path(__file__).parents[1]

POINTS: Final = {
    # Moving
    1: "every path is reachable without JavaScript",
    2: "Back twice and Forward: address, title and heading agree",
    3: "every step can be linked to and reloaded",
    4: "after a step changes the focus is on its title, in view",
    5: "a step is announced once, by the focus",
    6: "each step, and the page that is missing, has a title of its own",
    7: "a question says how many may follow at most",
    8: "earlier answers can be changed, later ones that still fit are kept",
    9: "every step offers to begin again",
    10: "every question can be answered by not knowing",
    11: "no path asks a question twice",
    12: "a slow answer is admitted, then given up for a plain navigation",
    13: "an abort or a failing server never leaves a dead link",
    14: "a double tap is one entry of the history",
    # Advice
    15: "the first thing to do is on the first screen",
    16: "at most seven steps, sentences of at most fifty characters",
    17: "shared, else copied, else the address to be seen",
    18: "printed on two sheets at most, with numbers and address",
    19: "telephone numbers to dial, with hours and cost; none made up by the browser",
    20: "what to do where this phone cannot be used",
    21: "help in the same place on every page",
    22: "a verdict without a cookie, in a second tab too; a limit is told",
    23: "an outage above the title in the first HTML, gone once it is over",
    24: "when it was looked through, and which release it is",
    # Seeing
    25: "nothing scrolls sideways at 320 px",
    26: "nothing is cut at 200 % text and 400 % zoom",
    27: "nothing is cut with wide spacing of text",
    28: "targets of 44 px and answers of 56, 8 apart",
    29: "text and controls stand out from what they stand on",
    30: "the same in the dark",
    31: "more contrast and forced colours: focus and selection are seen",
    32: "nothing moves for who wants no motion",
    33: "nothing sticks, the focus is never hidden",
    34: "zoom and rotation are allowed",
    # Words
    35: "the language switch keeps the step",
    36: "readings stand in easy Japanese alone",
    37: "headings break between phrases",
    38: "an error says so plainly and helps on",
    # Speed and offline
    39: "the first view is light, from here alone, and does not move",
    40: "the walk goes on without a line",
}


def proved(source: str) -> set[int]:
    """Return the points that a file's tests say they prove."""
    marks = re.findall(r"^@pytest\.mark\.point\(([\d, ]+)\)$", source, re.MULTILINE)
    names = re.findall(r"^def test_(\d\d(?:_and_\d\d)*)_", source, re.MULTILINE)
    return {int(number) for said in (*marks, *names) for number in re.findall(r"\d+", said)}


def test_every_point_has_its_test():
    said = {number for path in TESTS.rglob("test_*.py") for number in proved(path.read_text(encoding="utf-8"))}

    assert said == set(POINTS) == set(range(1, 41))


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        ("@pytest.mark.point(7)\ndef test_a(): ...", {7}),
        ("@pytest.mark.point(20, 21)\n@each\ndef test_a(): ...", {20, 21}),
        ("def test_29_and_30_text_stands_out(each): ...", {29, 30}),
        ("def test_400_is_answered(): ...\n# @pytest.mark.point(3)", set()),
    ],
)
def test_a_test_says_which_points_it_proves(source, numbers):
    assert proved(source) == numbers
