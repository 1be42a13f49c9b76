"""Judges the parts of a document one by one, each once as long as neither it nor what it refers to changes.

A finding about texts is a function of the part alone; one about a guide also of the causes it refers to and of all
carriers and devices, one about a cause of those and of how many of its reviews are stale. Each is in one language.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from django.utils.translation import get_language

from troubleshoot import engine
from troubleshoot.publishing.places import TABLES, Json, parts_of

from . import references
from .base import Check, Finding, Subject
from .remedies import is_stale
from .remembering import Remembered

type Findings = tuple[Finding, ...]
type Part = tuple[str, str]

_found: Final[Remembered[bytes, Findings]] = Remembered()


def of_parts(subject: Subject, sound: Json, checks: Sequence[Check]) -> Iterator[Finding]:
    """Yield what some checks say of each part of a document, whose digests are known.

    ``sound``: the document as far as the engine can load it; what is not in it is judged by its texts alone.
    """
    return _Parts(subject, sound, checks).findings()


@dataclass(frozen=True)
class _Parts:
    """All parts of a document, to be judged by some checks."""

    subject: Subject
    sound: Json
    checks: Sequence[Check]

    def findings(self) -> Iterator[Finding]:
        """Yield what is found in all parts."""
        keys = {part: self._key(part) for part in parts_of(self.subject.document)}
        unknown = [part for part, key in keys.items() if key not in _found]
        judged = dict(zip(unknown, self._judged(unknown), strict=True))
        for part, key in keys.items():
            yield from _found.keep(key, judged[part]) if part in judged else self._known(part, key)

    def _known(self, part: Part, key: bytes) -> Findings:
        """Return what was found before; others may have made it forgotten meanwhile."""
        return _found.made(key, lambda: self._judged([part])[0])

    @cached_property
    def _shared(self) -> list[bytes]:
        """What every guide and cause may refer to."""
        digests = self.subject.digests
        return [digest for part, digest in sorted(digests.items()) if part[0] in ("carriers", "devices")]

    def _key(self, part: Part) -> bytes:
        """Return a digest of all that findings about a part depend on."""
        table, slug = part
        about: list[object] = [part, self.subject.digests[part], get_language(), tuple(self.subject.languages)]
        if slug not in self.sound[table]:
            about.append("unsound")
        elif table == "guides":
            about += [*self._shared, *(self.subject.digests[cause] for cause in self._causes_of(part))]
        elif table == "causes":
            about += [*self._shared, self._stale(self.sound["causes"][slug])]
        return hashlib.sha256(repr(about).encode()).digest()

    def _causes_of(self, guide: Part) -> list[Part]:
        named = references.names(self.sound, guide, self.subject.digests[guide])
        return sorted(part for part in named.outside if part[0] == "causes")

    def _stale(self, cause: Json) -> int | None:
        """Return how many steps are stale: as time goes on, the same step can only become so."""
        day = self.subject.at
        return None if day is None else sum(is_stale(step["reviewed"], day) for step in cause["steps"])

    def _judged(self, parts: Iterable[Part]) -> list[Findings]:
        """Return what the checks say of each of some parts."""
        if not (wanted := list(parts)):
            return []
        release = engine.load(self._with_what_they_need(wanted))
        return [tuple(self._of(part, release)) for part in wanted]

    def _with_what_they_need(self, parts: Iterable[Part]) -> Json:
        """Return a document that the engine can load, of some parts and of what they refer to."""
        loaded = [(table, slug) for table, slug in parts if slug in self.sound[table]]
        causes = {part for part in loaded if part[0] == "causes"}
        causes.update(cause for part in loaded if part[0] == "guides" for cause in self._causes_of(part))
        guides = [slug for table, slug in loaded if table == "guides"]
        return {
            **self.sound,
            "causes": {slug: self.sound["causes"][slug] for _, slug in causes},
            "guides": {slug: self.sound["guides"][slug] for slug in guides},
        }

    def _of(self, part: Part, release: engine.Release) -> Iterator[Finding]:
        table, slug = part
        alone = {**{name: {} for name in TABLES}, table: {slug: self.subject.document[table][slug]}}
        own = replace(
            release,
            guides=_only(release.guides, slug if table == "guides" else ""),
            causes=_only(release.causes, slug if table == "causes" else ""),
        )
        judged = replace(self.subject, document=alone, release=own, around=self.subject.document)
        return (finding for judge in self.checks for finding in judge(judged))


def _only[T](table: Mapping[str, T], slug: str) -> dict[str, T]:
    return {slug: table[slug]} if slug in table else {}
