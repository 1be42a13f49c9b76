"""What became of the links outside, kept from one look to the next in a file of its own: it is no content."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from troubleshoot.snapshot.localfile import write_whole

from . import outside
from .outside import Fate
from .places import Json

#: The most links asked in one look.
MOST: Final = 300


class Known(NamedTuple):
    """What became of a link, and the day somebody looked."""

    fate: Fate
    day: date


class Look(NamedTuple):
    """What one look came to: links asked, those there are, and whether nothing at all answered: no network."""

    asked: int
    of: int
    offline: bool

    def __str__(self) -> str:
        if self.offline:
            return _(
                "どのリンクにもつながりません。このサーバーはネットワークに出られないようです。何も変えていません。"
            )
        if self.asked < self.of:
            told = {"asked": self.asked, "of": self.of}
            return _("%(of)s件のうち%(asked)s件を確かめました。もう一度確かめると、続きを見に行きます。") % told
        return _("%s件のリンクを確かめました。") % self.of


def file() -> Path:
    """Return where what is known of the links is kept: with what else this site writes."""
    return Path(settings.VAR_DIR) / "links.json"


def look(document: Json, kept: Path, *, at: date, seconds: float, ask: Callable[[str], Fate] = outside.ask) -> Look:
    """Ask the links of a document for so many seconds, those never asked and the longest unasked first; keep it.

    Where nobody answers there is no network: nothing is kept, so that no link counts as dead for it.
    """
    before, links = known(kept), outside.links(document)
    oldest = sorted(links, key=lambda link: (before[link].day if link in before else date.min, link))
    fates = outside.ask_all(oldest[:MOST], seconds=seconds, ask=ask)
    if links and all(fate.what == "silent" for fate in fates.values()):
        return Look(0, len(links), offline=True)
    new = {link: Known(fate, at) for link, fate in fates.items()}
    _keep(kept, {link: one for link, one in (before | new).items() if link in links})
    return Look(len(fates), len(links), offline=False)


def known(file: Path) -> dict[str, Known]:
    """Return what is kept; {} where nobody has looked, or the file cannot be read."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return {link: Known(Fate(*fate), date.fromisoformat(day)) for link, (fate, day) in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _keep(file: Path, fates: Mapping[str, Known]) -> None:
    """Write the file, wholly or not at all."""
    rows = {link: [list(one.fate), one.day.isoformat()] for link, one in sorted(fates.items())}
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, json.dumps(rows, ensure_ascii=False, indent=1))
