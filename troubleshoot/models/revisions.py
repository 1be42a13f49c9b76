"""The history of the content: what each part said before somebody changed it, and after."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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

    class Meta:
        verbose_name = _("変更の記録")
        verbose_name_plural = _("変更の記録")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["kind", "slugs", "-at"], name="revision_of_a_place")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slugs}"
