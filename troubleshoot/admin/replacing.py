"""Find and replace over the content: each occurrence is shown with what it becomes, and only the ticked are written."""

from collections.abc import Mapping
from itertools import groupby, islice
from typing import Any, Final, NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from troubleshoot.models.texts import LANGUAGES
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.importing import ImportRefused, rewrite
from troubleshoot.publishing.places import Place
from troubleshoot.publishing.replacing import MOST, Hit, Wanted, hits, replaced
from troubleshoot.publishing.shown import ChangedMeanwhile
from troubleshoot.publishing.transactions import ConflictError
from troubleshoot.publishing.wordings import called, titles

from .exchange import BUSY
from .permissions import may, require
from .places import place_url

#: The tables of the document; ``permissions`` says what replacing in each takes, by its name.
_TABLES: Final = [
    ("causes", gettext_lazy("原因と手順")),
    ("guides", gettext_lazy("案内・質問・答え")),
    ("carriers", gettext_lazy("回線")),
]


class WantedForm(forms.Form):
    """What to find, and what to write instead."""

    find = forms.CharField(label=gettext_lazy("さがす言葉"), max_length=200, strip=False)
    to = forms.CharField(label=gettext_lazy("新しい言葉"), max_length=200, strip=False, required=False)
    table = forms.MultipleChoiceField(
        label=gettext_lazy("どこを"), choices=_TABLES, widget=forms.CheckboxSelectMultiple, initial=["causes"]
    )
    language = forms.MultipleChoiceField(
        label=gettext_lazy("どの言語を"),
        choices=list(LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=list(LANGUAGES),
    )
    loosely = forms.BooleanField(label=gettext_lazy("全角・半角と大文字・小文字を区別しない"), required=False)
    plain = forms.BooleanField(label=gettext_lazy("リンク・電話番号・出典の欄も"), required=False)

    def wanted(self) -> Wanted:
        """Return what a valid form says."""
        given = self.cleaned_data
        return Wanted(
            given["find"],
            given["to"],
            tables=given["table"],
            languages=given["language"],
            plain=given["plain"],
            loosely=given["loosely"],
        )


class Ticked(NamedTuple):
    """An occurrence on the page, and whether it is to be replaced."""

    hit: Hit
    chosen: bool


class Of(NamedTuple):
    """The occurrences in one part of the content, with the way to where it is edited."""

    where: str
    url: str
    ticked: list[Ticked]


def urls(site: AdminSite) -> list[URLPattern]:
    """Return where the page hangs in the admin."""
    return [path("replace/", site.admin_view(replace), {"site": site}, name="replace")]


@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show what was found; on POST replace what is ticked, or say why not with all ticks kept."""
    require(request, "replace_causes")
    form = WantedForm(request.GET if "find" in request.GET else None)
    form.fields["table"].choices = [one for one in _TABLES if may(request, f"replace_{one[0]}")]  # type: ignore[attr-defined]
    marks, problem = request.POST.getlist("hit"), ""
    if request.method == "POST" and form.is_valid():
        if not marks:
            problem = _("置きかえるものに印を付けてください。")
        else:
            try:
                return _written(request, form.wanted(), marks)
            except ChangedMeanwhile:
                problem = _(
                    "何も書きかえていません。この画面を開いたあとで、だれかが保存しました。"
                    "下に出ているのは、いまの下書きです。印を確かめて、もう一度押してください。"
                )
            except ImportRefused as refusal:
                problem = _("何も書きかえていません。次の形になりません: %s") % refusal
            except ConflictError:
                problem = str(BUSY)
    return _page(request, site, form, problem, set(marks) if request.method == "POST" else None)


def _written(request: HttpRequest, wanted: Wanted, marks: list[str]) -> HttpResponse:
    note = _("「%(find)s」を「%(to)s」に置きかえた") % {"find": wanted.find[:100], "to": wanted.to[:100]}
    rewrite(lambda drafts: replaced(drafts, wanted, marks), actor=request.user, note=note)  # type: ignore[arg-type]
    said = {"count": len(set(marks)), "find": wanted.find, "to": wanted.to}
    messages.success(
        request, _("%(count)sか所の「%(find)s」を「%(to)s」に置きかえました。まだ公開していません。") % said
    )
    return HttpResponseRedirect(f"{reverse('admin:replace')}?{request.GET.urlencode()}", status=303)


def _page(request: HttpRequest, site: AdminSite, form: WantedForm, problem: str, kept: set[str] | None) -> HttpResponse:
    """Show the form and what it finds; ``kept``: the ticks that were sent, None where all are ticked at first."""
    drafts = compile_document()
    found = list(islice(hits(drafts, form.wanted()), MOST + 1)) if form.is_valid() else []
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("検索と置換"),
        "form": form,
        "problem": problem,
        "of": _grouped(found[:MOST], kept, titles(drafts)),
        "count": len(found[:MOST]),
        "more": len(found) > MOST,
        "query": request.GET.urlencode(),
    }
    status = 422 if problem or form.errors else 200
    return TemplateResponse(request, "admin/troubleshoot/replace/replace.html", context, status=status)


def _grouped(found: list[Hit], kept: set[str] | None, known: Mapping[Place, str]) -> list[Of]:
    return [
        Of(called(place, known), place_url(place), [Ticked(hit, kept is None or hit.mark in kept) for hit in of_place])
        for place, of_place in groupby(found, key=lambda hit: hit.place)
    ]
