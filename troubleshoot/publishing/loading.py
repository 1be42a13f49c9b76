"""Hands the newest release to the snapshot."""

import hashlib
import json
from typing import TYPE_CHECKING, ClassVar

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from troubleshoot import engine
from troubleshoot.models import Counter, Release
from troubleshoot.snapshot import Published

from .formats import upgrade

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class DamagedReleaseError(Exception):
    """A stored document does not match its digest: the database was changed past us, or is damaged."""

    words: ClassVar["StrPromise"] = gettext_lazy(
        "%(number)d番の公開版が壊れています(ダイジェストと合いません)。下書きを全部公開し直してください。"
    )

    def __init__(self, number: int) -> None:
        super().__init__(self.words % {"number": number})


class UnreadableReleaseError(DamagedReleaseError):
    """A stored document is as it was written, and no document of a format that this program knows."""

    words = gettext_lazy("%(number)d番の公開版は、このプログラムでは読めません。下書きを全部公開し直してください。")


def newest() -> Published | None:
    """Return the newest release, in today's format, by one query; None before the first publishing.

    Raises DamagedReleaseError rather than hand out a document that nobody published.
    """
    release = Release.objects.newest()
    return opened(release) if release else None


def opened(release: Release) -> Published:
    """Return a stored release with its document in today's format. Raises DamagedReleaseError, of either kind."""
    if hashlib.sha256(release.document.encode()).hexdigest() != release.digest:
        raise DamagedReleaseError(release.number)
    try:
        stored = json.loads(release.document)
        document = upgrade(stored)
    except ValueError as failure:
        raise UnreadableReleaseError(release.number) from failure
    digest = release.digest if document is stored else engine.digest(document)
    return Published(release.number, digest, localtime(release.published_at).isoformat(), document)


def versions() -> tuple[int, int]:
    """Return the numbers of the newest release and of the incidents by one query; 0 before the first."""
    numbers = dict(Counter.objects.values_list("name", "number"))
    return numbers.get(Counter.RELEASE, 0), numbers.get(Counter.INCIDENTS, 0)
