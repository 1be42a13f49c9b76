"""Watches the status pages of others: what their feeds call an ongoing incident is proposed as one of ours.

A feed is Statuspage's JSON (``summary.json``, ``incidents.json``, ``incidents/unresolved.json``) or Atom. It is an
operator who names it, so it may lie anywhere, on this machine too.
"""

import json
import logging
import re
import time
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import unescape
from http.client import HTTPException
from itertools import islice
from typing import Any, Final
from urllib.error import HTTPError
from xml.etree import ElementTree as ET

from django.db import transaction

from troubleshoot.models import Guide, Proposal

from . import lifecycle, proposing

log = logging.getLogger(__name__)

#: Seconds that a feed may take, and bytes of it that are read.
PATIENCE: Final = 5.0
MOST: Final = 2_000_000
_PIECE: Final = 65_536
#: Incidents of a feed, entries and components of an incident that are read: a status page lists some fifty at most.
_MANY: Final = 500
#: An entry of Atom that was told longer ago is no news.
NEWS: Final = timedelta(hours=6)
#: An incident that began longer ago is taken for one whose beginning is unknown.
LONGEST: Final = timedelta(days=90)
_AGENT: Final = "helpcenter-status-watch"
_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_OVER: Final = frozenset({"resolved", "postmortem", "completed", "scheduled"})
#: What an entry of Atom says first where it is over: it has no field for that.
_SAYS_OVER: Final = re.compile(
    r"\b(resolved|completed|operational|postmortem|scheduled)\b|解消|復旧|終了", re.IGNORECASE
)
_OPENING: Final = 200
#: Its time grows with the text alone, whatever stands there.
_TAG: Final = re.compile(r"<[^<>]*>")
#: Signs of a text that are looked at, tags and all, and those that are kept.
_LOOKED_AT: Final = 100_000
_KEPT: Final = 4000


class FeedError(Exception):
    """A feed could not be read; the words say why."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A status page's feed that is watched for a guide."""

    guide: str
    url: str


@dataclass(frozen=True, slots=True)
class Told:
    """An ongoing incident as a feed tells it. ``id``: the feed's own name of it; ``began_at`` None where unsaid."""

    id: str
    title: str
    status: str
    body: str
    url: str
    began_at: datetime | None
    components: tuple[str, ...] = ()


def look(feeds: Iterable[Feed], at: datetime) -> list[Proposal]:
    """Read the feeds and propose what is new in them; return the new proposals. A feed that fails is logged."""
    proposed = []
    for feed in feeds:
        try:
            told = list(read(fetch(feed.url), at))
            proposed += [proposal for one in told if (proposal := _propose(feed, one, at))]
            _note_ends(feed, told, at)
        except FeedError as error:
            log.warning("The status feed %s could not be read: %s", feed.url, error)
    return proposed


def fetch(url: str) -> bytes:
    """Return what stands at an address of http or https. Raises FeedError."""
    headers = {"User-Agent": _AGENT, "Accept": "application/json, application/atom+xml"}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310  # the settings let no other scheme in
    deadline, body = time.monotonic() + PATIENCE, b""
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  # the same
            while len(body) <= MOST and (piece := answer.read1(_PIECE)):
                body += piece
                if time.monotonic() > deadline:
                    raise FeedError(f"it takes longer than {PATIENCE:g} seconds")
    except HTTPError as error:
        raise FeedError(f"it answers {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise FeedError(f"{type(error).__name__}: {error}") from error
    if len(body) > MOST:
        raise FeedError(f"it is longer than {MOST} bytes")
    return body


def read(body: bytes, at: datetime) -> Iterator[Told]:
    """Yield the ongoing incidents of a feed, as it stands at a time. Raises FeedError for what is no feed."""
    try:
        yield from _statuspage(json.loads(body)) if body.lstrip()[:1] == b"{" else _atom(body, at)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ET.ParseError) as error:
        raise FeedError(f"it is neither Statuspage's JSON nor Atom ({type(error).__name__}: {error})") from error


