"""Feedback: what readers wrote after a verdict. It holds slugs, as tallies do, and nothing that says who wrote it."""

from datetime import date, timedelta
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .causes import Cause
from .tallies import Tally

#: How long a text is kept, from the day it was written.
KEPT: Final = timedelta(days=90)


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """Readers' texts, spoken of as editors do."""

    def about(self, cause: Cause) -> "FeedbackQuerySet":
        """Return those about a cause, under its slug of today or one it had before."""
        return self.filter(Q(cause=cause.slug) | Q(cause__in=cause.redirects.values("old_slug")))

    def unhandled(self) -> "FeedbackQuerySet":
        """Return those that nobody marked as handled yet."""
        return self.filter(handled=False)

    def outdated(self, on: date) -> "FeedbackQuerySet":
        """Return those that are to be kept no longer on a day."""
        return self.filter(day__lt=on - KEPT)


class Feedback(models.Model):
    """A reader's own words about one advice. The same words on the same day stand once."""

    LONGEST: Final = 300

    day = models.DateField(_("日"))
    guide = models.SlugField(_("案内"), max_length=40)
    cause = models.SlugField(_("原因"), max_length=40)
    verdict = models.CharField(_("結果"), max_length=8, choices=Tally.Verdict)
    language = models.CharField(_("言語"), max_length=8)
    text = models.CharField(_("読者の声"), max_length=LONGEST)
    release = models.PositiveIntegerField(_("公開版"))
    handled = models.BooleanField(_("対応済み"), default=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("読者の声")
        verbose_name_plural = _("読者の声")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "guide", "cause", "verdict", "language", "text"], name="feedback_stands_once_a_day"
            ),
            models.CheckConstraint(condition=Q(verdict__in=["solved", "unsolved"]), name="feedback_verdict_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.day}"
