"""Formats of the release document: the one of today, and how earlier ones become it."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

#: The format that is written today.
FORMAT: Final = 2
#: The largest document that is read, in bytes.
MOST_BYTES: Final = 20_000_000
#: The most values a document may hold: small ones cost memory far beyond their bytes.
MOST_VALUES: Final = 1_000_000

#: How a guide asks and learns where it does not say: the first documents of format 2 did not.
_HABITS: Final[Mapping[str, Any]] = {"asking": "as-drawn", "learns_by": 0, "learned": {}}

type Upgrade = Callable[[dict[str, Any]], dict[str, Any]]


def _with_prices(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document of format 1 in format 2.

    Guides say what resends cost, and minutes to know are without them; steps say which of them are done once.
    """
    prices = {"resend_minutes": 1, "safe_resends": 2, "pause_minutes": 20, "last_resort_minutes": 60}
    guides = {
        slug: {**guide, **prices, **_HABITS, "candidates": [_without_resend(one) for one in guide["candidates"]]}
        for slug, guide in document["guides"].items()
    }
    causes = {
        slug: {**cause, "steps": [{**step, "shared": ""} for step in cause["steps"]]}
        for slug, cause in document["causes"].items()
    }
    return {**document, "format": 2, "causes": causes, "guides": guides}


def _without_resend(candidate: dict[str, Any]) -> dict[str, Any]:
    minutes = candidate["minutes_to_know"]
    spared = max(minutes - 1, 0) if candidate["shows_by"] == "resending" else minutes
    return {**candidate, "minutes_to_know": spared}


#: For each earlier format, what makes it the next one. Every format that was ever published stays readable.
UPGRADES: Final[Mapping[int, Upgrade]] = {1: _with_prices}


class FormatError(ValueError):
    """Bytes that are no document of a known format; the message says why, in an editor's words."""


def read(content: bytes) -> dict[str, Any]:
    """Return the document in some bytes, in today's format. Raises FormatError.

    Its size is bounded before it is parsed; its shape is judged by the checks.
    """
    if len(content) > MOST_BYTES:
        words = _("大きすぎます(%(size)sバイト)。%(most)sバイトまで読めます。")
        raise FormatError(words % {"size": f"{len(content):,}", "most": f"{MOST_BYTES:,}"})
    if content.count(b",") + content.count(b"[") + content.count(b"{") > MOST_VALUES:
        raise FormatError(_("項目が多すぎます。%(most)s個まで読めます。") % {"most": f"{MOST_VALUES:,}"})
    try:
        document = json.loads(content, object_pairs_hook=_no_name_twice, parse_constant=_no_number)
    except FormatError:
        raise
    except json.JSONDecodeError as failure:
        said = _("JSONとして読めません。%(line)s行目の%(column)s字目を見直してください。")
        raise FormatError(said % {"line": failure.lineno, "column": failure.colno}) from failure
    except (ValueError, RecursionError) as failure:
        raise FormatError(_("JSONとして読めません: %(why)s") % {"why": failure}) from failure
    return upgrade(document)


def upgrade(document: object) -> dict[str, Any]:
    """Return a document of any known format in today's. Raises FormatError."""
    if not isinstance(document, dict):
        raise FormatError(_("公開用の文書ではありません。"))
    number = document.get("format")
    while isinstance(number, int) and not isinstance(number, bool) and number in UPGRADES:
        try:
            document = UPGRADES[number](document)
        except (KeyError, TypeError, AttributeError) as failure:
            words = _("書式 %(number)s の文書として読めません: %(why)s")
            raise FormatError(words % {"number": number, "why": f"{failure!s:.40}"}) from failure
        number = document["format"]
    if number != FORMAT or isinstance(number, bool):
        known = _("、").join(map(str, sorted({*UPGRADES, FORMAT})))
        words = _("この書式(format: %(format)s)は読めません。読める書式: %(known)s")
        raise FormatError(words % {"format": f"{number!s:.40}", "known": known})
    return _with_habits(document)


def _with_habits(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document of format 2 whose guides say how they ask and learn; the first ones were without that."""
    guides = document.get("guides")
    if not isinstance(guides, dict):
        return document
    early = {slug for slug, guide in guides.items() if isinstance(guide, dict) and not _HABITS.keys() & guide.keys()}
    if not early:
        return document
    return {**document, "guides": {slug: {**one, **_HABITS} if slug in early else one for slug, one in guides.items()}}


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _value in pairs).most_common(1)[0][0]
        words = _("「%(name)s」が同じ場所に二度書かれています。一つにしてください。")
        raise FormatError(words % {"name": twice[:40]})
    return found


def _no_number(name: str) -> float:
    raise FormatError(_("%(name)s は数ではありません。") % {"name": name})
