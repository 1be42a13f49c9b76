"""Remedies as they are drawn: steps in blocks, one for each run for the same device, numbered through a page."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from troubleshoot import addresses, engine
from troubleshoot.engine.guide import Device, RemedyStep, Slug

from . import words
from .parts import Link, site_of

type _Run = tuple[Slug | None, tuple[RemedyStep, ...]]


@dataclass(frozen=True, slots=True)
class Instruction:
    """A remedy step as it is drawn. ``call``: the link that dials; ``after``: when its waiting is over, in words.

    ``count``: what is said of a step that sends a code anew, "" of all others.
    """

    key: Slug
    number: int
    text: str
    detail: str
    url: str
    site: str
    tel: str
    call: str
    minutes: str
    wait_minutes: int
    after: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class Instructions:
    """Steps that follow each other for the same device; ``device`` says which, "" where it needs no saying."""

    device: str
    start: int
    steps: tuple[Instruction, ...]


@dataclass(frozen=True, slots=True)
class RemedyPart:
    """A remedy with what is said about it as a whole.

    ``minutes`` of doing and ``wait`` in words; ``reviewed`` is the oldest date of its steps.
    """

    blocks: tuple[Instructions, ...]
    minutes: str
    wait: str
    sources: tuple[Link, ...]
    reviewed: date | None


def remedy_part(remedy: engine.Remedy, devices: Mapping[Slug, Device], count: str = "") -> RemedyPart:
    """Return a remedy with its steps in blocks. ``count``: see ``Instruction``."""
    (blocks,) = numbered([remedy.steps], devices, count)
    return RemedyPart(
        blocks=blocks,
        minutes=words.minutes(remedy.minutes),
        wait=words.span(remedy.wait_minutes),
        sources=sources(remedy.steps),
        reviewed=min((date.fromisoformat(step.reviewed) for step in remedy.steps if step.reviewed), default=None),
    )


def numbered(
    sections: Iterable[Sequence[RemedyStep]], devices: Mapping[Slug, Device], count: str = ""
) -> tuple[tuple[Instructions, ...], ...]:
    """Return the blocks of each of a page's sections; the numbers go on from one to the next."""
    by_section = [_runs(steps) for steps in sections]
    starts = iter(_starts([run for runs in by_section for run in runs], devices))
    return tuple(
        tuple(_block(run, next(starts), _for_whom(devices, run[0], place), count) for place, run in enumerate(runs))
        for runs in by_section
    )


def _runs(steps: Iterable[RemedyStep]) -> list[_Run]:
    return [(device, tuple(run)) for device, run in groupby(steps, key=lambda step: step.device)]


def _block(run: _Run, start: int, device: str, count: str) -> Instructions:
    return Instructions(
        device, start, tuple(_instruction(number, step, count) for number, step in enumerate(run[1], start))
    )


def _for_whom(devices: Mapping[Slug, Device], device: Slug | None, place: int) -> str:
    """Return whom a section's block is for; everyone, where others' steps came before it."""
    if device:
        return devices[device].name
    return _("どの端末でも") if place else ""


def _starts(runs: Iterable[_Run], devices: Mapping[Slug, Device]) -> list[int]:
    """Return the first number of each run, so that the reader of one device counts 1, 2, 3."""
    counted: Counter[Slug] = Counter()
    common = 0
    starts = []
    for device, run in runs:
        if device is None:
            common += max((_own(counted, devices, kind) for kind in counted), default=0)
            counted.clear()
            starts.append(common + 1)
            common += len(run)
        else:
            starts.append(common + _own(counted, devices, device) + 1)
            counted[device] += len(run)
    return starts


def _own(counted: Mapping[Slug, int], devices: Mapping[Slug, Device], device: Slug) -> int:
    """Return what counts for one device: its own and its wider kinds'."""
    return sum(counted.get(kind, 0) for kind in engine.lineage(devices, device))


def _instruction(number: int, step: RemedyStep, count: str) -> Instruction:
    return Instruction(
        key=step.key,
        number=number,
        text=step.text,
        detail=step.detail,
        url=addresses.of_written(step.url),
        site=site_of(step.url),
        tel=step.tel,
        call=f"tel:{step.tel.replace('#', '%23')}" if step.tel else "",
        minutes=words.minutes(step.minutes),
        wait_minutes=step.wait_minutes,
        after=words.after(step.wait_minutes),
        count=count if step.resends else "",
    )


def sources(steps: Iterable[RemedyStep]) -> tuple[Link, ...]:
    """Return the sources of steps, each once, in their order."""
    return tuple(
        Link(site_of(source) or source, source if source.startswith("https://") else "")
        for source in dict.fromkeys(step.source for step in steps if step.source)
    )
