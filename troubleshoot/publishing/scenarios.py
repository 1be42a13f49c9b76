"""Runs an editor's scenarios over a guide: which causes this reader would be advised, in which order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from troubleshoot import engine
from troubleshoot.engine.guide import Guide, Scenario, Slug

#: "Among the first three" and "must not come" speak of so many causes.
WATCHED: Final = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario came to.

    ``order``: the causes advised, best first; ``dropped``: answers of the scenario that the guide does not know;
    ``failures``: what did not hold, in an editor's words, () where all did.
    """

    scenario: Scenario
    order: tuple[Slug, ...]
    dropped: tuple[str, ...]
    failures: tuple[str, ...]


def run(guide: Guide, scenario: Scenario) -> Outcome:
    """Return what a guide does in one scenario."""
    dropped = engine.replay(guide, scenario.answers).dropped
    order = advised(guide, scenario.answers)
    return Outcome(scenario, order, dropped, tuple(_failures(guide, scenario, order)))


def advised(guide: Guide, answers: Mapping[str, str]) -> tuple[Slug, ...]:
    """Return the causes these answers bring, best first: one that is certain, then the rest by belief.

    Where a question is still open, the order is what the belief so far gives.
    """
    walk = engine.replay(guide, answers)
    first = [walk.step.cause.slug] if isinstance(walk.step, engine.Advice) else []
    return tuple(dict.fromkeys([*first, *engine.order(walk)]))


def _failures(guide: Guide, scenario: Scenario, order: tuple[Slug, ...]) -> list[str]:
    came = _("、").join(_titles(guide, order[:WATCHED])) or _("なし")
    found: list[str] = []
    if scenario.first and not scenario.first.intersection(order[:1]):
        words = _("最初に%(wanted)sが来るはずですが、%(came)sの順でした。")
        found.append(words % {"wanted": _either(guide, scenario.first), "came": came})
    if scenario.among_three and not scenario.among_three.intersection(order[:WATCHED]):
        words = _("3番目までに%(wanted)sが来るはずですが、%(came)sの順でした。")
        found.append(words % {"wanted": _either(guide, scenario.among_three), "came": came})
    if unwanted := scenario.never.intersection(order[:WATCHED]):
        words = _("3番目までに%(unwanted)sが来てはいけませんが、%(came)sの順でした。")
        found.append(words % {"unwanted": _("、").join(_titles(guide, sorted(unwanted))), "came": came})
    return found


def _either(guide: Guide, causes: frozenset[Slug]) -> str:
    return _("か").join(_titles(guide, sorted(causes)))


def _titles(guide: Guide, causes: Iterable[Slug]) -> list[str]:
    return [f"「{guide.causes[slug].title}」" for slug in causes]
