"""What templates may say besides Django's own, as ``{% load helpcenter %}``."""

import json
from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from troubleshoot import addresses

from . import fragments, phrases, structured, words

register = template.Library()

#: What could end a script, or begin a comment in it, in the way that JSON writes it as well.
_INERT: Final = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


class LanguageLink(NamedTuple):
    """The way to the same page in a language."""

    language: addresses.Language
    url: str
    absolute: str
    current: bool


@register.simple_tag
def language_tag() -> str:
    """Return the page's ``lang``."""
    return addresses.language().tag


@register.simple_tag(takes_context=True)
def absolute(context: Context, url: str) -> str:
    """Return an address of this site as one that can be opened from anywhere."""
    return str(context["request"].build_absolute_uri(url))


@register.simple_tag(takes_context=True)
def languages(context: Context) -> tuple[LanguageLink, ...]:
    """Return the same page in every language, the step kept; its ``absolute`` address is the one it is found by."""
    here, request, found = addresses.language(), context["request"], context.get("found")
    asked = request.get_full_path()
    listed = urlsplit(found.url).path if found else asked
    return tuple(
        LanguageLink(
            language,
            addresses.in_language(asked, language),
            request.build_absolute_uri(addresses.in_language(listed, language)),
            language == here,
        )
        for language in addresses.LANGUAGES.values()
    )


@register.simple_tag
def worker() -> str:
    """Return the address of the worker that keeps guides for when there is no line; "" where that is switched off."""
    address = addresses.in_language(addresses.place("/sw.js"), addresses.LANGUAGES["ja"])
    return address if settings.OFFLINE else ""


@register.simple_tag(takes_context=True)
def preview(context: Context) -> object:
    """Return what a page says of being a preview of the drafts; None on the site. See helpcenter/previews.py."""
    return getattr(context["request"], "preview", None)


@register.filter
def json_ld(things: Iterable[structured.Json]) -> SafeString:
    """Return things in schema.org's words as a block of data; no browser runs it."""
    told = json.dumps(structured.graph(*things), ensure_ascii=False, separators=(",", ":"))
    return format_html('<script type="application/ld+json">{}</script>', SafeString(told.translate(_INERT)))


register.tag("fragment", fragments.fragment)
register.filter("said", words.said)
register.filter("paragraphs", words.paragraphs)
register.filter("phrased", phrases.phrased)
register.filter("with_phones", words.with_phones)
