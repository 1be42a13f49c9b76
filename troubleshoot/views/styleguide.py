"""The style guide: every token and every component on one page, for those who work on the design."""

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from . import samples, tokens

#: Tokens that are measures; the rest of those with a published name are colours.
_SIZES: Final = ("size-h1", "size-h2", "size-h3", "size-body", "size-small")
_SPACES: Final = ("s1", "s2", "s3", "s4", "s5", "s6", "target", "row", "radius")


@csrf_exempt  # nothing is ever changed; and the page of a missing token is the editors', which no language prefix has
@require_safe
@cache_control(private=True, no_store=True)
def styleguide(request: HttpRequest) -> HttpResponse:
    """Draw the style guide for staff, for everyone where DEBUG is on; it is no page for readers."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    css = tokens.style_sheet()
    light, dark = tokens.tokens(css), tokens.tokens(css, "dark")
    colours = [(name, token, dark[name]) for name, token in light.items() if token.value.startswith("#")]
    context = {
        "samples": samples,
        "colours": colours,
        "pairs": zip(tokens.pairs(light), tokens.pairs(dark), strict=True),
        "sizes": [(name, light[name]) for name in _SIZES],
        "spaces": [(name, light[name]) for name in _SPACES],
    }
    response = render(request, "pages/styleguide.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
