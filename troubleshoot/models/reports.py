"""Reports: that somebody has a trouble now. They hold slugs, since releases come and go, and nothing about a reader."""

from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: How long the minutes of reports are kept; after that their ten minutes are all there is.
FINE: Final = timedelta(hours=30)


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports, of which each network gives one in six hours."""

    def outdated(self, *, at: datetime) -> "ReportQuerySet":
        """Return those whose minute and network are needed no more."""
        return self.filter(at__lt=at - FINE)


class Report(models.Model):
    """One network's "I have this too", or first "still nothing", about a guide; forgotten after a day.

    ``sender``: a hash of the network with the day's salt. ``was_told``: a banner told of the outage already.
    """

    at = models.DateTimeField(_("時刻"), db_index=True)
    guide = models.SlugField(_("案内"), max_length=40)
    carrier = models.SlugField(_("回線"), max_length=40, blank=True)
    sender = models.CharField(max_length=32)
    was_told = models.BooleanField(_("帯が出たあと"), default=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("報告")
        verbose_name_plural = pgettext_lazy("plural", "報告")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["guide", "sender"], name="report_of_network")]

    def __str__(self) -> str:
        return f"{self.guide} × {self.carrier or '?'}"


class ReportCount(models.Model):
    """How many reports came about a guide on a carrier within ten minutes; ``carrier`` "" where nobody said."""

    bucket = models.DateTimeField(_("10分の始まり"))
    guide = models.SlugField(_("案内"), max_length=40)
    carrier = models.SlugField(_("回線"), max_length=40, blank=True)
    count = models.PositiveIntegerField(_("数"), default=0)
    told = models.PositiveIntegerField(_("うち帯が出たあと"), default=0)

    class Meta:
        verbose_name = _("報告の数")
        verbose_name_plural = pgettext_lazy("plural", "報告の数")
        ordering = ["-bucket", "guide", "carrier"]
        constraints = [
            models.UniqueConstraint(fields=["bucket", "guide", "carrier"], name="report_count_of_one_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.guide} × {self.carrier or '?'} ×{self.count}"
