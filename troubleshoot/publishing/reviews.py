"""Which causes have steps that somebody should look at again."""

from datetime import date
from typing import NamedTuple

from django.db.models import Count, F, Min, Q

from troubleshoot.models import RemedyStep
from troubleshoot.models.texts import japanese

from .checks.remedies import FRESH


class Due(NamedTuple):
    """A cause with steps whose review is due; ``oldest`` is the day of the first of them, None for never."""

    slug: str
    title: str
    steps: int
    oldest: date | None


def due(on: date) -> tuple[Due, ...]:
    """Return the causes whose steps are due on a day, never reviewed first, then the oldest; by one query.

    The same year as the check "stale-review".
    """
    steps = RemedyStep.objects.filter(Q(reviewed=None) | Q(reviewed__lt=on - FRESH)).order_by()
    causes = steps.values("cause__slug", "cause__title").annotate(
        stale=Count("pk"), oldest=Min("reviewed"), never=Count("pk", filter=Q(reviewed=None))
    )
    return tuple(
        Due(row["cause__slug"], japanese(row["cause__title"]), row["stale"], None if row["never"] else row["oldest"])
        for row in causes.order_by(F("never").desc(), "oldest", "cause__slug")
    )
