"""Whether every reader gets steps, few enough, and looked at lately."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from troubleshoot import engine
from troubleshoot.engine.guide import Cause, RemedyStep, Slug

from .base import EVERYTHING, Finding, Subject, error, warning

#: More steps than this for one reader are too many.
MOST_STEPS: Final = 7
#: A step must have been looked at within this time.
FRESH: Final = timedelta(days=365)


def check(subject: Subject) -> Iterator[Finding]:
    """Judge the steps of each cause; a look-alike needs none, its page tells enough."""
    for cause in subject.release.causes.values():
        if not subject.concerns("cause", cause.slug):
            continue
        if cause.steps:
            yield from _without_steps(subject.release, cause)
            yield from _too_many(subject.release, cause)
        elif cause.role != "look-alike":
            message = _("手順が一つもありません。最初の手順を書いてください。")
            yield error("no-steps", ("cause", cause.slug), message, "steps")
        if subject.at:
            yield from _stale(cause, subject.at, one_by_one=subject.focus != EVERYTHING)


def _without_steps(release: engine.Release, cause: Cause) -> Iterator[Finding]:
    """Name readers who have this cause and find no step, first by carrier, then by device."""
    lines = [slug for slug in release.carriers if engine.exists_on(cause, engine.lineage(release.carriers, slug))]
    empty = [slug for slug in (*lines, None) if not engine.remedy_for(cause, release, slug).steps]
    if empty:
        words = _("%(whose)sに出る手順がありません。共通の手順か、この回線の手順を足してください。")
        message = words % {"whose": _whose(release, empty)}
        yield error("no-steps-for-carrier", ("cause", cause.slug), message, "steps")
        return
    bare = [kind for kind in engine.finest(release.devices) if not engine.remedy_for(cause, release, None, kind).steps]
    if bare:
        words = _("%(devices)sの読者に出る手順がありません。共通の手順か、この端末の手順を足してください。")
        message = words % {"devices": _("、").join(release.devices[kind].name for kind in bare)}
        yield error("no-steps-for-device", ("cause", cause.slug), message, "steps")


def _whose(release: engine.Release, carriers: Sequence[Slug | None]) -> str:
    named = [release.carriers[slug].name for slug in carriers if slug]
    return _("%(carriers)sの読者") % {"carriers": _("、").join(named)} if named else _("回線がわからない読者")


def _too_many(release: engine.Release, cause: Cause) -> Iterator[Finding]:
    """Name whose steps are too many, for the device that has the most."""
    kinds: tuple[Slug | None, ...] = engine.finest(release.devices) or (None,)
    for owner in sorted({step.carrier or "" for step in cause.steps}):
        count = max(len(engine.remedy_for(cause, release, owner or None, kind).steps) for kind in kinds)
        if count > MOST_STEPS:
            whose = _("%(carriers)sの読者") % {"carriers": release.carriers[owner].name} if owner else _("読者")
            words = _("%(whose)sに手順が%(count)d個出ます。%(most)d個以下にまとめるか、原因を分けてください。")
            message = words % {"whose": whose, "count": count, "most": MOST_STEPS}
            yield warning("too-many-steps", ("cause", cause.slug), message, "steps")


def _stale(cause: Cause, at: date, *, one_by_one: bool) -> Iterator[Finding]:
    """Name the steps that were not looked at for a year, or never: each to who works at them, else how many."""
    stale = [step for step in cause.steps if is_stale(step.reviewed, at)]
    if one_by_one:
        for step in stale:
            message = _("1年より前に確かめたか、日付のない手順です。いまも正しいか確かめて、日付を書いてください。")
            yield warning("stale-review", ("step", cause.slug, step.key), message, "reviewed")
    elif stale:
        words = _(
            "1年より前に確かめたか、日付のない手順が%(count)d個あります: %(steps)s。確かめて日付を書いてください。"
        )
        message = words % {"count": len(stale), "steps": _listed(stale)}
        yield warning("stale-review", ("cause", cause.slug), message, "steps")


def is_stale(reviewed: str, at: date) -> bool:
    """Tell whether a day of review, "" for never, is too long ago."""
    return reviewed < (at - FRESH).isoformat()


def _listed(steps: Sequence[RemedyStep]) -> str:
    words = "".join(f"「{step.text}」" for step in steps[:3])
    return words + (_("など") if len(steps) > 3 else "")  # noqa: PLR2004  # enough to start with
