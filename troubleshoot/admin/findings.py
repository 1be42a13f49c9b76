"""What the checks find in one part of the drafts, as a list that a page loads once it is there."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse

from troubleshoot.publishing.checks import check_part
from troubleshoot.publishing.places import CHAINS, Place, words

from .publishing import found


def findings(request: HttpRequest) -> TemplateResponse:
    """Show the findings of the place that the query names, with the way to where each is mended."""
    place = _place(request)
    if not request.user.has_perm(f"troubleshoot.view_{CHAINS[place[0]][0]}"):
        raise PermissionDenied
    context = {"title": words(place), "place": place, **found(check_part(place))}
    return TemplateResponse(request, "admin/troubleshoot/findings_list.html", context)


def _place(request: HttpRequest) -> Place:
    kind, slugs = request.GET.get("kind", ""), request.GET.getlist("slug")
    chain = CHAINS.get(kind, ())
    if not chain or len(slugs) != len(chain):
        raise Http404
    return (kind, *slugs)
