"""Keeps what each part of the drafts said before somebody changed it, and brings it back."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from troubleshoot import engine
from troubleshoot.engine import accepting
from troubleshoot.engine.guide import Slug
from troubleshoot.models import Guide, Revision
from troubleshoot.models.revisions import PartChange, RevisionQuerySet

from . import renaming
from .checks.base import error
from .compile import Document, compile_document, compile_guide, compile_part
from .importing import ImportRefused, rewrite
from .parts import PART_TABLES, differing, key_of, put, split
from .places import Json, Place
from .shown import ChangedMeanwhile
from .transactions import next_to_write


class _Seen(NamedTuple):
    """What stood in a place when it was first looked at, by its row; None and None for nothing.

    ``answers``: the slugs of a question's answers, by their rows.
    """

    pk: int | None
    before: Document | None
    answers: Mapping[int, Slug] = {}


class Recording:
    """The places that some work may change, with what they said before it."""

    def __init__(self) -> None:
        self._seen: dict[Place, _Seen] = {}

    def watch(self, *places: Place) -> None:
        """Keep these places too; to be called before they are written to."""
        for place in places:
            if place not in self._seen:
                pk = PART_TABLES[place[0]]._default_manager.filter(**key_of(place)).values_list("pk", flat=True).first()
                answers = renaming.answers_of(pk) if pk and place[0] == "question" else {}
                self._seen[place] = _Seen(pk, compile_part(place) if pk else None, answers)

    def keep(self, *, actor: User | None, note: str = "") -> None:
        """Write a revision for each place that says something else now.

        What was renamed is renamed in what guides remember of learned numbers too.
        """
        for guide, learned in renaming.remembered(self._moved()):
            self.watch(("guide", guide))
            Guide.objects.filter(slug=guide).update(learned=learned)
        Revision.objects.keep(self._changes(), actor=actor, note=note)

    def _moved(self) -> list[renaming.Moved]:
        """Return the causes and questions that have another slug now, or of which answers have."""
        rows = [(place, seen) for place, seen in self._seen.items() if seen.pk and place[0] in {"cause", "question"}]
        moved = (renaming.moved(place, _place_now(place, seen.pk), seen.pk or 0, seen.answers) for place, seen in rows)
        return [one for one in moved if one]

    def _changes(self) -> Iterator[PartChange]:
        """Yield what changed; a place that was renamed is followed by its row."""
        told: set[Place] = set()
        for place, seen in sorted(self._seen.items(), key=lambda item: item[1].pk is None):
            now = _place_now(place, seen.pk)
            if now not in told:
                told.add(now)
                is_new_guide = seen.pk is None and now[0] == "guide"
                after = compile_guide(now[1]) if is_new_guide else compile_part(now)
                if now != place or after != seen.before:
                    yield PartChange(now, seen.before, after, formerly=place if now != place else ())


@contextmanager
def recording(*places: Place, actor: User | None, note: str = "") -> Iterator[Recording]:
    """Keep in the history what these places say before and after some work, in one transaction.

    Writers of drafts wait for one another here. What is yielded takes places that turn out only later. A part that
    is deleted may change others (a guide its first question, a cause its carriers): there use ``recording_all``.
    """
    with transaction.atomic():
        next_to_write()
        parts = Recording()
        parts.watch(*places)
        yield parts
        parts.keep(actor=actor, note=note)


@contextmanager
def recording_all(*, actor: User | None, note: str = "") -> Iterator[None]:
    """Keep in the history whatever some work changes: for deletions, which reach far; it reads everything twice."""
    with transaction.atomic():
        next_to_write()
        before = compile_document()
        yield
        Revision.objects.keep(differing(before, compile_document()), actor=actor, note=note)


def of(place: Place) -> RevisionQuerySet:
    """Return the revisions of a place, newest first, those under its earlier names too."""
    return Revision.objects.of(*place)


def throughout(guide: str) -> RevisionQuerySet:
    """Return the revisions of a guide, its questions and its scenarios, newest first."""
    return Revision.objects.throughout(guide)


def deleted() -> RevisionQuerySet:
    """Return the last revision of each part that is gone, newest first."""
    return Revision.objects.gone()


def digest(part: Json | None) -> str:
    """Return a digest of a part as an editor saw it; None for nothing there."""
    return engine.digest(part or {})


def restore(
    revision: Revision, *, actor: User | None, to: Literal["before", "after"] = "before", seen: str | None = None
) -> None:
    """Make the drafts say what a revision holds, under the name the part has now.

    ``seen``: a digest of the part that it shall stand over. Raises ChangedMeanwhile where the part is another one by
    now, ImportRefused where something it refers to is gone, ConflictError, LookupError where it holds nothing.
    """
    version = revision.before if to == "before" else revision.after
    if version is None:
        raise LookupError(revision)
    note = _("%(time)s の版に戻した") % {"time": f"{localtime(revision.at):%Y-%m-%d %H:%M}"}

    def change(document: Document) -> Document:
        if seen is not None and digest(split(document).get(revision.place)) != seen:
            raise ChangedMeanwhile
        return _with(document, revision.place, version)

    rewrite(change, actor=actor, note=note)


def _with(document: Document, place: Place, version: Json) -> Document:
    """Return a document with a version in its place; a question or scenario needs its guide.

    What was learned stays known as learned: a guide goes on remembering of its questions what the editor's numbers
    were, and is told it again of a question that comes back as it was learned.
    """
    kind, slug, *within = place
    guides = document["guides"]
    if within and slug not in guides:
        message = _("この案内は消されています。先に「消したもの」から案内を元に戻してください。")
        raise ImportRefused([error("unknown-reference", (kind, slug, *within), message)])
    after = put(document, place, version)
    if kind == "guide" and slug in guides:
        after["guides"][slug] = accepting.remembering(after["guides"][slug], guides[slug])
    if kind == "question" and (known := _learned(slug, within[0], after)):
        after["guides"][slug]["learned"] = {**after["guides"][slug]["learned"], **known}
    return after


def _learned(guide: str, question: str, document: Document) -> dict[str, Any]:
    """Return what a guide remembered of a question's numbers when they were learned; {} where they never were."""
    key = f"question:{question}"
    value = accepting.values(document["guides"][guide])[key]
    was = of(("question", guide, question)).exclude(formerly="").values_list("formerly", flat=True)
    keys = [key, *(f"question:{one.rpartition('/')[2]}" for one in was)]
    knew = Q(after__learned__has_any_keys=keys) | Q(before__learned__has_any_keys=keys)
    for one in of(("guide", guide)).filter(knew).iterator():
        for version in filter(None, (one.after, one.before)):
            if found := next(filter(None, (accepting.had_become(version, name, value) for name in keys)), None):
                return {key: found}
    return {}


def _place_now(place: Place, pk: int | None) -> Place:
    """Return where a row stands now; where it stood, if it is gone or never was."""
    rows = PART_TABLES[place[0]]._default_manager.filter(pk=pk)
    now = rows.values_list(*key_of(place)).first()
    return (place[0], *now) if now else place
