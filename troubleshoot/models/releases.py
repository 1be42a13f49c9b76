"""Releases: published, immutable compilations of all content; redirects of renamed slugs; counters."""

from collections.abc import Callable
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .appending import AppendOnly, AppendOnlyQuerySet
from .carriers import Carrier
from .causes import Cause
from .guides import Guide
from .questions import Answer, Question


class ReleaseQuerySet(AppendOnlyQuerySet["Release"]):
    """Releases, of which none is ever changed or deleted."""

    def newest(self) -> "Release | None":
        """Return the release with the highest number, None before the first publishing."""
        return self.order_by("-number").first()


class Release(AppendOnly):
    """One published, immutable, numbered compilation: the canonical JSON document and its digest."""

    number = models.PositiveIntegerField(_("番号"), unique=True)
    published_at = models.DateTimeField(_("公開した時刻"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("公開した人")
    )
    note = models.CharField(_("メモ"), max_length=300, blank=True)
    digest = models.CharField(_("ダイジェスト"), max_length=64, help_text=_("文書のSHA-256。"))
    document = models.TextField(_("文書"))

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("公開版")
        verbose_name_plural = pgettext_lazy("plural", "公開版")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="release_number_starts_at_one"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"


class Redirect(models.Model):
    """A slug that something had before; its links lead on to the new one for good."""

    old_slug = models.SlugField(_("前のスラッグ"), max_length=40)
    guide = models.ForeignKey(
        Guide, models.CASCADE, null=True, blank=True, related_name="redirects", verbose_name=_("案内")
    )
    cause = models.ForeignKey(
        Cause, models.CASCADE, null=True, blank=True, related_name="redirects", verbose_name=_("原因")
    )
    carrier = models.ForeignKey(
        Carrier, models.CASCADE, null=True, blank=True, related_name="redirects", verbose_name=_("回線")
    )
    question = models.ForeignKey(
        Question, models.CASCADE, null=True, blank=True, related_name="redirects", verbose_name=_("質問")
    )
    answer = models.ForeignKey(
        Answer, models.CASCADE, null=True, blank=True, related_name="redirects", verbose_name=_("答え")
    )

    TARGETS: ClassVar = ("guide", "cause", "carrier", "question", "answer")

    class Meta:
        verbose_name = _("前のスラッグ")
        verbose_name_plural = _("前のスラッグ(転送)")
        ordering = ["old_slug", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(guide__isnull=False, cause=None, carrier=None, question=None, answer=None)
                    | Q(guide=None, cause__isnull=False, carrier=None, question=None, answer=None)
                    | Q(guide=None, cause=None, carrier__isnull=False, question=None, answer=None)
                    | Q(guide=None, cause=None, carrier=None, question__isnull=False, answer=None)
                    | Q(guide=None, cause=None, carrier=None, question=None, answer__isnull=False)
                ),
                name="redirect_has_one_target",
                violation_error_message=_("転送先は一つだけ選んでください。"),
            ),
            *(
                models.UniqueConstraint(
                    fields=["old_slug"], condition=Q(**{f"{target}__isnull": False}), name=f"redirect_{target}_once"
                )
                for target in ("guide", "cause", "carrier")
            ),
            *(
                models.UniqueConstraint(
                    fields=["old_slug", target],
                    condition=Q(**{f"{target}__isnull": False}),
                    name=f"redirect_{target}_once",
                )
                for target in ("question", "answer")
            ),
        ]

    def __str__(self) -> str:
        target = next((getattr(self, name) for name in self.TARGETS if getattr(self, f"{name}_id")), None)
        return f"{self.old_slug} → {target}"


class CounterQuerySet(models.QuerySet["Counter"]):
    """Counters, each under its name."""

    def raised(self, name: str, above: int = 0) -> int:
        """Raise a counter as ``advance`` does and return it; what hears of it is called after the commit."""
        self.advance(name, above)
        for hear in Counter.heard_by:
            transaction.on_commit(hear, robust=True)
        return self.get(name=name).number

    def advance(self, name: str, above: int = 0) -> None:
        """Raise a counter by one, or to the number above another. Belongs in the changing transaction.

        Whoever comes second waits here until the first has committed.
        """
        counter = self.filter(name=name)
        if not counter.update(number=Greatest(F("number"), above) + 1):
            self._begin(name)
            counter.update(number=Greatest(F("number"), above) + 1)

    def locked(self, name: str) -> "Counter":
        """Return a counter once nobody else has it, and keep it until the end of the transaction."""
        self._begin(name)
        return self.select_for_update().get(name=name)

    def _begin(self, name: str) -> None:
        self.bulk_create([Counter(name=name)], ignore_conflicts=True)


class Counter(models.Model):
    """A number that only grows, kept under a name; locking its row puts writers in line."""

    RELEASE: ClassVar = "release"
    INCIDENTS: ClassVar = "incidents"
    DRAFTS: ClassVar = "drafts"
    ROLLED_UP: ClassVar = "rolled-up"
    WATCHED: ClassVar = "watched"
    LEARNED: ClassVar = "learned"

    #: What is called, in this order, when a number has been raised and committed; wiring says what.
    heard_by: ClassVar[tuple[Callable[[], object], ...]] = ()

    name = models.CharField(max_length=20, primary_key=True)
    number = models.PositiveIntegerField(default=0)

    objects = CounterQuerySet.as_manager()

    class Meta:
        verbose_name = _("番号")
        verbose_name_plural = _("番号")

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
