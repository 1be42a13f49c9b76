"""The pages of an insight: the list of guides, one guide, its parts that take seconds, and its sheets as files."""

import json
from typing import Any, Final

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from troubleshoot import snapshot
from troubleshoot.admin.permissions import require
from troubleshoot.models import Guide

from . import pictures
from .scope import FEW, SPANS, USUAL, Scope, published, read
from .sections import SHEETS

#: What takes seconds is drawn once the page is there.
_LATER: Final = ("releases", "work")


def urls(site: AdminSite) -> list[URLPattern]:
    """Return where insights hang in the admin."""
    given = {"site": site}
    return [
        path("insight/", site.admin_view(guides), given, name="insight"),
        path("insight/<slug:guide>/", site.admin_view(insight), given, name="insight_guide"),
        path("insight/<slug:guide>/all.json", site.admin_view(whole), given, name="insight_json"),
        path("insight/<slug:guide>/<slug:sheet>.csv", site.admin_view(sheet), given, name="insight_sheet"),
        path("insight/<slug:guide>/<slug:part>/", site.admin_view(later), given, name="insight_part"),
    ]


@require_safe
def guides(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """List the published guides; where there is one, go right there."""
    require(request, "see_insight")
    found = snapshot.current().releases["ja"].guides
    if len(found) == 1:
        return HttpResponseRedirect(reverse("admin:insight_guide", args=list(found)))
    context = {**site.each_context(request), "title": _("読者の結果からわかること"), "guides": found.values()}
    return TemplateResponse(request, "admin/troubleshoot/insight/guides.html", context)


@require_safe
def insight(request: HttpRequest, site: AdminSite, guide: str) -> HttpResponse:
    """Show what verdicts tell of a guide."""
    require(request, "see_insight")
    if published(guide) is None:
        row = get_object_or_404(Guide, slug=guide)
        page = {"title": _("読者の結果: %(guide)s") % {"guide": row}, "unpublished": True}
        return TemplateResponse(
            request, "admin/troubleshoot/insight/insight.html", {**site.each_context(request), **page}
        )
    scope = _asked(request, guide)
    context = {**_page(request, site, scope), **pictures.of_verdicts(scope), "later": _LATER}
    return TemplateResponse(request, "admin/troubleshoot/insight/insight.html", context)


@require_safe
def later(request: HttpRequest, site: AdminSite, guide: str, part: str) -> HttpResponse:
    """Show a part that takes seconds; the page takes it in."""
    require(request, "see_insight")
    if part not in _LATER:
        raise Http404
    scope = _asked(request, guide)
    drawn = pictures.of_releases(scope) if part == "releases" else pictures.of_work(scope)
    context = {**_page(request, site, scope), **drawn}
    return TemplateResponse(request, f"admin/troubleshoot/insight/{part}.html", context)


@require_safe
def sheet(request: HttpRequest, site: AdminSite, guide: str, sheet: str) -> HttpResponse:
    """Give one sheet as CSV."""
    del site
    require(request, "see_insight")
    if sheet not in SHEETS:
        raise Http404
    scope = _asked(request, guide)
    name = f"{guide}-{sheet}-{scope.span}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(SHEETS[sheet](scope).as_csv(), content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
def whole(request: HttpRequest, site: AdminSite, guide: str) -> HttpResponse:
    """Give all sheets as JSON. It takes seconds."""
    del site
    require(request, "see_insight")
    scope = _asked(request, guide)
    told = {
        "guide": guide,
        "release": scope.published.number,
        "days": SPANS[scope.span][0],
        "walks": scope.walks,
        **{key: of(scope).as_json() for key, of in SHEETS.items()},
    }
    headers = {"Content-Disposition": f'attachment; filename="{guide}-insight-{scope.span}.json"'}
    written = json.dumps(told, ensure_ascii=False, indent=1)
    return HttpResponse(written, content_type="application/json", headers=headers)


def _asked(request: HttpRequest, slug: str) -> Scope:
    """Return what is asked for: a published guide and a span. Raises Http404."""
    one = published(slug)
    if one is None:
        raise Http404
    span = request.GET.get("span", USUAL)
    return read(one, span if span in SPANS else USUAL, timezone.now())


def _page(request: HttpRequest, site: AdminSite, scope: Scope) -> dict[str, Any]:
    return {
        **site.each_context(request),
        "title": _("読者の結果: %(guide)s") % {"guide": scope.guide.title},
        "scope": scope,
        "spans": [(key, words) for key, (_days, words) in SPANS.items()],
        "few": 0 < scope.walks < FEW,
    }
