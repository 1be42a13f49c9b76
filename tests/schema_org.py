"""The part of schema.org's vocabulary that pages use, and a judge of data by it.

Each type names its properties with what they may hold, as schema.org/<Type> lists them, own and inherited. Beside it
stands what search engines need of a type to show it. Compared with schema-dts 2.1.0, which is made from the vocabulary.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

_THING = {"@id": {"URL"}, "url": {"URL"}, "name": {"Text"}, "description": {"Text"}, "mainEntityOfPage": {"URL"}}
_WORK = {**_THING, "inLanguage": {"Text"}, "datePublished": {"Date", "DateTime"}, "dateModified": {"Date", "DateTime"}}
TYPES = {
    "WebSite": {**_WORK, "potentialAction": {"SearchAction"}},
    "SearchAction": {"target": {"EntryPoint"}, "query-input": {"Text"}},
    "EntryPoint": {"urlTemplate": {"Text"}},
    "WebPage": {**_WORK, "isPartOf": {"WebSite"}},
    "BreadcrumbList": {**_THING, "itemListElement": {"ListItem"}},
    "ListItem": {"position": {"Integer"}, "name": {"Text"}, "item": {"URL"}},
    "HowTo": {**_WORK, "step": {"HowToSection", "HowToStep"}, "totalTime": {"Duration"}},
    "HowToSection": {"name": {"Text"}, "itemListElement": {"HowToStep"}},
    "HowToStep": {"name": {"Text"}, "text": {"Text"}},
}
REQUIRED = {
    "WebSite": {"url", "name", "potentialAction"},
    "SearchAction": {"target", "query-input"},
    "EntryPoint": {"urlTemplate"},
    "WebPage": {"url", "name", "description", "inLanguage"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "HowTo": {"name", "step"},
    "HowToSection": {"name", "itemListElement"},
    "HowToStep": {"text"},
}


def faults(document: Any) -> list[str]:
    """Return what is wrong with a document of structured data, in words."""
    if set(document) != {"@context", "@graph"} or document["@context"] != "https://schema.org":
        return ["no document of schema.org"]
    return [fault for thing in document["@graph"] for fault in _of_thing(thing)]


def _of_thing(thing: dict[str, Any]) -> Iterator[str]:
    kind = thing.get("@type")
    if kind not in TYPES:
        yield f"unknown type {kind}"
        return
    # A site that only names itself by its @id needs no more.
    if missing := REQUIRED[kind] - set(thing) - (REQUIRED[kind] if set(thing) == {"@type", "@id", "url"} else set()):
        yield f"{kind} lacks {sorted(missing)}"
    for name, value in thing.items():
        if name == "@type":
            continue
        if name not in TYPES[kind]:
            yield f"{kind} has no {name}"
            continue
        for one in value if isinstance(value, list) else [value]:
            yield from _of_value(f"{kind}.{name}", one, TYPES[kind][name])
        if value in ([], ""):
            yield f"{kind}.{name} is empty"


def _of_value(where: str, value: Any, kinds: set[str]) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("@type") not in kinds:
            yield f"{where} holds {value.get('@type')}"
        yield from _of_thing(value)
    elif not any(_FITS[kind](value) for kind in kinds if kind in _FITS):
        yield f"{where} holds {value!r}"


def _is_url(value: Any) -> bool:
    parts = urlsplit(value) if isinstance(value, str) else None
    return bool(parts and parts.scheme in {"http", "https"} and parts.netloc)


def _is_date(value: Any) -> bool:
    try:
        return str(date.fromisoformat(value)) == value
    except (TypeError, ValueError):
        return False


def _is_moment(value: Any) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None and "T" in value
    except (TypeError, ValueError):
        return False


_FITS = {
    "URL": _is_url,
    "Text": lambda value: isinstance(value, str) and value.strip() == value != "",
    "Integer": lambda value: type(value) is int,
    "Date": _is_date,
    "DateTime": _is_moment,
    "Duration": lambda value: isinstance(value, str) and re.fullmatch(r"PT[1-9]\d*M", value) is not None,
}
