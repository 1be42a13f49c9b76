"""The design's tokens as the style sheet states them, and the contrast of what stands on what."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from django.contrib.staticfiles import finders

#: Where a scheme begins in the style sheet's layer of tokens.
_SCHEMES: Final = {
    "light": "@layer tokens {",
    "dark": "@media (prefers-color-scheme: dark) {",
    "more": "@media (prefers-contrast: more) {",
}
_ROOT: Final = re.compile(r":root \{(.*?)\}", re.DOTALL)
_TOKEN: Final = re.compile(r"--([\w-]+): ([^;]+);(?: /\* (\S+) \*/)?")

#: What stands on what, and how much the two must differ: 7 for text to read, 4.5 for other words, 3 for edges.
PAIRS: Final = (
    ("text", "page", 7),
    ("text", "surface", 7),
    ("text", "tint", 7),
    ("text", "warning-surface", 7),
    ("text", "error-surface", 7),
    ("quiet", "page", 7),
    ("quiet", "surface", 7),
    ("quiet", "tint", 7),
    ("link", "page", 7),
    ("link", "surface", 7),
    ("link", "tint", 7),
    ("visited", "page", 7),
    ("on-button", "button", 7),
    ("on-button", "button-pressed", 7),
    ("button", "page", 7),
    ("button", "tint", 7),
    ("success", "page", 7),
    ("error", "error-surface", 4.5),
    ("warning", "warning-surface", 4.5),
    ("border", "page", 3),
    ("border", "tint", 3),
    ("warning-line", "page", 3),
    ("focus", "page", 3),
    ("focus", "focus-halo", 3),
)


class Token(NamedTuple):
    """A custom property: its value, and the published token it comes from ("" where it is ours)."""

    value: str
    published: str


class Pair(NamedTuple):
    """What stands on what; ``ratio`` as WCAG counts it, from 1 to 21."""

    above: str
    below: str
    least: float
    ratio: float


def style_sheet() -> str:
    """Return the readers' style sheet."""
    return Path(finders.find("css/site.css") or "").read_text()


def tokens(css: str, *schemes: str) -> dict[str, Token]:
    """Return the tokens that hold in a scheme: those of "light", then what each scheme named changes."""
    found: dict[str, Token] = {}
    for scheme in ("light", *schemes):
        root = _ROOT.search(css, css.index(_SCHEMES[scheme]))
        stated = root[1] if root else ""
        found |= {name: Token(value, published) for name, value, published in _TOKEN.findall(stated)}
    return found


def pairs(stated: Mapping[str, Token]) -> tuple[Pair, ...]:
    """Return each pair with its contrast."""
    return tuple(
        Pair(above, below, least, contrast(_colour(stated, above), _colour(stated, below)))
        for above, below, least in PAIRS
    )


def _colour(stated: Mapping[str, Token], name: str) -> str:
    """Return a token's colour; "more contrast" states some as another's."""
    value = stated[name].value
    return _colour(stated, value[len("var(--") : -1]) if value.startswith("var(") else value


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (#rrggbb), by WCAG 2.2's definition."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return round((lighter + 0.05) / (darker + 0.05), 2)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  # WCAG's
