"""What a page is, in schema.org's words, for whoever reads it by machine. Addresses are absolute.

No FAQPage: it is for pages of questions with their answers, and no page of ours is one.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from troubleshoot import addresses, engine
from troubleshoot.engine.guide import Device, RemedyStep, Slug

from .parts import Link

type Json = Mapping[str, Any]

#: What the site's own address is followed by to name the site itself.
_SITE: Final = "#site"


class Times(NamedTuple):
    """When something was first said and when last; None where that is not known."""

    published: date | None = None
    modified: date | None = None


def graph(*things: Json) -> Json:
    """Return things as one document."""
    return {"@context": "https://schema.org", "@graph": list(things)}


def site(home: str, search: str) -> Json:
    """Return the site with its search; ``search``: the address of the search page."""
    target = {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"}
    return {
        "@type": "WebSite",
        "@id": home + _SITE,
        "url": home,
        "name": _("困ったときの手引き"),
        "inLanguage": _language(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": target,
            "query-input": "required name=search_term_string",
        },
    }


def page(url: str, name: str, description: str, home: str, times: Times) -> Json:
    """Return a page as a whole."""
    return {
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": name,
        "description": description,
        "inLanguage": _language(),
        "isPartOf": {"@type": "WebSite", "@id": home + _SITE, "url": home},
        **_dates(times),
    }


def breadcrumbs(trail: Sequence[Link]) -> Json:
    """Return the way from the first page; its links are absolute, the page itself is the last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": link.text, "item": link.url}
            for place, link in enumerate(trail, 1)
        ],
    }


def how_to(url: str, name: str, description: str, remedy: engine.Remedy, devices: Mapping[Slug, Device]) -> Json:
    """Return a remedy as the steps to carry out, by device where devices differ."""
    told: dict[str, Any] = {
        "@type": "HowTo",
        "name": name,
        "description": description,
        "mainEntityOfPage": url,
        "inLanguage": _language(),
        "step": list(_steps(remedy.steps, devices)),
    }
    if minutes := math.ceil(remedy.minutes) + remedy.wait_minutes:
        told["totalTime"] = f"PT{minutes}M"
    return {**told, **_dates(Times(modified=newest(remedy.steps)))}


def newest(steps: Iterable[RemedyStep]) -> date | None:
    """Return the day on which one of some steps was reviewed last."""
    return max((date.fromisoformat(step.reviewed) for step in steps if step.reviewed), default=None)


def _steps(steps: Sequence[RemedyStep], devices: Mapping[Slug, Device]) -> Iterable[Json]:
    if not any(step.device for step in steps):
        yield from map(_step, steps)
        return
    for device, run in groupby(steps, key=lambda step: step.device):
        name = devices[device].name if device else _("どの端末でも")
        yield {"@type": "HowToSection", "name": name, "itemListElement": list(map(_step, run))}


def _step(step: RemedyStep) -> Json:
    return {"@type": "HowToStep", "text": "\n".join(filter(None, (step.text, step.detail)))}


def _dates(times: Times) -> Json:
    named = {"datePublished": times.published, "dateModified": times.modified}
    return {name: iso(time) for name, time in named.items() if time}


def iso(time: date) -> str:
    """Return a day or a moment as ISO 8601 writes it."""
    return time.isoformat(timespec="seconds") if isinstance(time, datetime) else time.isoformat()


def _language() -> str:
    return addresses.language().hreflang
