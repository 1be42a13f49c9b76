"""Beside a scenario that turned red: which change did it, in words, with the way to it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from troubleshoot.models import Release
from troubleshoot.publishing.blame import Blame, Culprit, blame
from troubleshoot.publishing.checks import Finding
from troubleshoot.publishing.places import Place
from troubleshoot.publishing.publish import Preview

from .places import place_url

#: So many red scenarios are looked into: each takes a moment.
_MOST: Final = 10
#: So much of a long change is said here; the whole of it stands below.
_LONG: Final = 120


class Turned(NamedTuple):
    """A change that turned a scenario red; ``who`` made it and when, where the history says."""

    words: str
    url: str
    who: str
    at: datetime | None


class Blamed(NamedTuple):
    """What is to be said beside a red scenario."""

    words: str
    changes: tuple[Turned, ...]


def blamed(shown: Preview, findings: Iterable[Finding]) -> dict[Place, Blamed]:
    """Return what turned each red scenario of a document that would be published."""
    red = list(dict.fromkeys(finding.place for finding in findings if finding.code == "scenario-fails"))[:_MOST]
    newest = Release.objects.defer("document").newest() if red else None
    since = newest.published_at if newest else None
    told = {place: blame(shown.before, shown.document, place, since=since) for place in red}
    return {place: _said(found) for place, found in told.items() if found}


def _said(found: Blame) -> Blamed:
    if found.culprits:
        return Blamed(_("次の変更をやめると、通ります。"), tuple(_turned(one) for one in found.culprits))
    if found.is_new:
        return Blamed(_("新しい場面テストです。まだ一度も通っていません。"), ())
    return Blamed(_("一つの変更のせいではなく、いくつかの変更が重なって通らなくなりました。"), ())


def _turned(culprit: Culprit) -> Turned:
    words = "\n".join(str(field) for field in culprit.change.fields)
    short = words if len(words) <= _LONG else f"{words[: _LONG - 1]}…"
    return Turned(short, place_url(culprit.place), culprit.who, culprit.at)
