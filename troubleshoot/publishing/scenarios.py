"""Runs an editor's scenarios over a guide: which causes this reader would be advised, in which order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from troubleshoot import engine
from troubleshoot.engine import ranking
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
    if isinstance(walk.step, engine.Advice):
        return tuple(dict.fromkeys([walk.step.cause.slug, *walk.step.order]))
    return ranking.order(guide, walk.beliefs, walk.tried)


def _failures(guide: Guide, scenario: Scenario, order: tuple[Slug, ...]) -> list[str]:
    came = "、".join(_titles(guide, order[:WATCHED])) or "なし"
    found: list[str] = []
    if scenario.first and not scenario.first.intersection(order[:1]):
        found.append(f"最初に{_either(guide, scenario.first)}が来るはずですが、{came}の順でした。")
    if scenario.among_three and not scenario.among_three.intersection(order[:WATCHED]):
        found.append(f"3番目までに{_either(guide, scenario.among_three)}が来るはずですが、{came}の順でした。")
    if unwanted := scenario.never.intersection(order[:WATCHED]):
        names = "、".join(_titles(guide, sorted(unwanted)))
        found.append(f"3番目までに{names}が来てはいけませんが、{came}の順でした。")
    return found


def _either(guide: Guide, causes: frozenset[Slug]) -> str:
    return "か".join(_titles(guide, sorted(causes)))


def _titles(guide: Guide, causes: Iterable[Slug]) -> list[str]:
    return [f"「{guide.causes[slug].title}」" for slug in causes]
