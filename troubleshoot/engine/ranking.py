"""What is advised next: the guide's candidates as a plan of the fewest expected minutes, the editor's pins kept."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from .guide import Door, Guide, Slug
from .planning import Plan, Stage, Trial, plan, spent

#: Minutes to read what is to be done, one remedy's.
READING: Final = 2.0
_PINS: Final = ("first", "", "last")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader is, as far as prices depend on it. ``resent``: how many codes were sent anew on the way."""

    guide: Guide
    tried: tuple[Slug, ...] = ()
    carrier: Slug | None = None
    resent: int = 0

    def door(self, cause: Slug) -> Door | None:
        """Return what a candidate is behind on the reader's line."""
        return self.guide.doors.get(cause, {}).get(self.carrier)

    def doors(self, entered: Iterable[Slug] = ()) -> dict[Slug, float]:
        """Return the minutes of entering each door; 0 where something tried, or one of these causes, is behind it."""
        found = {door.slug: door.minutes for cause in self.guide.doors if (door := self.door(cause))}
        paid = {door.slug for cause in (*self.tried, *entered) if (door := self.door(cause))}
        return {slug: 0.0 if slug in paid else minutes for slug, minutes in found.items()}

    def trials(self, masses: Mapping[Slug, float]) -> list[Trial]:
        """Return what may be tried, in the editor's order; ``masses``: the readers with each cause."""
        return [self._trial(slug, mass) for slug, mass in masses.items() if mass and slug not in self.tried]

    def _trial(self, cause: Slug, mass: float) -> Trial:
        one, door = self.guide.candidates[cause], self.door(cause)
        behind = door.slug if door else None
        return Trial(cause, mass * one.efficacy, READING + one.minutes_to_know, not one.looking, behind)

    def spent(self, masses: Mapping[Slug, float], stages: Iterable[Stage]) -> tuple[float, float]:
        """Return the minutes of some stages from here on, and the mass of readers who still go without.

        What an answer makes certain takes its minutes too where none of these readers has it.
        """
        tried = tuple(stages)
        trials = {slug: self._trial(slug, masses.get(slug, 0.0)) for stage in tried for slug in stage.causes}
        return spent(tried, trials, self.guide.prices, self.doors(), sum(masses.values()), resent=self.resent)

    def advised(self, masses: Mapping[Slug, float]) -> Plan:
        """Return the plan from here on for readers with each cause, those tried in vain among them.

        What is pinned first is advised one by one, whatever it costs; what is pinned last, after all that is worth its
        minutes.
        """
        by_pin: dict[str, list[Trial]] = {pin: [] for pin in _PINS}
        for trial in self.trials(masses):
            by_pin[self.guide.candidates[trial.cause].pin].append(trial)
        stages = tuple(Stage((trial.cause,), trial.resends) for trial in by_pin["first"])
        if not stages and not by_pin["last"]:
            return self._then(by_pin[""], sum(masses.values()))
        rest: tuple[Slug, ...] = ()
        for trials in (by_pin[""], by_pin["last"]):
            more = self._then(trials, self.spent(masses, stages)[1], stages)
            stages, rest = (*stages, *more.stages), (*rest, *more.rest)
        minutes, left = self.spent(masses, stages)
        return Plan(stages, rest, minutes + self.guide.prices.last_resort * left)

    def _then(self, trials: Iterable[Trial], left: float, before: Collection[Stage] = ()) -> Plan:
        """Return the plan of some trials for the readers who are left after some stages."""
        doors = self.doors(cause for stage in before for cause in stage.causes)
        resent = self.resent + sum(stage.resends for stage in before)
        return plan(trials, self.guide.prices, doors, left, resent)


def leader(guide: Guide, beliefs: Mapping[Slug, float], tried: Collection[Slug] = ()) -> Slug | None:
    """Return the untried cause whose belief reaches the guide's certainty, None while there is none."""
    untried = [slug for slug in beliefs if slug not in tried]
    best = max(untried, key=beliefs.__getitem__, default=None)
    return best if best is not None and beliefs[best] >= guide.certainty else None
