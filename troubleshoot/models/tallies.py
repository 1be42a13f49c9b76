"""Tallies: anonymous counts of what readers said helped, and how long it took. They hold slugs, as releases go."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Tally(models.Model):
    """How often one verdict was given about one advice in one ten minutes; in one hour, ninety days later.

    ``others``: the causes that the advice had the reader try together with the first, joined by commas.
    """

    class Verdict(models.TextChoices):
        SOLVED = "solved", _("届いた")
        UNSOLVED = "unsolved", _("まだ届かない")

    bucket = models.DateTimeField(_("10分の始まり"))
    guide = models.SlugField(_("案内"), max_length=40)
    answers = models.CharField(_("答え"), max_length=1000, blank=True)
    tried = models.CharField(_("試したもの"), max_length=1000, blank=True)
    cause = models.SlugField(_("原因"), max_length=40)
    others = models.CharField(_("一緒に試したもの"), max_length=400, blank=True, default="", db_default="")
    verdict = models.CharField(_("結果"), max_length=8, choices=Verdict)
    count = models.PositiveIntegerField(_("数"), default=0)

    class Meta:
        verbose_name = _("集計")
        verbose_name_plural = _("集計")
        ordering = ["-bucket", "guide", "cause"]
        constraints = [
            models.UniqueConstraint(
                fields=["bucket", "guide", "answers", "tried", "cause", "others", "verdict"],
                name="tally_counts_one_thing",
            ),
            models.CheckConstraint(condition=Q(verdict__in=["solved", "unsolved"]), name="tally_verdict_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.guide} {self.cause} {self.verdict} ×{self.count}"


class Took(models.Model):
    """How often readers said on one day that one cause's remedy had taken about so long."""

    class Minutes(models.TextChoices):
        TWO = "2", _("2分まで")
        FIVE = "5", _("5分くらい")
        FIFTEEN = "15", _("15分くらい")
        HOUR = "60", _("1時間くらい")
        LONGER = "longer", _("もっと長い")

    day = models.DateField(_("日"))
    guide = models.SlugField(_("案内"), max_length=40)
    cause = models.SlugField(_("原因"), max_length=40)
    minutes = models.CharField(_("かかった時間"), max_length=8, choices=Minutes)
    count = models.PositiveIntegerField(_("数"), default=0)

    class Meta:
        verbose_name = _("かかった時間")
        verbose_name_plural = pgettext_lazy("plural", "かかった時間")
        ordering = ["-day", "guide", "cause", "minutes"]
        constraints = [
            models.UniqueConstraint(fields=["day", "guide", "cause", "minutes"], name="took_counts_one_thing"),
            models.CheckConstraint(
                condition=Q(minutes__in=["2", "5", "15", "60", "longer"]), name="took_minutes_are_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guide} {self.cause} {self.minutes} ×{self.count}"


class CountedSegment(models.Model):
    """A journal segment whose verdicts are in the tallies already: the key that keeps them from counting twice."""

    segment = models.CharField(max_length=64, primary_key=True)
    counted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("集計済みの記録")
        verbose_name_plural = _("集計済みの記録")

    def __str__(self) -> str:
        return self.segment
