"""The form "I have this too". It is the same for everybody, so that its page can be kept."""

from dataclasses import dataclass

from troubleshoot import addresses
from troubleshoot.engine.guide import Guide, Slug


@dataclass(frozen=True, slots=True)
class TooPart:
    """The form, with the carriers to choose from by slug, and the page that tells how the trouble stands."""

    url: str
    status_url: str
    carriers: tuple[tuple[Slug, str], ...]


def too_part(guide: Guide) -> TooPart:
    """Return the form of a guide."""
    return TooPart(
        url=addresses.page("too", guide.slug),
        status_url=addresses.page("guide-status", guide.slug),
        carriers=tuple((carrier.slug, carrier.name) for carrier in guide.carriers.values()),
    )
