"""Bars drawn as SVG: one a figure, with its name before and its value behind it."""

import math
from collections.abc import Callable, Sequence
from html import escape
from typing import Final, NamedTuple

WIDTH, LABELS, VALUES, LINE, TOP = 860, 330, 90, 26, 44
GOOD, BAD, PALE, INK = "#0f6e56", "#c0392b", "#8aa6b8", "#1a1a1a"
#: Room for the bars.
ROOM: Final = WIDTH - LABELS - VALUES


class Bar(NamedTuple):
    """A figure; ``spread``: the greatest over the least of its rounds, drawn as a line through its end."""

    label: str
    value: float
    spread: float = 1
    colour: str = PALE


def drawn(title: str, bars: Sequence[Bar], *, mark: float | None = None) -> str:
    """Return a picture of bars on a scale of powers of ten, with a line at ``mark``."""
    values = [bar.value for bar in bars if bar.value > 0] + ([mark] if mark else [])
    low, high = min(values) / 2, max(values) * 1.05

    def at(value: float) -> float:
        share = math.log10(max(value, low) / low) / math.log10(high / low)
        return LABELS + ROOM * min(share, 1)

    height = TOP + LINE * len(bars) + 12
    parts = [
        f'<text x="10" y="24" font-size="16" font-weight="bold">{escape(title)}</text>',
        f'<text x="{WIDTH - 10}" y="24" text-anchor="end" fill="#666">powers of ten</text>',
    ]
    for number, bar in enumerate(bars):
        parts += _bar(bar, TOP + LINE * number, at)
    if mark:
        parts.append(f'<path d="M{at(mark):.1f} {TOP - 6}V{height - 8}" stroke="{INK}" stroke-dasharray="4 3"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="sans-serif" font-size="13" fill="{INK}" role="img" aria-label="{escape(title)}">'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _bar(bar: Bar, top: int, at: Callable[[float], float]) -> list[str]:
    middle, end, half = top + LINE / 2, at(bar.value), math.sqrt(bar.spread)
    shown = f"{bar.value:,.0f}" if bar.value >= 100 else f"{bar.value:.3g}"  # noqa: PLR2004
    parts = [
        f'<text x="{LABELS - 8}" y="{middle + 4}" text-anchor="end">{escape(bar.label)}</text>',
        f'<path d="M{LABELS} {middle}H{max(end, LABELS + 1):.1f}" stroke="{bar.colour}" stroke-width="{LINE - 10}"/>',
        f'<text x="{WIDTH - VALUES + 8}" y="{middle + 4}">{shown}</text>',
    ]
    if bar.spread > 1:
        parts.append(f'<path d="M{at(bar.value / half):.1f} {middle}H{at(bar.value * half):.1f}" stroke="{INK}"/>')
    return parts
