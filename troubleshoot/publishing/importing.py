"""Replaces the editors' drafts by a release document, wholly or not at all."""

import logging
from collections.abc import Iterable, Iterator

from django.contrib.auth.models import User

from troubleshoot.models import Incident, IncidentScope

from . import tables
from .checks import links, references, shape
from .checks.base import Finding, error
from .places import Json
from .transactions import in_one_state

log = logging.getLogger(__name__)


class ImportRefused(Exception):  # noqa: N818  # what happened, not a fault of the program
    """A document that cannot become the drafts; ``findings`` say why, and nothing was written."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


def import_document(document: Json, *, actor: User | None) -> None:
    """Make the drafts say what a document says; what is not in it is removed.

    ``document`` is in today's format (``formats.read`` upgrades earlier ones). Raises ImportRefused with all that is
    wrong with it, ConflictError when others kept saving meanwhile; then nothing is written.
    """
    in_one_state(lambda: _replace(document))
    log.info("The drafts were replaced by a document.", extra={"actor": str(actor) if actor else ""})


def problems(document: Json) -> tuple[Finding, ...]:
    """Return what keeps a document from becoming the drafts: its shape, its references, what incidents need.

    Drafts may be unfinished, so the other checks wait until they are published.
    """
    return shape.check(document) or (*references.unknown(document), *links.had_twice(document), *_in_use(document))


def _replace(document: Json) -> None:
    if findings := problems(document):
        raise ImportRefused(findings)
    tables.write(document)


def _in_use(document: Json) -> Iterator[Finding]:
    """Name what incidents refer to and the document would remove."""
    used = [("cause", slug, name) for slug, name in Incident.objects.values_list("cause__slug", "slug")]
    for guide, carrier, name in IncidentScope.objects.values_list("guide__slug", "carrier__slug", "incident__slug"):
        used += [(kind, slug, name) for kind, slug in (("guide", guide), ("carrier", carrier)) if slug]
    for kind, slug, name in sorted(set(used)):
        if slug not in document[f"{kind}s"]:
            message = f"障害 {name} が使っているので消せません。文書に残すか、先に障害を直してください。"
            yield error("in-use", (kind, slug), message)
