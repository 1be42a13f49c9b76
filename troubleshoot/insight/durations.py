"""Reads back how long remedies took, and what that proposes."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Sum
from django.utils.timezone import localdate

from troubleshoot.engine import durations
from troubleshoot.engine.evidence import Estimate
from troubleshoot.engine.guide import Guide, Slug
from troubleshoot.engine.learning import HALF_LIFE
from troubleshoot.engine.told import weight
from troubleshoot.models import Took


def proposed(guide: Guide, at: datetime) -> dict[Slug, Estimate]:
    """Return each candidate's minutes until readers know, beside the editor's, under whatever slugs they were told.

    ``at``: now; as of verdicts, an answer counts half after half a year.
    """
    rows = Took.objects.filter(guide__in=guide.names).order_by().values_list("day", "cause", "minutes")
    answers: defaultdict[Slug, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    today = localdate(at)
    for day, cause, minutes, count in rows.annotate(total=Sum("count")):
        answers[guide.renamed.causes.get(cause, cause)][minutes] += count * weight((today - day).days, HALF_LIFE)
    return durations.proposed(guide, answers)
