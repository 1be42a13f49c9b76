"""Whether every reader gets steps, few enough, and looked at lately."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from troubleshoot import engine
from troubleshoot.engine.guide import Cause, Slug

from .base import Finding, Subject, error, warning

#: More steps than this for one reader are too many.
MOST_STEPS: Final = 7
#: A step must have been looked at within this time.
FRESH: Final = timedelta(days=365)


def check(subject: Subject) -> Iterator[Finding]:
    """Judge the steps of each cause; a look-alike needs none, its page tells enough."""
    for cause in subject.release.causes.values():
        if cause.steps:
            yield from _without_steps(subject.release, cause)
            yield from _too_many(subject.release, cause)
        elif cause.role != "look-alike":
            yield error("no-steps", ("cause", cause.slug), "手順が一つもありません。最初の手順を書いてください。")
        if subject.at:
            yield from _stale(cause, subject.at)


def _without_steps(release: engine.Release, cause: Cause) -> Iterator[Finding]:
    """Name readers who have this cause and find no step, first by carrier, then by device."""
    lines = [slug for slug in release.carriers if engine.exists_on(cause, engine.lineage(release.carriers, slug))]
    empty = [slug for slug in (*lines, None) if not engine.remedy_for(cause, release, slug).steps]
    if empty:
        message = f"{_whose(empty)}に出る手順がありません。共通の手順か、この回線の手順を足してください。"
        yield error("no-steps-for-carrier", ("cause", cause.slug), message)
        return
    bare = [kind for kind in engine.finest(release.devices) if not engine.remedy_for(cause, release, None, kind).steps]
    if bare:
        message = f"{'、'.join(bare)} の読者に出る手順がありません。共通の手順か、この端末の手順を足してください。"
        yield error("no-steps-for-device", ("cause", cause.slug), message)


def _whose(carriers: Sequence[Slug | None]) -> str:
    named = [slug for slug in carriers if slug]
    return f"{'、'.join(named)} の読者" if named else "回線がわからない読者"


def _too_many(release: engine.Release, cause: Cause) -> Iterator[Finding]:
    """Name whose steps are too many, for the device that has the most."""
    kinds: tuple[Slug | None, ...] = engine.finest(release.devices) or (None,)
    for owner in sorted({step.carrier or "" for step in cause.steps}):
        count = max(len(engine.remedy_for(cause, release, owner or None, kind).steps) for kind in kinds)
        if count > MOST_STEPS:
            whose = f"{owner} の読者" if owner else "読者"
            message = f"{whose}に手順が{count}個出ます。{MOST_STEPS}個以下にまとめるか、原因を分けてください。"
            yield warning("too-many-steps", ("cause", cause.slug), message)


def _stale(cause: Cause, at: date) -> Iterator[Finding]:
    """Name how many steps were not looked at for a year, or never."""
    stale = [step.key for step in cause.steps if not step.reviewed or date.fromisoformat(step.reviewed) < at - FRESH]
    if stale:
        keys = _listed(stale)
        message = (
            f"1年より前に確かめたか、日付のない手順が{len(stale)}個あります: {keys}。確かめて日付を書いてください。"
        )
        yield warning("stale-review", ("cause", cause.slug), message)


def _listed(keys: list[Slug]) -> str:
    return "、".join(keys[:5]) + ("など" if len(keys) > 5 else "")  # noqa: PLR2004  # enough to start with
