"""The editors' manuals, to be read where they work: the pages of docs/editors as the admin draws them."""

from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER: Final = Path(settings.BASE_DIR) / "docs" / "editors"
#: In the order in which somebody new reads them.
NAMES: Final = (
    *("guide", "new-guide", "causes", "previewing", "checks", "publishing", "incidents", "languages", "exchange"),
    *("insight", "learning", "roles", "second-factor", "to-verify"),
)
#: What is inside is ours, and still no markup of its own gets through.
_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).enable("table")


class Manual(NamedTuple):
    """One manual in the list."""

    title: str
    url: str


def urls(site: AdminSite) -> list[URLPattern]:
    """Return where the manuals hang in the admin."""
    view = site.admin_view(manual)
    return [
        path("manual/", view, {"site": site}, name="manuals"),
        path("manual/<slug:name>/", view, {"site": site}, name="manual"),
    ]


@require_safe
def manual(request: HttpRequest, site: AdminSite, name: str = NAMES[0]) -> HttpResponse:
    """Show one manual, with the way to the others."""
    if name not in NAMES:
        raise Http404
    tokens = _MARKDOWN.parse((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    for token in tokens:
        for child in token.children or ():
            _lead_here(child)
    page: dict[str, Any] = {
        **site.each_context(request),
        "title": _title(name),
        # The first heading is the page's own title, which the frame draws.
        "text": mark_safe(_MARKDOWN.renderer.render(tokens[3:], _MARKDOWN.options, {})),  # noqa: S308  # escaped there
        "manuals": [Manual(_title(one), reverse("admin:manual", args=[one])) for one in NAMES],
        "here": reverse("admin:manual", args=[name]),
    }
    return TemplateResponse(request, "admin/manual.html", page)


def _title(name: str) -> str:
    """Return what a manual's first line calls it."""
    with (FOLDER / f"{name}.md").open(encoding="utf-8") as text:
        return text.readline().removeprefix("# ").strip()


def _lead_here(token: Token) -> None:
    """Make a link between the files one between the pages; what is outside the folder has no page."""
    if token.type == "link_open":
        name, _dot, _fragment = str(token.attrs.get("href", "")).partition(".md")
        token.attrs["href"] = reverse("admin:manual", args=[name]) if name in NAMES else reverse("admin:manuals")
