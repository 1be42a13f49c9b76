"""The audit log: what people did at the editors' door, and what of it readers saw. It only grows."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .appending import AppendOnly, AppendOnlyQuerySet


class AuditEvent(AppendOnly):
    """One act. ``who`` did it, by the name of the account; "" for a command or the site itself.

    ``about``: whom or what it was done to. ``detail``: what was there before and after, or was said. ``network``: from
    where (/24, /56), of what happens at the door alone. Names, and no keys: an account may go, what it did stays.
    The database itself refuses to change or delete a row; see migration 0013.
    """

    class Act(models.TextChoices):
        SIGNED_IN = "signed-in", _("ログインした")
        SIGNED_OUT = "signed-out", _("ログアウトした")
        REFUSED = "refused", _("ログインできなかった")
        LOCKED = "locked", _("続けて間違えて止められた")
        UNLOCKED = "unlocked", _("また入れるようにした")
        FACTOR_ADDED = "factor-added", _("二段階の確認を加えた")
        FACTOR_REMOVED = "factor-removed", _("二段階の確認を外した")
        PASSWORD_CHANGED = "password-changed", _("パスワードを変えた")
        PERSON_ADDED = "person-added", _("人を加えた")
        PERSON_CHANGED = "person-changed", _("人の登録を変えた")
        PERSON_REMOVED = "person-removed", _("人を消した")
        ROLES_CHANGED = "roles-changed", _("役割を変えた")
        PUBLISHED = "published", _("公開した")
        PLANNED = "planned", _("公開を予約した")
        WITHDRAWN = "withdrawn", _("公開の予約を取り消した")
        INCIDENT_BEGUN = "incident-begun", _("障害を知らせた")
        INCIDENT_TOLD = "incident-told", _("障害の続報を書いた")
        INCIDENT_CHANGED = "incident-changed", _("障害の見出しや対象を変えた")
        INCIDENT_CORRECTED = "incident-corrected", _("障害の続報を訂正した")
        PROPOSAL_DECIDED = "proposal-decided", _("障害の疑いを決めた")
        TEMPLATE_CHANGED = "template-changed", _("お知らせのひな形を変えた")
        RESTORED = "restored", _("バックアップから戻した")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(_("時刻"), default=timezone.now, db_default=Now(), db_index=True)
    act = models.CharField(_("したこと"), max_length=20, choices=Act)
    who = models.CharField(_("だれが"), max_length=150, blank=True)
    about = models.CharField(_("だれに・何に"), max_length=200, blank=True)
    detail = models.JSONField(_("くわしく"), default=dict, blank=True)
    network = models.CharField(_("どこから"), max_length=43, blank=True)

    objects = AppendOnlyQuerySet["AuditEvent"].as_manager()

    class Meta:
        verbose_name = _("監査記録")
        verbose_name_plural = pgettext_lazy("plural", "監査記録")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.who or '-'} {self.get_act_display()} {self.about}".strip()
