"""Judges a document before it is published. Rule: functions of the document; they write and change nothing.

Each finding has a code that editors can search for. Errors would break readers' pages and block publishing;
warnings are shown.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.utils import timezone

from troubleshoot import engine
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.places import Place, within
from troubleshoot.snapshot import LANGUAGES

from . import estimates, graph, links, references, remedies, scenarios, shape, texts
from .base import Check, Finding, Level, Subject
from .references import broken

__all__ = ["CHECKS", "Finding", "Level", "broken", "check", "check_part", "loadable"]

#: What is asked of a document whose shape and references are sound.
CHECKS: Final[tuple[Check, ...]] = (
    references.check,
    graph.check,
    estimates.check,
    remedies.check,
    texts.check,
    links.check,
    scenarios.check,
)


def check(
    document: dict[str, Any],
    *,
    at: date | None = None,
    outages: Sequence[tuple[str, str]] = (),
    languages: Sequence[str] = LANGUAGES,
) -> tuple[Finding, ...]:
    """Return all that is to be said against a document, errors first.

    ``at``: the day of judging, for review dates. ``outages``: ongoing incidents with the cause each names.
    ``languages``: those readers are served in, so that no translation nobody would see is missed. What has another
    shape is judged no further; guides whose references are broken are not judged as graphs.
    """
    found = list(shape.check(document))
    if not found:
        unloadable = tuple(broken(document))
        subject = Subject(document, engine.load(loadable(document, unloadable)), at, outages, languages)
        found = [*unloadable, *(finding for judge in CHECKS for finding in judge(subject))]
    return tuple(sorted(found, key=lambda one: (not one.blocks, one.place, one.code)))


def check_part(place: Place, *, at: date | None = None) -> tuple[Finding, ...]:
    """Return what is to be said against one part of the drafts as they are saved now, errors first.

    ``place``: a guide, a question, a cause, a carrier, a device or what is within one.
    """
    found = check(compile_document(), at=at or timezone.localdate())
    return tuple(one for one in found if within(one.place, place))


def loadable(document: dict[str, Any], unloadable: Sequence[Finding]) -> dict[str, Any]:
    """Return a document that the engine can load: without broken guides, or empty where more is broken.

    ``unloadable``: what ``broken`` says of it.
    """
    of_guides = {finding.place[1] for finding in unloadable if finding.place[0] in _GUIDE_PARTS}
    if any(finding.place[0] not in _GUIDE_PARTS for finding in unloadable):
        return {**document, "carriers": {}, "devices": {}, "causes": {}, "guides": {}}
    return {**document, "guides": {slug: one for slug, one in document["guides"].items() if slug not in of_guides}}


_GUIDE_PARTS: Final = {"guide", "question", "answer", "note", "candidate", "scenario"}
