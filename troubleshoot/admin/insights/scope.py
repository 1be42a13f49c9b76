"""What an insight looks at: a guide as it is published, and what readers told of it in a span of time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from troubleshoot import snapshot
from troubleshoot.engine.guide import Guide, Slug
from troubleshoot.engine.told import Last, Told, lasts
from troubleshoot.insight import verdicts

#: The days that may be chosen, with their words; None is all there is.
SPANS: Final[Mapping[str, tuple[int | None, Promise]]] = {
    "30": (30, gettext_lazy("30日")),
    "90": (90, gettext_lazy("90日")),
    "365": (365, gettext_lazy("1年")),
    "all": (None, gettext_lazy("すべて")),
}
USUAL: Final = "90"
#: Fewer walks than these say little of anything.
FEW: Final = 30


@dataclass(frozen=True, slots=True)
class Published:
    """A guide as the newest release says it, with that release's digest, number and document."""

    slug: Slug
    guide: Guide
    digest: str
    number: int
    document: Mapping[str, Any]


@dataclass(frozen=True)
class Scope:
    """A published guide, and the rows of verdicts on it in a span; ``told`` names what they say."""

    published: Published
    span: str
    rows: tuple[Told, ...]

    @cached_property
    def told(self) -> str:
        """A digest of the rows."""
        return sha256(repr(self.rows).encode()).hexdigest()

    @property
    def guide(self) -> Guide:
        """The guide."""
        return self.published.guide

    @cached_property
    def lasts(self) -> tuple[Last, ...]:
        """The walks behind the rows."""
        return lasts(self.guide, self.rows)

    @cached_property
    def walks(self) -> float:
        """How many walks there are."""
        return sum(last.number for last in self.lasts)

    def named(self, *causes: Slug) -> str:
        """Return what causes are called, several by all of their titles."""
        return " + ".join(self.guide.causes[slug].title if slug in self.guide.causes else slug for slug in causes)


def published(slug: Slug) -> Published | None:
    """Return a guide as it is published; None where it is not."""
    served = snapshot.current()
    guide = served.releases["ja"].guides.get(slug)
    return Published(slug, guide, served.digest, served.number, served.document) if guide else None


def read(one: Published, span: str, at: datetime) -> Scope:
    """Read what was told of a guide in a span that ends now."""
    days, _ = SPANS[span]
    rows = verdicts.told(one.guide, at, at - timedelta(days=days) if days else None)
    return Scope(one, span, rows)
