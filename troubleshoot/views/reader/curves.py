"""The reports of the last day as a curve: columns for those who see, words and a table for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import words

#: Fewer reports in a day are no curve: what is seen in them would be chance. Each is another network's in six hours.
ENOUGH: Final = 20
HALF_HOUR: Final = timedelta(minutes=30)
#: Of the picture: how high it is, how wide a column with its gap, how wide the gap.
_HEIGHT, _WIDTH, _GAP = 100, 10, 2
#: Columns between two times under the picture.
_MARKED: Final = 12


@dataclass(frozen=True, slots=True)
class Column:
    """The reports of a half-hour."""

    begin: datetime
    count: int


@dataclass(frozen=True, slots=True)
class CurvePart:
    """A curve. ``path``: the columns as SVG draws them, in a picture of ``width`` × 100; ``marks``: times under it."""

    at: datetime
    summary: str
    columns: tuple[Column, ...]
    highest: int
    path: str
    width: int
    marks: tuple[datetime, ...]


def curve_part(counts: Sequence[int], at: datetime) -> CurvePart | None:
    """Return reports by half-hours, of which the last is running at a moment; None where they are too few to tell."""
    if sum(counts) < ENOUGH:
        return None
    now = localtime(at)
    last = now.replace(minute=now.minute // 30 * 30, second=0, microsecond=0)
    columns = tuple(Column(last - back * HALF_HOUR, count) for back, count in zip(_back(counts), counts, strict=True))
    return CurvePart(
        at=now,
        summary=_summary(columns),
        columns=columns,
        highest=max(counts),
        path=_path(counts),
        width=len(counts) * _WIDTH,
        marks=tuple(column.begin for column in columns[::_MARKED]),
    )


def _back(counts: Sequence[int]) -> range:
    return range(len(counts) - 1, -1, -1)


def _summary(columns: Sequence[Column]) -> str:
    """Return in words what the picture shows: how many, when most, how many now."""
    total, now = sum(column.count for column in columns), columns[-1].count
    most = max(columns, key=lambda column: (column.count, column.begin))
    said = [
        ngettext("この24時間の報告は%d件です。", "この24時間の報告は%d件です。", total) % total,
        ngettext(
            "いちばん多かったのは%(time)sからの30分で、%(count)d件でした。",
            "いちばん多かったのは%(time)sからの30分で、%(count)d件でした。",
            most.count,
        )
        % {"time": date_format(most.begin, _("n月j日 H:i")), "count": most.count},
        ngettext("いまの30分は、ここまでで%d件です。", "いまの30分は、ここまでで%d件です。", now) % now,
    ]
    return words.sentences(said)


def _path(counts: Sequence[int]) -> str:
    highest = max(counts)
    drawn = (
        f"M{place * _WIDTH + _GAP // 2} {_HEIGHT}v-{height}h{_WIDTH - _GAP}v{height}z"
        for place, count in enumerate(counts)
        if (height := round(_HEIGHT * count / highest))
    )
    return "".join(drawn)
