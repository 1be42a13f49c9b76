"""Texts in cells: whatever they begin with, they come back as they were, and none is a formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troubleshoot.publishing.exchange.cells import defused, restored

BEGINNINGS = st.text(st.sampled_from("'=+-@\uff1d\uff0b\uff0d\uff20\ufe62\t\r\n\x00 _x0D5F"), max_size=6)
TEXTS = st.builds("{}{}".format, BEGINNINGS, st.text(max_size=6))


@given(text=TEXTS)
def test_every_text_comes_back_and_none_begins_like_a_formula(text):
    cell = defused(text)

    assert restored(cell) == text
    assert not cell.startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20\ufe62\t\r\n\x00"))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK()", "'=HYPERLINK()"),
        ("+81 3", "'+81 3"),
        ("'=1", "''=1"),
        ("'90s", "'90s"),
        ("a\rb", "a_x000D_b"),
        ("_x000D_", "_x005F_x000D_"),
    ],
)
def test_cells_read_as_editors_expect(text, cell):
    assert defused(text) == cell


def test_formula_that_an_editor_typed_as_text_stays_what_it_is():
    assert restored("=1+1") == "=1+1"
