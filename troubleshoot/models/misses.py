"""Misses: queries that found nothing, with how often, and nothing of who searched."""

from datetime import date, timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

#: How long a miss is kept, from the day it came last.
KEPT: Final = timedelta(days=90)


class MissQuerySet(models.QuerySet["Miss"]):
    """Misses, spoken of as editors do."""

    def outdated(self, on: date) -> "MissQuerySet":
        """Return those that are to be kept no longer on a day."""
        return self.filter(last_seen__lt=on - KEPT)


class Miss(models.Model):
    """Words that readers searched for in vain: what they call a thing that the pages call otherwise, or not at all."""

    LONGEST: Final = 40

    query = models.CharField(_("探したことば"), max_length=LONGEST, unique=True)
    count = models.PositiveIntegerField(_("回数"), default=0)
    last_seen = models.DateField(_("最後の日"))

    objects = MissQuerySet.as_manager()

    class Meta:
        verbose_name = _("見つからなかったことば")
        verbose_name_plural = _("見つからなかったことば")
        ordering = ["-count", "query"]

    def __str__(self) -> str:
        return f"{self.query} ×{self.count}"
