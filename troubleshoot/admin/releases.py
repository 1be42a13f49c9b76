"""Releases: read, compared, rolled back, never changed."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot.models import Release
from troubleshoot.publishing import loading
from troubleshoot.publishing.diff import difference
from troubleshoot.publishing.publish import NOTHING, NoSuchReleaseError, PublishConflict, PublishRefused, rollback

from . import impacts
from .base import ModelAdmin
from .planning import withdraw
from .publishing import REFUSED, NoteForm, found, may_publish, publish_page, versions
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
        newest = Subquery(Release.objects.order_by("-number").values("number")[:1])
        releases: QuerySet[Release] = super().get_queryset(request).defer("document").annotate(newest=newest)
        return releases

    def get_list_display(self, request: HttpRequest) -> Any:  # noqa: ANN401  # names of columns
        shown = super().get_list_display(request)
        return shown if may_publish(request) else [name for name in shown if name != "rollback_link"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("publish/", view(self.publish_view), name="troubleshoot_release_publish"),
            path("impact/", view(self.impact_view), name="troubleshoot_release_impact"),
            path("planned/<int:pk>/withdraw/", view(withdraw), name="troubleshoot_release_withdraw"),
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

    @admin.display(description=gettext_lazy("ダイジェスト"))
    def short_digest(self, release: Release) -> str:
        """Show enough of a digest to tell two apart."""
        return release.digest[:12]

    @admin.display(description=gettext_lazy("前の版に戻す"))
    def rollback_link(self, release: Any) -> str:  # noqa: ANN401  # a release with the newest one's number
        """Link to the page that asks before rolling back; the newest is what readers have."""
        if release.number == release.newest:
            return _("いま読者に見えている版")
        address = reverse("admin:troubleshoot_release_rollback", args=[release.number])
        return format_html('<a href="{}">{}</a>', address, _("この版に戻す"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a release with what it changed."""
        release = self.get_object(request, object_id)
        context = {**(extra_context or {}), **(_since_the_one_before(release) if release else {})}
        return super().change_view(request, object_id, form_url, context)

    def publish_view(self, request: HttpRequest) -> HttpResponse:
        """Publish the drafts, or the chosen ones of them."""
        return publish_page(request, self._context(request))

    def impact_view(self, request: HttpRequest) -> HttpResponse:
        """Say what the chosen drafts do to a guide's readers, or what one release does after another."""
        if not may_publish(request):
            raise PermissionDenied
        try:
            compared = _of_releases(request.GET) if "to" in request.GET else versions(request)
        except (loading.DamagedReleaseError, PublishRefused, NoSuchReleaseError) as failure:
            raise Http404 from failure
        return impacts.impact_page(request, compared, self._context(request))

    def rollback_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Ask, then publish an old release anew."""
        if not may_publish(request):
            raise PermissionDenied
        release, newest = Release.objects.filter(number=number).first(), Release.objects.newest()
        if release is None:
            raise Http404
        form = NoteForm(request.POST or None, initial={"note": _("%(release)s に戻す") % {"release": release}})
        title = _("公開版 %(release)s に戻す") % {"release": release}
        page: dict[str, Any] = {"title": title, "release": release, "newest": newest, "form": form, "problem": ""}
        try:
            if request.method == "POST" and form.is_valid():
                return self._rolled_back(request, number, form.cleaned_data["note"])
            page |= _between(newest, release)
        except PublishRefused as refusal:
            page |= {"problem": str(REFUSED), **found(refusal.findings)}
        except (PublishConflict, NoSuchReleaseError, loading.DamagedReleaseError) as failure:
            page["problem"] = str(failure)
        status = 422 if page["problem"] or form.errors else 200
        context = {**self._context(request), **page}
        return TemplateResponse(request, "admin/troubleshoot/release/rollback.html", context, status=status)

    def _rolled_back(self, request: HttpRequest, number: int, note: str) -> HttpResponse:
        done = rollback(number, actor=request.user, note=note)  # type: ignore[arg-type]  # a signed-in editor
        if done.created:
            words = _("公開版 #%(number)s の内容を、公開版 %(release)s として公開しました。")
            messages.success(request, words % {"number": number, "release": done.release})
        else:
            words = _("公開版 %(release)s と同じ内容なので、何も公開していません。")
            messages.warning(request, words % {"release": done.release})
        return HttpResponseRedirect(reverse("admin:troubleshoot_release_changelist"), status=303)

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts}


def _since_the_one_before(release: Release) -> dict[str, Any]:
    before = Release.objects.filter(number__lt=release.number).newest()
    try:
        return {"before": before, **_between(before, release)}
    except loading.DamagedReleaseError as failure:
        return {"before": before, "changes": (), "problem": str(failure)}


def _between(before: Release | None, after: Release) -> dict[str, Any]:
    """Return what differs between two releases, and where what that does to readers is computed."""
    old = loading.opened(before).document if before else NOTHING
    new = loading.opened(after).document
    numbers = [("from", str(before.number if before else 0)), ("to", str(after.number))]
    return {"changes": difference(old, new), "impacts": impacts.boxes(old, new, numbers)}


def _of_releases(given: QueryDict) -> impacts.Versions:
    """Return the documents of the two releases that a link names. Raises NoSuchReleaseError, DamagedReleaseError."""
    old, new = (_numbered(given.get(name, "")) for name in ("from", "to"))
    return impacts.Versions(loading.opened(old).document, loading.opened(new).document, drafts=False)


def _numbered(number: str) -> Release:
    release = Release.objects.filter(number=number).first() if number.isdecimal() else None
    if release is None:
        raise NoSuchReleaseError(number)
    return release
