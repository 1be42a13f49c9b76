"""The history of the content: what each part said before somebody changed it, and after."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat, Left, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PartChange(NamedTuple):
    """What one place said before and says after, None for nothing; ``formerly``: its place before a renaming."""

    place: tuple[str, ...]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    formerly: tuple[str, ...] = ()


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Revisions by the place they are of."""

    def of(self, *place: str) -> "RevisionQuerySet":
        kind, *slugs = place
        return self.filter(kind=kind, slugs="/".join(slugs))

    def within(self, guide: str) -> "RevisionQuerySet":
        """Keep those of a guide's questions and scenarios."""
        head = f"{guide}/"
        return self.annotate(head=Left("slugs", len(head))).filter(head=head)

    def throughout(self, guide: str) -> "RevisionQuerySet":
        """Keep those of a guide, its questions and its scenarios."""
        head = f"{guide}/"
        rows = self.annotate(head=Left("slugs", len(head)))
        return rows.filter(Q(kind="guide", slugs=guide) | Q(kind__in=["question", "scenario"], head=head))

    def gone(self) -> "RevisionQuerySet":
        """Keep the last of each place where nothing stands any more."""
        later = Revision.objects.filter(kind=OuterRef("kind"), slugs=OuterRef("slugs"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later), after__isnull=True)

    def keep(self, changes: Iterable[PartChange], *, actor: User | None, note: str = "") -> None:
        """Add a revision for each change.

        What was kept under a former name is found under the new one from now on, with all that is within a guide.
        """
        made = []
        for place, before, after, formerly in changes:
            kind, *slugs = place
            name, old = "/".join(slugs), "/".join(formerly[1:])
            if formerly:
                self._follow(kind, old, name)
            made.append(Revision(kind=kind, slugs=name, formerly=old, before=before, after=after))
        for revision in made:
            revision.actor, revision.note = actor, note[:300]
        self.bulk_create(made)

    def _follow(self, kind: str, old: str, name: str) -> None:
        self.filter(kind=kind, slugs=old).update(slugs=name)
        if kind == "guide":
            self.within(old).update(slugs=Concat(Value(f"{name}/"), Substr("slugs", len(old) + 2)))


class Revision(models.Model):
    """One change of one part of the drafts, such as a question with its answers.

    ``kind`` and ``slugs`` (joined by slashes) are a place as in publishing.places; ``formerly``: its slugs before it
    was renamed. ``before`` and ``after`` are the part as the release document writes it, None where it was not there.
    """

    at = models.DateTimeField(_("時刻"), default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("変えた人")
    )
    kind = models.CharField(_("種類"), max_length=20)
    slugs = models.CharField(_("場所"), max_length=130)
    formerly = models.CharField(_("前の場所"), max_length=130, blank=True)
    before = models.JSONField(_("変える前"), null=True)
    after = models.JSONField(_("変えたあと"), null=True)
    note = models.CharField(_("何をしたか"), max_length=300, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("変更の記録")
        verbose_name_plural = _("変更の記録")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["kind", "slugs", "-at"], name="revision_of_a_place")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slugs}"

    @property
    def place(self) -> tuple[str, ...]:
        """Where it happened, as publishing.places names it."""
        return self.kind, *self.slugs.split("/")

    @property
    def who(self) -> str:
        """Who did it, by the name colleagues know; "" for a command."""
        return self.actor.get_full_name() or self.actor.get_username() if self.actor else ""