def _statuspage(document: dict[str, Any]) -> Iterator[Told]:
    for one in document["incidents"][:_MANY]:
        if one["status"] not in _OVER:
            newest = (one.get("incident_updates") or [{}])[0]
            yield Told(
                id=_plain(one["id"]),
                title=_plain(one["name"]),
                status=_plain(one["status"]),
                body=_plain(newest.get("body")),
                url=_plain(one.get("shortlink")),
                began_at=_moment(one.get("started_at") or one.get("created_at")),
                components=tuple(_plain(part["name"]) for part in (one.get("components") or ())[:_MANY]),
            )


def _atom(body: bytes, at: datetime) -> Iterator[Told]:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise ValueError("a document type is declared")
    root = ET.fromstring(body)  # noqa: S314  # no entities, and not long
    if root.tag != f"{_ATOM}feed":
        raise ValueError(f"its root is {root.tag}")
    for entry in islice(root.iter(f"{_ATOM}entry"), _MANY):
        title, content = _text(entry, "title"), _text(entry, "content") or _text(entry, "summary")
        updated = _moment(_text(entry, "updated"))
        opening = f"{title} {content[:_OPENING]}"
        if updated and at - updated < NEWS and not _SAYS_OVER.search(opening):
            link = entry.find(f"{_ATOM}link")
            yield Told(
                id=_text(entry, "id"),
                title=title,
                status="",
                body=content,
                url=link.get("href", "") if link is not None else "",
                began_at=_moment(_text(entry, "published")) or updated,
            )


def _text(entry: ET.Element, name: str) -> str:
    found = entry.find(f"{_ATOM}{name}")
    return _plain("".join(found.itertext())) if found is not None else ""


def _plain(text: object) -> str:
    """Return the words of a text that may be HTML."""
    words = str(text or "")[:_LOOKED_AT].encode(errors="replace").decode().replace("\0", "")
    return " ".join(unescape(_TAG.sub("", words)[:_KEPT]).split())


def _moment(iso: object) -> datetime | None:
    """Return an ISO time as a moment, None for what is none."""
    try:
        at = datetime.fromisoformat(str(iso))
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _believable(began_at: datetime | None, at: datetime) -> datetime:
    """Return when an incident began, as far as that can be: another's clock may be ahead, or say nothing."""
    return began_at if began_at and at - LONGEST < began_at < at else at


def _propose(feed: Feed, told: Told, at: datetime) -> Proposal | None:
    """Propose what a feed tells, once for good: whatever became of the first proposal of it."""
    key = _key(feed, told)
    guide = Guide.objects.filter(slug=feed.guide).first()
    if guide is None:
        log.warning("The status feed %s is watched for a guide that is not there: %s", feed.url, feed.guide)
        return None
    with transaction.atomic():
        lifecycle.in_line()
        known = Proposal.objects.filter(source=Proposal.Source.FEED, key=key)
        if known.exists():
            known.waiting().update(seen_at=at)
            return None
        lifecycle.changed()
        return Proposal.objects.create(
            source=Proposal.Source.FEED,
            key=key,
            guide=guide,
            title=told.title[:200],
            began_at=_believable(told.began_at, at),
            noticed_at=at,
            seen_at=at,
            evidence={
                "url": told.url if told.url.startswith("https://") else "",
                "title": told.title,
                "status": told.status,
                "body": told.body,
                "components": list(told.components),
            },
        )


def _note_ends(feed: Feed, told: Iterable[Told], at: datetime) -> None:
    """Write on the proposals that a feed tells of no more that it is over."""
    on = {_key(feed, one) for one in told}
    rows = Proposal.objects.waiting().filter(source=Proposal.Source.FEED, key__startswith=_prefix(feed))
    for proposal in rows:
        if proposal.key not in on and proposal.share:
            proposing.rest(proposal, at)


def _key(feed: Feed, told: Told) -> str:
    """Return a feed's own name of an incident, in few letters."""
    return f"{_prefix(feed)}{sha256(told.id.encode()).hexdigest()}"


def _prefix(feed: Feed) -> str:
    return f"{feed.guide}:{sha256(feed.url.encode()).hexdigest()[:32]}:"
