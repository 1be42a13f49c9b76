"""The style sheet's tokens: published values where it says so, and contrasts for every reader's eyes."""

import re
from pathlib import Path

import pytest

from troubleshoot.views import tokens

PUBLISHED = dict(
    re.findall(r"--([\w-]+): ([^;]+);", Path(__file__).with_name("published_tokens.css").read_text(encoding="utf-8"))
)
SCHEMES = [(), ("dark",), ("more",), ("dark", "more")]


def published(name):
    return PUBLISHED.get(name) or PUBLISHED[f"color-{name}"]


def comparable(value):
    return f"0{value}" if value.startswith(".") else value


@pytest.mark.parametrize("scheme", SCHEMES, ids="+".join)
def test_each_value_is_the_published_token_s_it_names(scheme):
    named = {name: token for name, token in tokens.tokens(tokens.style_sheet(), *scheme).items() if token.published}

    assert len(named) > 15
    assert {name: comparable(token.value) for name, token in named.items()} == {
        name: published(token.published) for name, token in named.items()
    }


def test_every_light_colour_is_a_published_one():
    light = tokens.tokens(tokens.style_sheet())

    assert [name for name, token in light.items() if token.value.startswith("#") and not token.published] == []


def test_the_dark_scheme_answers_every_light_colour():
    css = tokens.style_sheet()
    light, dark = tokens.tokens(css), tokens.tokens(css, "dark")

    assert [name for name in light if light[name].value.startswith("#") and dark[name] is light[name]] == []


@pytest.mark.parametrize("scheme", SCHEMES, ids="+".join)
def test_what_stands_on_what_can_be_told_apart(scheme):
    pairs = tokens.pairs(tokens.tokens(tokens.style_sheet(), *scheme))

    assert [pair for pair in pairs if pair.ratio < pair.least] == []


@pytest.mark.parametrize("scheme", [("more",), ("dark", "more")], ids="+".join)
def test_more_contrast_brings_all_text_to_seven(scheme):
    pairs = tokens.pairs(tokens.tokens(tokens.style_sheet(), *scheme))

    assert [pair for pair in pairs if pair.least > 3 and pair.ratio < 7] == []


def test_contrast_is_counted_as_wcag_does():
    assert tokens.contrast("#ffffff", "#000000") == 21
    assert tokens.contrast("#927200", "#fbf5e0") == 4.16
