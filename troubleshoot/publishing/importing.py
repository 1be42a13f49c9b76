"""Writes release documents over the editors' drafts, wholly or not at all, and keeps what they said before."""

import copy
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from troubleshoot.models import Incident, IncidentScope, Revision

from . import tables
from .checks import links, references, shape
from .checks.base import Finding, error
from .compile import Document, compile_document
from .diff import Change, difference
from .parts import differing
from .places import TABLES, Json
from .transactions import in_one_state, next_to_write

log = logging.getLogger(__name__)


class ImportRefused(Exception):  # noqa: N818  # what happened, not a fault of the program
    """A document that cannot become the drafts; ``findings`` say why, and nothing was written."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


def import_document(document: Json, *, actor: User | None, note: str = "") -> tuple[Change, ...]:
    """Make the drafts say what a document says; what is not in it is removed.

    ``document`` is in today's format (``formats.read`` upgrades earlier ones). Raises as ``rewrite`` does.
    """
    changes = rewrite(lambda _: dict(document), actor=actor, note=note)
    log.info("The drafts were replaced by a document.", extra={"actor": str(actor) if actor else ""})
    return changes


def rewrite(change: Callable[[Document], Document], *, actor: User | None, note: str = "") -> tuple[Change, ...]:
    """Make the drafts say what some change makes of them, and return the differences.

    ``change`` gets a document of its own, which it may alter, and may be called again where others save meanwhile.
    Each part that differs is kept in the history with the note. Raises ImportRefused with all that is wrong with the
    new document, ConflictError when others kept saving; then nothing is written.
    """

    def work() -> tuple[Change, ...]:
        next_to_write()
        before = compile_document()
        after = change(copy.deepcopy(before))
        if findings := problems(after, before):
            raise ImportRefused(findings)
        if after != before:
            tables.write(after, before)
        Revision.objects.keep(differing(before, after), actor=actor, note=note)
        return difference(before, after)

    return in_one_state(work)


def problems(document: Json, drafts: Json | None = None) -> tuple[Finding, ...]:
    """Return what keeps a document from becoming the drafts: its shape, its references, what incidents need.

    Drafts may be unfinished, so the other checks wait until they are published. What ``drafts`` say already is not
    judged by its shape again.
    """
    new = _new(document, drafts) if drafts else document
    return shape.check(new) or (
        *references.unknown(document),
        *links.had_twice(document),
        *_in_use(document),
    )


def _new(document: Json, drafts: Json) -> Json:
    """Keep of a document's guides, causes, carriers and devices those that the drafts do not have just so."""
    if not all(isinstance(document.get(table), Mapping) for table in TABLES):
        return document
    new = {
        table: {slug: one for slug, one in document[table].items() if one != drafts[table].get(slug)}
        for table in TABLES
    }
    return {**document, **new}


def _in_use(document: Json) -> Iterator[Finding]:
    """Name what incidents refer to and the document would remove."""
    used = [("cause", slug, name) for slug, name in Incident.objects.values_list("cause__slug", "slug")]
    for guide, carrier, name in IncidentScope.objects.values_list("guide__slug", "carrier__slug", "incident__slug"):
        used += [(kind, slug, name) for kind, slug in (("guide", guide), ("carrier", carrier)) if slug]
    for kind, slug, name in sorted(set(used)):
        if slug not in document[f"{kind}s"]:
            words = _("障害 %(incident)s が使っているので消せません。文書に残すか、先に障害を直してください。")
            yield error("in-use", (kind, slug), words % {"incident": name})
