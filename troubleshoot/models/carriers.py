"""Carriers and devices: what a reader's line and phone are, each with the kind it belongs to."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .texts import TextsField, japanese


class SlugManager[M: models.Model](models.Manager[M]):
    """Finds a row by its slug, which is its natural key."""

    def get_by_natural_key(self, slug: str) -> M:
        return self.get(slug=slug)


class Lineage(models.Model):
    """Something with a name that may belong to a wider kind of the same sort."""

    slug = models.SlugField(
        _("スラッグ"), max_length=40, unique=True, help_text=_("URLに使う短い英小文字。公開後は変えません。")
    )
    name = TextsField(_("名前"))
    position = models.PositiveIntegerField(_("並び順"), default=0)

    objects = SlugManager()

    class Meta:
        abstract = True
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return japanese(self.name)

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class Carrier(Lineage):
    """A telephone company, a brand of one, or a sort of line; a brand names its network."""

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="brands",
        verbose_name=_("親の回線"),
        help_text=_("ブランドや格安SIMが借りている回線。手順が無いときは親の手順を使います。"),
    )
    note = TextsField(
        _("最初に知っておくこと"), blank=True, help_text=_("設定画面に入る前の注意。回線のページの先頭に出ます。")
    )
    contact = TextsField(_("相談先"), blank=True)
    url = models.URLField(_("公式ページ"), blank=True, validators=[URLValidator(schemes=["https"])])

    class Meta(Lineage.Meta):
        verbose_name = _("回線")
        verbose_name_plural = pgettext_lazy("plural", "回線")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="carrier_is_not_its_own_parent",
                violation_error_message=_("回線を自分自身の親にはできません。"),
            ),
        ]


class Device(Lineage):
    """A kind of phone, as fine as remedies differ; "iOS 26" belongs to "iPhone"."""

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="kinds",
        verbose_name=_("大きな分類"),
    )

    class Meta(Lineage.Meta):
        verbose_name = _("端末")
        verbose_name_plural = pgettext_lazy("plural", "端末")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="device_is_not_its_own_parent",
                violation_error_message=_("端末を自分自身の分類にはできません。"),
            ),
        ]
