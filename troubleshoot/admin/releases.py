"""Releases: read, compared, rolled back, never changed."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from troubleshoot.models import Release
from troubleshoot.publishing import loading
from troubleshoot.publishing.diff import Change, difference
from troubleshoot.publishing.publish import NOTHING, NoSuchReleaseError, PublishConflict, PublishRefused, rollback

from .base import ModelAdmin
from .publishing import REFUSED, NoteForm, found, may_publish, publish_page
from .site import site


@admin.register(Release, site=site)
class ReleaseAdmin(ModelAdmin):
    """What was published, when and by whom; each can be published anew."""

    list_display = ("__str__", "published_at", "actor", "note", "short_digest", "rollback_link")
    list_select_related = ("actor",)
    list_filter = ("published_at", ("actor", admin.RelatedOnlyFieldListFilter))
    search_fields = ("=number", "note", "actor__username", "digest")
    fields = ("number", "published_at", "actor", "note", "digest")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Release]:
        return super().get_queryset(request).defer("document")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("publish/", view(self.publish_view), name="troubleshoot_release_publish"),
            path("<int:number>/rollback/", view(self.rollback_view), name="troubleshoot_release_rollback"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Keep the stock form away: a release is made on the publish page."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Release | None = None) -> bool:
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Release | None = None) -> bool:
        del request, obj
        return False

    def has_view_permission(self, request: HttpRequest, obj: Release | None = None) -> bool:
        return may_publish(request) or super().has_view_permission(request, obj)

    @admin.display(description="ダイジェスト")
    def short_digest(self, release: Release) -> str:
        """Show enough of a digest to tell two apart."""
        return release.digest[:12]

    @admin.display(description="")
    def rollback_link(self, release: Release) -> str:
        """Link to the page that asks before rolling back."""
        address = reverse("admin:troubleshoot_release_rollback", args=[release.number])
        return format_html('<a href="{}">この版に戻す</a>', address)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a release with what it changed."""
        release = self.get_object(request, object_id)
        context = {**(extra_context or {}), **(_since_the_one_before(release) if release else {})}
        return super().change_view(request, object_id, form_url, context)

    def publish_view(self, request: HttpRequest) -> HttpResponse:
        """Publish the drafts, or the chosen ones of them."""
        return publish_page(request, {**self.admin_site.each_context(request), "opts": self.opts})

    def rollback_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Ask, then publish an old release anew."""
        if not may_publish(request):
            raise PermissionDenied
        release = Release.objects.filter(number=number).first()
        if release is None:
            raise Http404
        form = NoteForm(request.POST or None, initial={"note": f"{release} に戻す"})
        page: dict[str, Any] = {"title": f"公開版 {release} に戻す", "release": release, "form": form, "problem": ""}
        try:
            if request.method == "POST" and form.is_valid():
                return self._rolled_back(request, number, form.cleaned_data["note"])
            page["changes"] = _between(Release.objects.newest(), release)
        except PublishRefused as refusal:
            page |= {"problem": REFUSED, **found(refusal.findings)}
        except (PublishConflict, NoSuchReleaseError, loading.DamagedReleaseError) as failure:
            page["problem"] = str(failure)
        context = {**self.admin_site.each_context(request), "opts": self.opts, **page}
        status = 422 if page["problem"] or form.errors else 200
        return TemplateResponse(request, "admin/troubleshoot/release/rollback.html", context, status=status)

    def _rolled_back(self, request: HttpRequest, number: int, note: str) -> HttpResponse:
        done = rollback(number, actor=request.user, note=note)  # type: ignore[arg-type]  # a signed-in editor
        if done.created:
            messages.success(request, f"公開版 #{number} の内容を、公開版 {done.release} として公開しました。")
        else:
            messages.warning(request, f"公開版 {done.release} と同じ内容なので、何も公開していません。")
        return HttpResponseRedirect(reverse("admin:troubleshoot_release_changelist"), status=303)


def _since_the_one_before(release: Release) -> dict[str, Any]:
    before = Release.objects.filter(number__lt=release.number).newest()
    try:
        return {"before": before, "changes": _between(before, release)}
    except loading.DamagedReleaseError as failure:
        return {"before": before, "changes": (), "problem": str(failure)}


def _between(before: Release | None, after: Release) -> tuple[Change, ...]:
    old = loading.opened(before).document if before else NOTHING
    return difference(old, loading.opened(after).document)
