"""Makes the drafts, or the chosen ones of them, the newest release."""

import hashlib
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from troubleshoot import engine
from troubleshoot.models import Counter, Incident, Release

from . import loading
from .checks import Finding, check
from .checks.base import error
from .chosen import drafts_of
from .compile import Document
from .diff import Change, difference
from .formats import FORMAT
from .places import NAMES, TABLES, Place
from .transactions import ConflictError, DiskFullError, in_one_state, reading_one_state

log = logging.getLogger(__name__)

#: What readers have before the first release.
NOTHING: Final[Document] = {"format": FORMAT, "carriers": {}, "devices": {}, "causes": {}, "guides": {}}


#: The drafts to publish; all others stay as they are in the newest release. One that the drafts no longer have is
#: removed, and so is what a chosen one was called before.
type Selection = frozenset[Place]


class Published(NamedTuple):
    """The newest release, whether this call created it, and what the checks found."""

    release: Release
    created: bool
    findings: tuple[Finding, ...]


class Signature(NamedTuple):
    """Who publishes something, and what they say of it."""

    actor: User | None
    note: str


@dataclass(frozen=True)
class Preview:
    """What publishing would do: the document, what would change for readers, and what the checks find.

    ``before``: what readers have now. The checks run when they are first asked for: they cost far more than the rest.
    """

    before: Document
    document: Document
    changes: tuple[Change, ...]
    outages: Sequence[tuple[str, str]]
    at: date | None

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks find in the document."""
        return _judge(self.document, self.at, self.outages)

    @property
    def blocked(self) -> bool:
        """Whether publishing would be refused."""
        return any(finding.blocks for finding in self.findings)

    @property
    def marks(self) -> Mapping[Place, str]:
        """A digest of what each changed thing would become: hand those shown to ``publish`` as ``seen``."""
        return _marks(self.changes, self.document)


class PublishRefused(Exception):  # noqa: N818  # what happened, not a fault of the program
    """The checks found errors, so nothing was published; ``findings`` say what to mend, warnings among them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings if finding.blocks))


