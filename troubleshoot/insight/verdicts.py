"""Reads verdicts back from the tallies, as the engine hears them."""

from collections import Counter
from datetime import date, datetime
from typing import Final
from urllib.parse import parse_qsl

from django.db.models import Sum
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate

from troubleshoot.engine.guide import Guide, Slug
from troubleshoot.engine.told import Told
from troubleshoot.models import Tally

_THING: Final = ("answers", "tried", "cause", "others")


def told(guide: Guide, at: datetime, since: datetime | None = None) -> tuple[Told, ...]:
    """Return what readers told of a guide, under whatever slug it had then, a row an advice and day.

    ``at``: now, from which ages are counted; ``since``: what is older is left out.
    """
    rows = Tally.objects.filter(guide__in=guide.names, bucket__lte=at)
    if since is not None:
        rows = rows.filter(bucket__gte=since)
    days = rows.order_by().annotate(day=TruncDate("bucket")).values_list("day", *_THING, "verdict")
    solved: Counter[tuple[date, str, str, str, str]] = Counter()
    unsolved = Counter(solved)
    for day, answers, tried, cause, others, verdict, count in days.annotate(total=Sum("count")).iterator():
        counted = solved if verdict == Tally.Verdict.SOLVED else unsolved
        counted[day, answers, tried, cause, others] += count
    today = localdate(at)
    return tuple(
        Told(
            answers=dict(parse_qsl(answers)),
            tried=_slugs(tried),
            causes=(cause, *_slugs(others)),
            solved=solved[thing],
            unsolved=unsolved[thing],
            age=float((today - day).days),
        )
        for thing in sorted(solved.keys() | unsolved.keys())
        for day, answers, tried, cause, others in [thing]
    )


def _slugs(written: str) -> tuple[Slug, ...]:
    return tuple(slug for slug in written.split(",") if slug)
