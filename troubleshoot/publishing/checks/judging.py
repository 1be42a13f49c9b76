"""Runs all checks over a document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from troubleshoot import engine
from troubleshoot.snapshot import LANGUAGES

from . import estimates, graph, links, references, remedies, scenarios, shape, texts
from .base import Check, Digests, Finding, Subject
from .each import of_parts

#: What is asked of a document whose shape and references are sound: of each part by itself, and of all together.
OF_PARTS: Final[tuple[Check, ...]] = (graph.check, estimates.check, remedies.check, texts.check, scenarios.check)
OF_THE_WHOLE: Final[tuple[Check, ...]] = (references.check, links.check)
CHECKS: Final = (*OF_THE_WHOLE, *OF_PARTS)


def check(
    document: dict[str, Any],
    *,
    at: date | None = None,
    outages: Sequence[tuple[str, str]] = (),
    languages: Sequence[str] = LANGUAGES,
    digests: Digests | None = None,
) -> tuple[Finding, ...]:
    """Return all that is to be said against a document, errors first.

    ``at``: the day of judging, for review dates. ``outages``: ongoing incidents with the cause each names.
    ``languages``: those readers are served in, so that no translation nobody would see is missed. ``digests``: those
    of its parts, where somebody has them. What has another shape is judged no further; guides whose references are
    broken are not judged as graphs. Of what was judged before, only parts that differ, or that refer to such, are
    judged again.
    """
    known = digests or (engine.digests(document) if isinstance(document, Mapping) else {})
    found = list(shape.check(document, known))
    if not found:
        unloadable = tuple(references.broken(document, known))
        subject = Subject(document, _NOTHING, at, outages, languages, digests=known)
        of_the_whole = (finding for judge in OF_THE_WHOLE for finding in judge(subject))
        found = [*unloadable, *of_the_whole, *of_parts(subject, loadable(document, unloadable), OF_PARTS)]
    return in_order(found)


_NOTHING: Final = engine.Release({}, {}, {}, {})


def judged(subject: Subject) -> Iterator[Finding]:
    """Yield what all checks say of a subject."""
    return (finding for judge in CHECKS for finding in judge(subject))


def in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings as editors read them: errors first, then by place."""
    return tuple(sorted(found, key=lambda one: (not one.blocks, one.place, one.code)))


def loadable(document: dict[str, Any], unloadable: Sequence[Finding]) -> dict[str, Any]:
    """Return a document that the engine can load: without broken guides, or empty where more is broken.

    ``unloadable``: what ``broken`` says of it.
    """
    of_guides = {finding.place[1] for finding in unloadable if finding.place[0] in _GUIDE_PARTS}
    if any(finding.place[0] not in _GUIDE_PARTS for finding in unloadable):
        return {**document, "carriers": {}, "devices": {}, "causes": {}, "guides": {}}
    return {**document, "guides": {slug: one for slug, one in document["guides"].items() if slug not in of_guides}}


_GUIDE_PARTS: Final = {"guide", "question", "answer", "note", "candidate", "scenario"}