class DraftsChanged(Exception):  # noqa: N818  # what happened, not a fault of the program
    """Drafts were saved after somebody read them; nothing was published. ``findings``: as the drafts are now."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(_("ページを開いたあとで、だれかが下書きを保存しました。"))


class PublishConflict(Exception):  # noqa: N818  # what happened, not a fault of the program
    """Others kept publishing or saving at the same moment, or the disk is full; nothing was published. Try again."""


class NoSuchReleaseError(LookupError):
    """There is no release of that number."""


def preview(only: Selection | None = None, *, at: date | None = None) -> Preview:
    """Return what publishing the drafts, or the chosen ones, would do now. Changes nothing."""
    with reading_one_state():
        newest = document_of(Release.objects.newest(), only)
        document = compose(drafts_of(only), newest, only)
        outages = _outages()
    return Preview(newest, document, difference(newest, document), outages, at)


def publish(
    *,
    actor: User | None,
    note: str = "",
    only: Selection | None = None,
    seen: Collection[str] | None = None,
    at: date | None = None,
) -> Published:
    """Publish the drafts, or only the chosen ones over the newest release's version of the rest.

    ``seen``: the marks of a preview that somebody read; what goes out must be among them, and what stays a draft may
    have changed meanwhile. None publishes what is there. ``at`` is the day to judge review dates by, today by
    default. Where the result equals the newest release, nothing is created. Raises DraftsChanged where something
    unseen would go out, PublishRefused when the checks find errors, PublishConflict when others were at it too long,
    DamagedReleaseError when chosen drafts would stand on a damaged release; then nothing is written. Call it outside
    of transactions: only there it sees one state of the drafts.
    """
    return in_line(lambda: put_out(lambda: drafts_of(only), Signature(actor, note), only, seen=seen, at=at))


def put_out(
    drafts: Callable[[], Document],
    signature: Signature,
    only: Selection | None,
    *,
    seen: Collection[str] | None = None,
    at: date | None = None,
) -> Published:
    """Do what ``publish`` does, of some drafts, within a transaction that ``in_line`` opens."""
    newest = first_in_line()
    before = document_of(newest, only)
    document = compose(drafts(), before, only)
    findings = _judge(document, at, _outages())
    content = engine.canonical_bytes(document)
    if newest and _says(newest, content):
        return Published(newest, created=False, findings=findings)
    require_seen(seen, before, document, findings)
    if any(finding.blocks for finding in findings):
        raise PublishRefused(findings)
    return Published(_append(content, signature), created=True, findings=findings)


def refusals(document: Document) -> tuple[Finding, ...]:
    """Return the findings for which a document could not be published now."""
    return tuple(finding for finding in _judge(document, None, _outages()) if finding.blocks)


def require_seen(
    seen: Collection[str] | None, before: Document, document: Document, findings: tuple[Finding, ...]
) -> None:
    """Raise DraftsChanged where a document would bring readers what nobody read; ``seen`` None reads all."""
    if seen is not None and not set(seen).issuperset(_marks(difference(before, document), document).values()):
        raise DraftsChanged(findings)


def rollback(number: int, *, actor: User | None, note: str = "", at: date | None = None) -> Published:
    """Publish the document of an old release anew, under a new number; the drafts stay as they are.

    Checks may have grown stricter since: they are reported and block nothing that the engine can serve. Raises
    NoSuchReleaseError, PublishRefused where the engine cannot load it, PublishConflict.
    """

    def work() -> Published:
        newest = first_in_line()
        old = Release.objects.filter(number=number).first()
        if old is None or newest is None:
            raise NoSuchReleaseError(number)
        document = dict(loading.opened(old).document)
        findings = _judge(document, at, _outages())
        content = engine.canonical_bytes(document)
        if _says(newest, content):
            return Published(newest, created=False, findings=findings)
        try:
            engine.load(document)
        except engine.DocumentError as failure:
            raise PublishRefused(findings) from failure
        return Published(_append(content, Signature(actor, note)), created=True, findings=findings)

    return in_line(work)


def compose(drafts: Document, newest: Document, only: Selection | None) -> Document:
    """Return the drafts' version of what is chosen and the newest release's of the rest.

    Raises PublishRefused for a chosen slug that neither has.
    """
    if only is None:
        return drafts
    document = dict(newest)
    for table, kind in TABLES.items():
        slugs = frozenset(slug for of, slug in only if of == kind)
        if unknown := sorted(slugs - {*drafts[table], *newest[table]}):
            words = _("この%(kind)sは下書きにも公開版にもありません。スラッグを確かめてください。")
            message = words % {"kind": _(NAMES[kind])}
            raise PublishRefused(error("unknown-choice", (kind, slug), message) for slug in unknown)
        document[table] = _over(newest[table], drafts[table], slugs)
    return document


def _over(newest: Document, drafts: Document, slugs: frozenset[str]) -> Document:
    """Return a table of the newest release with the chosen drafts put over it."""
    chosen = {slug: drafts[slug] for slug in slugs if slug in drafts}
    renamed = {old for one in chosen.values() for old in one.get("formerly", ()) if old not in drafts}
    kept = {slug: one for slug, one in newest.items() if slug not in slugs | renamed}
    return {**kept, **chosen}


def _marks(changes: Iterable[Change], document: Document) -> dict[Place, str]:
    """Return a digest of what each changed thing is in a document; of what is removed, that it is not there."""
    return {one.place: mark(document, one.place) for one in changes}


def mark(document: Document, place: Place) -> str:
    """Return a digest of what a guide, cause, carrier or device is in a document; of its absence, too."""
    tables = {kind: document[table] for table, kind in TABLES.items()}
    return engine.digest({"/".join(place): tables[place[0]].get(place[1])})


def _judge(document: Document, at: date | None, outages: Sequence[tuple[str, str]]) -> tuple[Finding, ...]:
    return check(document, at=at or timezone.localdate(), outages=outages)


def _outages() -> list[tuple[str, str]]:
    """Return each ongoing incident with the cause it names."""
    return list(Incident.objects.ongoing().values_list("slug", "cause__slug"))


def in_line[T](work: Callable[[], T]) -> T:
    """Do some work in a transaction of its own, again where another publishing came between."""
    try:
        return in_one_state(work)
    except DiskFullError as full:
        raise PublishConflict(str(full)) from full
    except ConflictError as conflict:
        message = _("ほかの人が同時に公開か保存をしています。少し待って、もう一度公開してください。")
        raise PublishConflict(message) from conflict


def first_in_line() -> Release | None:
    """Wait until nobody else publishes, then return the newest release. Belongs in a transaction."""
    Counter.objects.locked(Counter.RELEASE)
    return Release.objects.newest()


def document_of(newest: Release | None, only: Selection | None) -> Document:
    """Return what readers have, or chosen drafts are put over; of a damaged release all drafts may take the place."""
    try:
        return dict(loading.opened(newest).document) if newest else NOTHING
    except loading.DamagedReleaseError:
        if only is None:
            return NOTHING
        raise


def _says(release: Release, content: bytes) -> bool:
    """Tell whether a release holds this very document; its digest alone would not show damage."""
    return release.document == content.decode()


def _append(content: bytes, signature: Signature) -> Release:
    """Write a release under the next number; this process serves it once it is committed."""
    newest = Release.objects.defer("document").newest()
    release = Release.objects.create(
        number=Counter.objects.raised(Counter.RELEASE, above=newest.number if newest else 0),
        actor=signature.actor,
        note=signature.note,
        digest=hashlib.sha256(content).hexdigest(),
        document=content.decode(),
    )
    log.info(
        "Release %s was published.",
        release.number,
        extra={"actor": str(signature.actor or ""), "digest": release.digest},
    )
    return release
