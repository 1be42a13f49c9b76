"""What an editor was shown before it is written: a change of the drafts, kept so that nothing else is written."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Self

from django.contrib.auth.models import User
from django.core import signing

from troubleshoot import engine

from .compile import Document
from .diff import Change
from .importing import rewrite
from .places import TABLES, Json

_SALT: Final = "troubleshoot.publishing.shown"

type Parts = Mapping[str, Mapping[str, Any]]


class ChangedMeanwhile(Exception):  # noqa: N818  # what happened, not a fault of the program
    """Somebody saved what was about to be written over, after it was shown; nothing was written."""


class Shown(NamedTuple):
    """A change of the drafts: each part that differs as it becomes, None where it goes, and what all of them were.

    Parts are whole guides, causes, carriers and devices, by table and slug; ``before`` is a digest of them.
    """

    parts: Parts
    before: str

    @classmethod
    def between(cls, drafts: Json, after: Json) -> Self:
        """Return what makes one document of another."""
        parts = {
            table: {
                slug: after[table].get(slug)
                for slug in sorted({*drafts[table], *after[table]})
                if drafts[table].get(slug) != after[table].get(slug)
            }
            for table in TABLES
        }
        return cls(parts, _digest(drafts, parts))

    def sealed(self, purpose: str) -> str:
        """Return it as text that a form can carry there and back: signed, so that it comes back as it was."""
        return signing.dumps([self.parts, self.before], salt=f"{_SALT}.{purpose}", compress=True)

    @classmethod
    def opened(cls, sealed: str, purpose: str) -> Self:
        """Return what ``sealed`` gave for the same purpose. Raises signing.BadSignature for anything else."""
        return cls(*signing.loads(sealed, salt=f"{_SALT}.{purpose}"))

    def over(self, drafts: Document) -> Document:
        """Return the drafts with it put over. Raises ChangedMeanwhile where they are not those it was shown over."""
        if _digest(drafts, self.parts) != self.before:
            raise ChangedMeanwhile
        tables = {table: drafts[table] | slugs for table, slugs in self.parts.items()}
        kept = {table: {slug: one for slug, one in all_.items() if one is not None} for table, all_ in tables.items()}
        return {**drafts, **kept}

    def write(self, *, actor: User | None, note: str) -> tuple[Change, ...]:
        """Make the drafts say it, and return the differences. Raises ChangedMeanwhile, and as ``rewrite`` does."""
        return rewrite(self.over, actor=actor, note=note)


def _digest(document: Json, parts: Parts) -> str:
    return engine.digest({table: {slug: document[table].get(slug) for slug in slugs} for table, slugs in parts.items()})
