"""What reports are watched by: a guide, a network, both, all. And what of it an incident or a proposal touches."""

from collections.abc import Mapping

from troubleshoot.models import Carrier, IncidentScope, Proposal

type Slug = str
#: A guide and a network; None means all.
type Series = tuple[Slug | None, Slug | None]
#: Reports by minute, or by bin.
type Counts = dict[int, int]


def of(row: IncidentScope | Proposal) -> Series:
    """Return what a row touches."""
    return (row.guide.slug if row.guide else None, row.carrier.slug if row.carrier else None)


def covers(one: Series, other: Series) -> bool:
    """Tell whether all of another series belongs to one."""
    return all(own in {None, of_other} for own, of_other in zip(one, other, strict=True))


def meets(one: Series, other: Series) -> bool:
    """Tell whether two series have anything in common."""
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def networks() -> dict[Slug, Slug]:
    """Return the network of each carrier, which is itself where it is nobody's brand: a brand's reports are both's."""
    parents = dict(Carrier.objects.values_list("slug", "parent__slug"))
    return {slug: _network(slug, parents) for slug in parents}


def _network(slug: Slug, parents: Mapping[Slug, Slug | None]) -> Slug:
    trail = [slug]
    while (parent := parents[trail[-1]]) and parent not in trail:
        trail.append(parent)
    return trail[-1]


def counted(
    cells: Mapping[tuple[Slug, Slug], Mapping[int, int]], network_of: Mapping[Slug, Slug]
) -> dict[Series, Counts]:
    """Return the counts of each series: a cell, a guide and a carrier, counts for its guide, its network and all."""
    found: dict[Series, Counts] = {}
    for (guide, carrier), counts in cells.items():
        network = network_of.get(carrier)
        names: set[Series] = {(guide, None), (None, None)}
        names |= {(guide, network), (None, network)} if network else set()
        for name in names:
            held = found.setdefault(name, {})
            for when, count in counts.items():
                held[when] = held.get(when, 0) + count
    return found
