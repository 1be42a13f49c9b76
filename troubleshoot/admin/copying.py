"""A copy of a guide as the start of another: asks how it is called, and leads to it."""

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from troubleshoot.models import Guide
from troubleshoot.publishing.copying import SlugTakenError, copied
from troubleshoot.publishing.importing import ImportRefused, rewrite
from troubleshoot.publishing.transactions import ConflictError

from .exchange import BUSY
from .permissions import require


class CopyForm(forms.Form):
    """How the new guide is called."""

    title = forms.CharField(label=gettext_lazy("新しい案内の題名"), max_length=200)
    slug = forms.SlugField(
        label=gettext_lazy("スラッグ"),
        max_length=40,
        help_text=gettext_lazy("URLに使う短い英小文字(例: line-sms)。公開後は変えません。"),
    )


def urls(site: AdminSite) -> list[URLPattern]:
    """Return where the page hangs in the admin."""
    view = site.admin_view(copy)
    return [path("troubleshoot/guide/<int:pk>/copy/", view, {"site": site}, name="troubleshoot_guide_copy")]


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """Ask for title and slug; on POST make the copy and lead to it."""
    require(request, "copy_guide")
    guide = get_object_or_404(Guide, pk=pk)
    form = CopyForm(request.POST or None)
    if form.is_valid():
        try:
            return _copied(request, guide, form.cleaned_data["slug"], form.cleaned_data["title"])
        except SlugTakenError:
            form.add_error("slug", _("このスラッグの案内はもうあります。ほかの名前にしてください。"))
        except ImportRefused as refusal:
            form.add_error(None, str(refusal))
        except ConflictError:
            form.add_error(None, str(BUSY))
    context = {
        **site.each_context(request),
        "title": _("写して始める"),
        "guide": guide,
        "form": form,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/troubleshoot/exchange/copy.html", context, status=status)


def _copied(request: HttpRequest, guide: Guide, slug: str, title: str) -> HttpResponse:
    note = _("案内「%s」を写した") % str(guide)[:200]
    rewrite(lambda drafts: copied(drafts, guide.slug, slug=slug, title=title), actor=request.user, note=note)  # type: ignore[arg-type]
    messages.success(request, _("「%s」を作りました。題名の英語・やさしい日本語は、新しく書いてください。") % title)
    new = Guide.objects.get(slug=slug)
    return HttpResponseRedirect(reverse("admin:troubleshoot_guide_editor", args=[new.pk]), status=303)
