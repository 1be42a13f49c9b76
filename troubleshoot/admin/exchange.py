"""In and out: a guide as a file, causes and steps as a spreadsheet; what changes is shown before it is written."""

from collections.abc import Callable, Iterable
from typing import IO, Any, Final, NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from troubleshoot import engine
from troubleshoot.models import Guide
from troubleshoot.publishing.checks import Finding
from troubleshoot.publishing.compile import Document, compile_document
from troubleshoot.publishing.diff import difference
from troubleshoot.publishing.exchange import guide as guide_file
from troubleshoot.publishing.exchange import reading, sheet, writing
from troubleshoot.publishing.exchange.rows import RowProblem
from troubleshoot.publishing.formats import MOST_BYTES, FormatError, read
from troubleshoot.publishing.importing import ImportRefused, problems
from troubleshoot.publishing.places import words
from troubleshoot.publishing.shown import ChangedMeanwhile, Shown
from troubleshoot.publishing.transactions import ConflictError

from .permissions import may, require

#: The most signs a form brings back; Django reads no larger form than 2.5 MB.
_MOST_SEALED: Final = 2_000_000

BUSY: Final = gettext_lazy("ほかの人が保存しているので、書き込めませんでした。少し待って、もう一度試してください。")


class GuideFileForm(forms.Form):
    """A guide's file, and what of the drafts it may replace beside the guide and its causes."""

    file = forms.FileField(label=gettext_lazy("案内のファイル(.json)"))
    replacing = forms.MultipleChoiceField(
        label=gettext_lazy("ほかに、ファイルの内容に置きかえるもの"),
        choices=[("carriers", gettext_lazy("回線")), ("devices", gettext_lazy("端末"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("印がなければ、ここにないものを足すだけです。"),
    )

    def brought(self, drafts: Document) -> sheet.Brought:
        """Return what the file makes of the drafts. Raises FormatError, ImportRefused."""
        given = read(_content(self.cleaned_data["file"], MOST_BYTES))
        return sheet.Brought(guide_file.over(drafts, given, replacing=self.cleaned_data["replacing"]), ())


class SheetForm(forms.Form):
    """A spreadsheet, and whether steps that it lacks go."""

    file = forms.FileField(label=gettext_lazy("原因と手順の表(.xlsx)"))
    removing = forms.BooleanField(
        label=gettext_lazy("表から消した手順を、ここでも消す"),
        required=False,
        help_text=gettext_lazy("印がなければ残します。原因そのものは、表から消しても残ります。"),
    )

    def brought(self, drafts: Document) -> sheet.Brought:
        """Return what the sheet makes of the drafts. Raises SheetError, SheetRefused."""
        content = _content(self.cleaned_data["file"], reading.MOST_BYTES)
        return sheet.brought(content, drafts, removing=self.cleaned_data["removing"])


def _content(file: IO[bytes], most: int) -> bytes:
    """Return a file's bytes, one more than may be read at most."""
    return file.read(most + 1)


class Failure(NamedTuple):
    """Why a file was not taken: in a sentence, and where it can be mended by row or by place."""

    sentence: str
    rows: tuple[RowProblem, ...] = ()
    findings: tuple[tuple[str, Finding], ...] = ()


#: The two ways in; ``permissions`` says what each takes, by its name.
WAYS: Final[dict[str, type[GuideFileForm | SheetForm]]] = {"guide": GuideFileForm, "sheet": SheetForm}


def urls(site: AdminSite) -> list[URLPattern]:
    """Return where the exchange's pages hang in the admin."""

    def page(address: str, view: Callable[..., HttpResponse], name: str, **more: str) -> URLPattern:
        return path(f"exchange/{address}", site.admin_view(view), {"site": site, **more}, name=name)

    return [
        page("", exchange, "exchange"),
        page("guides/<slug:slug>.json", guide_out, "exchange_guide"),
        page("causes.xlsx", sheet_out, "exchange_sheet"),
        page("guide/", bring, "exchange_bring_guide", way="guide"),
        page("sheet/", bring, "exchange_bring_sheet", way="sheet"),
        page("write/<slug:way>/", write, "exchange_write"),
    ]


@require_safe
def exchange(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show what can be taken out, and the two forms that bring something in."""
    return _page(request, site)


def _page(request: HttpRequest, site: AdminSite, way: str = "", **more: Any) -> HttpResponse:
    """Show the exchange page; ``way`` and ``more``: what was sent, and why it was not taken."""
    require(request, "take_out_causes")
    context = {
        **site.each_context(request),
        "title": _("取り込みと書き出し"),
        "guides": Guide.objects.all() if may(request, "take_out_guides") else (),
        "forms": {name: form(auto_id=f"{name}_%s") for name, form in WAYS.items() if may(request, f"bring_{name}")},
        "way": way,
    }
    if "form" in more:
        context["forms"][way] = more.pop("form")
    status = 422 if way else 200
    return TemplateResponse(request, "admin/troubleshoot/exchange/exchange.html", context | more, status=status)


@require_safe
def guide_out(request: HttpRequest, site: AdminSite, slug: str) -> HttpResponse:
    """Give a guide's draft as a file."""
    del site
    require(request, "take_out_guides")
    content = engine.canonical_bytes(_narrowed(slug))
    return _download(content, f"{slug}-{localdate():%Y-%m-%d}.json", "application/json")


@require_safe
def sheet_out(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Give the drafts' causes and steps as a spreadsheet, or those of the guide that the query names."""
    require(request, "take_out_causes")
    guide = request.GET.get("guide", "")
    document = _narrowed(guide, everything_beside=True) if guide else compile_document()
    try:
        content = writing.workbook(document)
    except writing.TooLongError as failure:
        sentence = _("この文は長すぎて表に書けません。短くしてから、もう一度書き出してください: %s") % failure
        return _page(request, site, "out", failure=Failure(sentence))
    name = f"{guide or 'causes'}-{localdate():%Y-%m-%d}.xlsx"
    return _download(content, name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def _narrowed(slug: str, *, everything_beside: bool = False) -> Document:
    """Return the drafts of one guide; ``everything_beside``: with all carriers and devices, to choose from."""
    drafts = compile_document()
    if slug not in drafts["guides"]:
        raise Http404
    document = guide_file.narrowed(drafts, slug)
    return {**document, **{table: drafts[table] for table in guide_file.LINEAGES}} if everything_beside else document


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def bring(request: HttpRequest, site: AdminSite, way: str) -> HttpResponse:
    """Show what a file would change, or all that is wrong with it; nothing is written."""
    _require(request, way)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admin:exchange"))
    form = WAYS[way](request.POST, request.FILES, auto_id=f"{way}_%s")
    if not form.is_valid():
        return _page(request, site, way, form=form)
    drafts = compile_document()
    found = _tried(form, drafts)
    if isinstance(found, Failure):
        return _page(request, site, way, form=form, failure=found)
    return _shown(request, site, way, found, drafts)


def _tried(form: GuideFileForm | SheetForm, drafts: Document) -> sheet.Brought | Failure:
    """Return what a file makes of the drafts, or why it cannot be taken."""
    try:
        found = form.brought(drafts)
    except (FormatError, reading.SheetError) as failure:
        return Failure(str(failure))
    except sheet.SheetRefused as refusal:
        return Failure(_("次の行を直してください。"), rows=refusal.problems)
    except ImportRefused as refusal:
        return _refused(refusal.findings)
    findings = problems(found.document, drafts)
    return _refused(findings) if findings else found


def _refused(findings: Iterable[Finding]) -> Failure:
    return Failure(_("次のところを直してください。"), findings=tuple((words(one.place), one) for one in findings))


def _require(request: HttpRequest, way: str) -> None:
    if way not in WAYS:
        raise Http404
    require(request, f"bring_{way}")


def _shown(request: HttpRequest, site: AdminSite, way: str, found: sheet.Brought, drafts: Document) -> HttpResponse:
    file = request.FILES["file"]
    sealed = Shown.between(drafts, found.document).sealed(way)
    if len(sealed) > _MOST_SEALED:
        sentence = _("一度に取り込むには変わる所が多すぎます。案内や原因ごとに、ファイルを分けてください。")
        return _page(request, site, way, failure=Failure(sentence))
    context = {
        **site.each_context(request),
        "title": _("取り込むと変わるもの"),
        "changes": difference(drafts, found.document),
        "missing": [words(place) for place in found.missing],
        "removing": bool(request.POST.get("removing")),
        "sealed": sealed,
        "file": file.name,  # type: ignore[union-attr]  # one file
        "way": way,
    }
    return TemplateResponse(request, "admin/troubleshoot/exchange/shown.html", context)


@require_POST
def write(request: HttpRequest, site: AdminSite, way: str) -> HttpResponse:
    """Write what was shown, unless somebody saved the same parts meanwhile."""
    _require(request, way)
    name = request.POST.get("file", "")[:200]
    try:
        shown = Shown.opened(request.POST.get("sealed", ""), way)
        changes = shown.write(actor=request.user, note=_("ファイル %s を取り込んだ") % name)  # type: ignore[arg-type]
    except (ChangedMeanwhile, signing.BadSignature):
        sentence = _(
            "取り込んでいません。違いを見たあとで、だれかが同じものを保存しました。"
            "ファイルをもう一度選んで、いまの下書きとの違いを見てください。"
        )
        return _page(request, site, way, failure=Failure(sentence))
    except ConflictError:
        return _page(request, site, way, failure=Failure(str(BUSY)))
    except ImportRefused as refusal:
        return _page(request, site, way, failure=_refused(refusal.findings))
    messages.success(
        request,
        _("%(file)s を取り込み、%(count)s件を書きかえました。まだ公開していません。")
        % {"file": name, "count": len(changes)},
    )
    return HttpResponseRedirect(reverse("admin:exchange"), status=303)
