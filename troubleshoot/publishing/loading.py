"""Hands the newest release to the snapshot."""

import hashlib
import json

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from troubleshoot import engine
from troubleshoot.models import Counter, Release
from troubleshoot.snapshot import Published

from .formats import upgrade


class DamagedReleaseError(Exception):
    """A stored document does not match its digest: the database was changed past us, or is damaged."""

    def __init__(self, number: int) -> None:
        words = _("%(number)d番の公開版が壊れています(ダイジェストと合いません)。下書きを全部公開し直してください。")
        super().__init__(words % {"number": number})


def newest() -> Published | None:
    """Return the newest release, in today's format, by one query; None before the first publishing.

    Raises DamagedReleaseError rather than hand out a document that nobody published.
    """
    release = Release.objects.newest()
    return opened(release) if release else None


def opened(release: Release) -> Published:
    """Return a stored release with its document in today's format. Raises DamagedReleaseError."""
    if hashlib.sha256(release.document.encode()).hexdigest() != release.digest:
        raise DamagedReleaseError(release.number)
    stored = json.loads(release.document)
    document = upgrade(stored)
    digest = release.digest if document is stored else engine.digest(document)
    return Published(release.number, digest, localtime(release.published_at).isoformat(), document)


def versions() -> tuple[int, int]:
    """Return the numbers of the newest release and of the incidents by one query; 0 before the first."""
    numbers = dict(Counter.objects.values_list("name", "number"))
    return numbers.get(Counter.RELEASE, 0), numbers.get(Counter.INCIDENTS, 0)
