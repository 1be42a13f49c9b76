"""The steps of a cause for one reader: their carrier's set, for their device."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from .guide import Carrier, Cause, Device, Door, Guide, Lineage, Release, RemedyStep, Slug


@dataclass(frozen=True, slots=True)
class Remedy:
    """What one reader is told to do. ``carrier`` is whose steps they are, None for everyone's.

    ``minutes`` of doing and ``wait_minutes`` of waiting are one reader's: while the device is unknown the steps of
    all are there, and those of the device that takes longest count.
    """

    carrier: Slug | None
    steps: tuple[RemedyStep, ...]
    minutes: float = 0.0
    wait_minutes: int = 0

    @property
    def door(self) -> Door | None:
        """What is entered before the rest, None for nothing."""
        slug = next((step.door for step in self.steps if step.door), "")
        return Door(slug, sum(step.minutes for step in self.steps if step.door == slug)) if slug else None


def lineage(table: Mapping[Slug, Carrier] | Mapping[Slug, Device], slug: Slug | None) -> tuple[Slug, ...]:
    """Return a carrier or device and the wider ones it belongs to, own first; () when it is none of the table."""
    found: list[Slug] = []
    at: Lineage | None = table.get(slug) if slug else None
    while at is not None and at.slug not in found:
        found.append(at.slug)
        at = table.get(at.parent) if at.parent else None
    return tuple(found)


def remedy_for(
    cause: Cause, tables: Guide | Release, carrier: Slug | None = None, device: Slug | None = None
) -> Remedy:
    """Return the most specific carrier's steps (brand, then its network, then everyone's), for one device.

    Where the device is unknown, the steps of all devices are there; of a wider kind, those of its finer kinds.
    """
    fitting = [step for step in cause.steps if _fits(step.device, device, tables.devices)]
    for owner in (*lineage(tables.carriers, carrier), None):
        if steps := tuple(step for step in fitting if step.carrier == owner):
            return _measured(owner, steps, tables.devices)
    return Remedy(None, ())


def _fits(wanted: Slug | None, device: Slug | None, devices: Mapping[Slug, Device]) -> bool:
    """Tell whether a step for one kind of device may be meant for another kind; None and unknown ones fit all."""
    if wanted is None or device not in devices:
        return True
    return wanted in lineage(devices, device) or device in lineage(devices, wanted)


def _measured(owner: Slug | None, steps: tuple[RemedyStep, ...], devices: Mapping[Slug, Device]) -> Remedy:
    """Return a remedy with its minutes for the device that takes longest."""
    kinds = [lineage(devices, device) for device in {step.device for step in steps}]
    of_one = [[step for step in steps if step.device is None or step.device in kind] for kind in kinds]
    return Remedy(
        owner,
        steps,
        minutes=max(sum(step.minutes for step in one) for one in of_one),
        wait_minutes=max(sum(step.wait_minutes for step in one) for one in of_one),
    )


def doors(
    causes: Iterable[Cause], carriers: Mapping[Slug, Carrier], devices: Mapping[Slug, Device]
) -> dict[Slug, dict[Slug | None, Door]]:
    """Return what each cause's remedy is behind, by carrier, None for an unknown one. What has no door is left out."""
    tables = Release({}, {}, carriers, devices)
    found = dict[Slug, dict[Slug | None, Door]]()
    for cause in causes:
        if any(step.door for step in cause.steps):
            by_carrier = {carrier: remedy_for(cause, tables, carrier).door for carrier in (None, *carriers)}
            found[cause.slug] = {carrier: door for carrier, door in by_carrier.items() if door}
    return found


def exists_on(cause: Cause, lines: Collection[Slug]) -> bool:
    """Tell whether a cause exists on a reader's line: a carrier and its networks, none where it is unknown."""
    return not lines or not cause.carriers or not cause.carriers.isdisjoint(lines)


def finest(table: Mapping[Slug, Device]) -> tuple[Slug, ...]:
    """Return the kinds that have no finer kind: what a reader's device is in the end."""
    wider = {one.parent for one in table.values()}
    return tuple(slug for slug in table if slug not in wider)


def differs_by_carrier(cause: Cause) -> bool:
    """Tell whether the remedy depends on the reader's line."""
    return any(step.carrier for step in cause.steps)
