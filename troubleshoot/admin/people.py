"""Who may enter, and in which role. The roles are groups, made by a migration; an owner may change them."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from troubleshoot.door import factors as door_factors

from . import factors
from .site import site

if TYPE_CHECKING:  # the stubs alone know these as generic
    from django.db.models import ManyToManyField

    GroupsField = forms.ModelMultipleChoiceField[Group]
    StockUserAdmin = UserAdmin[User]
else:
    GroupsField, StockUserAdmin = forms.ModelMultipleChoiceField, UserAdmin

#: What the roles of the migration may do, in words; a group that an owner made has its name alone.
_ROLE_WORDS: Final = {
    "編集者": _("内容を書き、直し、プレビューします。公開と障害の知らせはできません。"),
    "公開者": _("編集者にできることに加えて、公開し、予約し、前の版に戻します。"),
    "障害担当": _("障害を知らせ、続報を書き、終わらせます。内容は変えられません。"),
    "責任者": _("全部できます。人を加え、役割を付けるのも責任者です。"),
}


class RolesField(GroupsField):
    """Roles to tick, each with what it may do."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401  # a group
        words = _ROLE_WORDS.get(obj.name)
        return f"{obj.name}: {words}" if words else obj.name


@admin.register(User, site=site)
class PersonAdmin(StockUserAdmin):
    """An editor's account: a name, a password and roles. Whoever has one may enter the editors' pages."""

    list_display = ("username", "first_name", "last_name", "roles", "has_factor", "is_active", "last_login")
    list_filter = ("groups", "is_active")
    filter_horizontal = ("user_permissions",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("役割"), {"fields": ("groups", "is_active", "second_factor")}),
        (_("名前(空のままでもかまいません)"), {"fields": ("last_name", "first_name", "email")}),
        (
            _("めったに使わないもの"),
            {"classes": ("collapse",), "fields": ("is_staff", "is_superuser", "user_permissions", "last_login")},
        ),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (_("役割"), {"fields": ("groups",)}),
    )
    readonly_fields = ("last_login", "second_factor")

    def get_urls(self) -> list[URLPattern]:
        take_away = self.admin_site.admin_view(self.factors_view)
        return [path("<id>/factors/", take_away, name="auth_user_factors"), *super().get_urls()]

    def factors_view(self, request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002  # as the stock addresses
        """Take the second factors from somebody who lost them."""
        person = factors.person_or_404(id)
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        return factors.take_away(request, person, self.admin_site)

    def get_queryset(self, request: HttpRequest) -> Any:  # noqa: ANN401  # users
        return super().get_queryset(request).annotate(has_factor=door_factors.is_there()).prefetch_related("groups")

    @admin.display(description=_("役割"))
    def roles(self, person: User) -> str:
        """List somebody's roles."""
        return "、".join(group.name for group in person.groups.all()) or "-"

    @admin.display(description=_("二段階の確認"), boolean=True, ordering="has_factor")
    def has_factor(self, person: User) -> bool:
        """Tell whether somebody has a second factor, for owners to see who lacks one."""
        return bool(person.has_factor)  # type: ignore[attr-defined]  # of the query

    @admin.display(description=_("二段階の確認"))
    def second_factor(self, person: User) -> str:
        """Say whether somebody has a second factor, and lead to taking it away."""
        if not self.has_factor(person):
            return gettext("まだありません。")
        address = reverse("admin:auth_user_factors", args=[person.pk])
        return format_html('{} <a href="{}">{}</a>', gettext("あります。"), address, gettext("なくした人のために外す"))

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:  # noqa: ANN401
        if db_field.name == "groups":
            return RolesField(Group.objects.order_by("pk"), required=False, label=_("役割"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:  # noqa: ANN401  # names
        """Let only a superuser make another one."""
        own = super().get_readonly_fields(request, obj)
        return own if request.user.is_superuser else (*own, "is_superuser")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self._reaches(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self._reaches(request, obj) and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001
        """Let a new person enter: there are no accounts but editors'."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def _reaches(self, request: HttpRequest, person: User | None) -> bool:
        """Tell whether an editor may touch an account: a superuser's is for superusers."""
        return person is None or request.user.is_superuser or not person.is_superuser


site.register(Group, GroupAdmin)
