"""Reads back how long remedies took, and what that proposes."""

from collections import Counter, defaultdict

from django.db.models import Sum

from troubleshoot.engine import durations
from troubleshoot.engine.evidence import Estimate
from troubleshoot.engine.guide import Guide, Slug
from troubleshoot.models import Took


def proposed(guide: Guide) -> dict[Slug, Estimate]:
    """Return each candidate's minutes until readers know, beside the editor's, under whatever slugs they were told."""
    slugs = [guide.slug, *(old for old, new in guide.renamed.guides.items() if new == guide.slug)]
    rows = Took.objects.filter(guide__in=slugs).order_by().values_list("cause", "minutes")
    answers: defaultdict[Slug, Counter[str]] = defaultdict(Counter)
    for cause, minutes, count in rows.annotate(total=Sum("count")):
        answers[guide.renamed.causes.get(cause, cause)][minutes] += count
    return durations.proposed(guide, answers)
