"""Sends the same readers through two versions of a guide: in which situations they are, and what each version shows.

Readers are as the new version believes them to be: its weights say how many have which cause, its effects and shares
how they answer. What the old version alone asks, they answer as that one believes.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final, Literal, NamedTuple

from troubleshoot import engine
from troubleshoot.engine.guide import Guide, Question, Slug

type Masses = Mapping[Slug, float]

#: A replay takes as long as a guide has causes: so many causes' replays, and no more situations than fit in them.
WORK: Final = 300_000


class Shown(NamedTuple):
    """What a reader is shown after their answers: advice of a cause, the end, or a question still to answer."""

    kind: Literal["advice", "end", "question"]
    slug: Slug = ""


def shown(walk: engine.Walk) -> Shown:
    """Return what a walk shows, to be compared."""
    match walk.step:
        case engine.Advice(cause=cause):
            return Shown("advice", cause.slug)
        case engine.QuestionStep(question=question):
            return Shown("question", question.slug)
    return Shown("end")


class Situation(NamedTuple):
    """The walks of readers who answer alike, in both versions, up to the first advice or the end.

    ``share``: which part of all readers they are.
    """

    share: float
    before: engine.Walk
    after: engine.Walk


def situations(before: Guide, after: Guide, most: int | None = None) -> tuple[Situation, ...]:
    """Return every situation that the questions of two versions tell apart.

    The shares sum to 1, or to less where there are more situations than ``most``: then they are a choice, the same
    each time, to which each way contributes by its weight, the heaviest first. A situation is one answer to each
    question that a version asks; of a question that takes several, one tick or none.
    """
    readers = _Readers(before, after)
    start = readers.start()
    if not start.mass:
        return ()
    limit = most or max(WORK // len(after.candidates), 1)
    found = list(islice(readers.all(start), limit + 1))
    if len(found) > limit:
        found = readers.heaviest(start, limit)
    return tuple(Situation(group.mass / start.mass, group.before, group.after) for group in found)


class _Draw(NamedTuple):
    """What some readers answer to a question in each version, None where it has no such question."""

    before: Slug | None
    after: Slug | None
    probability: Masses


@dataclass(frozen=True)
class _Group:
    """Readers who have answered alike so far: how many of them have each cause, and where they are.

    ``drawn``: what they answer to each question that one version has asked them, by its slug in the new one.
    """

    masses: Masses
    before: engine.Walk
    after: engine.Walk
    drawn: Mapping[Slug, _Draw]

    @cached_property
    def mass(self) -> float:
        """How many readers they are, in the measure of the weights."""
        return sum(self.masses.values())


@dataclass(frozen=True)
class _Readers:
    """All readers of a guide, in an old and a new version of it."""

    before: Guide
    after: Guide

    def start(self) -> _Group:
        weights = {slug: candidate.weight for slug, candidate in self.after.candidates.items()}
        return _Group(weights, engine.replay(self.before, {}), engine.replay(self.after, {}), {})

    def all(self, group: _Group) -> Iterator[_Group]:
        """Yield the situations of all these readers."""
        following = self.following(group)
        if not following:
            yield group
        for one in following:
            yield from self.all(one)

    def heaviest(self, group: _Group, quota: int) -> list[_Group]:
        """Return so many situations of these readers, each way by its weight; what one leaves goes to the next."""
        following = sorted(self.following(group), key=lambda one: -one.mass)
        if not following:
            return [group]
        found: list[_Group] = []
        mass = group.mass
        for one in following:
            if len(found) >= quota or mass <= 0:
                break
            found += self.heaviest(one, max(round((quota - len(found)) * one.mass / mass), 1))
            mass -= one.mass
        return found

    def following(self, group: _Group) -> tuple[_Group, ...]:
        """Return the readers parted by the next question of either version; () where both have advised them."""
        old, new = _asked(group.before), _asked(group.after)
        if old is None and new is None:
            return ()
        asked = new or self.pairs.get(old or "", old or "")
        draws = [group.drawn[asked]] if asked in group.drawn else self.draws(asked)
        groups = (self._told(group, asked, draw, old, new) for draw in draws)
        return tuple(one for one in groups if one.mass > 0)

    def _told(self, group: _Group, asked: Slug, draw: _Draw, old: Slug | None, new: Slug | None) -> _Group:
        """Let readers answer in each version that asks them this now."""
        before, after = group.before, group.after
        if old and draw.before and self.pairs.get(old, old) == asked:
            before = engine.after_answer(before, old, draw.before)
        if new and draw.after:
            after = engine.after_answer(after, new, draw.after)
        known = asked in group.drawn
        masses = group.masses if known else {slug: m * draw.probability[slug] for slug, m in group.masses.items()}
        return _Group(masses, before, after, {**group.drawn, asked: draw})

    def draws(self, asked: Slug) -> tuple[_Draw, ...]:
        """Return how readers answer a question in both versions; answers that make no difference in either are one."""
        question, former = self.after.questions.get(asked), self.before.questions.get(self.formers.get(asked, asked))
        old = self._former_chances(former) if former else {}
        if question is None:
            draws = [_Draw(slug, None, probability) for slug, probability in old.items()]
        else:
            new, same = engine.chances(self.after, question), self._same_answers(former, question)
            draws = list(_both(new, old, same))
        merged: dict[object, _Draw] = {}
        for draw in draws:
            alike = (self._likeness(self.before, former, draw.before), self._likeness(self.after, question, draw.after))
            seen = merged.get(alike)
            merged[alike] = _Draw(seen.before, seen.after, _plus(seen.probability, draw.probability)) if seen else draw
        return tuple(merged.values())

    @staticmethod
    def _likeness(guide: Guide, question: Question | None, answer: Slug | None) -> object:
        return engine.likeness(guide, question, answer) if question and answer else None

    def _former_chances(self, question: Question) -> Mapping[Slug, Masses]:
        """Return how readers answer in the old version; those with a cause new to it answer as all others together."""
        chances = engine.chances(self.before, question)
        weights = {slug: candidate.weight for slug, candidate in self.before.candidates.items()}
        total = sum(weights.values()) or 1
        everyone = {slug: sum(p * weights[cause] for cause, p in one.items()) / total for slug, one in chances.items()}
        return {
            slug: {cause: one.get(cause, everyone[slug]) for cause in self.after.candidates}
            for slug, one in chances.items()
        }

    def _same_answers(self, former: Question | None, question: Question) -> Mapping[Slug, Slug]:
        """Return the old slug of each answer that both versions have."""
        if former is None:
            return {}
        names = (self.before.renamed.answers.get(former.slug, {}), self.after.renamed.answers.get(question.slug, {}))
        return {new: old for old, new in _pairs(former.answers, question.answers, *names).items()}

    @cached_property
    def pairs(self) -> Mapping[Slug, Slug]:
        """The new slug of each question that both versions have."""
        names = (self.before.renamed.questions, self.after.renamed.questions)
        return _pairs(self.before.questions, self.after.questions, *names)

    @cached_property
    def formers(self) -> Mapping[Slug, Slug]:
        """The old slug of each question that both versions have, by its new one."""
        return {new: old for old, new in self.pairs.items()}


def _asked(walk: engine.Walk) -> Slug | None:
    """Return the question a walk stops at; None where it has advised, or where nobody can answer."""
    match walk.step:
        case engine.QuestionStep(question=question) if question.answers:
            return question.slug
    return None


def _pairs(
    before: Collection[Slug], after: Collection[Slug], given_up: Mapping[Slug, Slug], taken: Mapping[Slug, Slug]
) -> dict[Slug, Slug]:
    """Return the new slug of each thing that both versions have.

    ``taken``: what the new version says things were called before; ``given_up``: the same of the old version, which
    knows the new slugs where a rename is taken back.
    """
    back = {new: old for old, new in given_up.items() if old in after}
    names = {slug: slug if slug in after else taken.get(slug) or back.get(slug) for slug in before}
    return {slug: new for slug, new in names.items() if new and new in after and (new == slug or new not in before)}


def _both(new: Mapping[Slug, Masses], old: Mapping[Slug, Masses], same: Mapping[Slug, Slug]) -> Iterator[_Draw]:
    """Yield the answers of a question in the new version with what their readers answered in the old one.

    Who gives an answer that the old version lacks gave there one that the new one dropped, or else any.
    """
    gone = {slug: one for slug, one in old.items() if slug not in same.values()}
    for slug, probability in new.items():
        if not old:
            yield _Draw(None, slug, probability)
        elif same.get(slug) in old:
            yield _Draw(same[slug], slug, probability)
        else:
            for other, part in _parts(gone, old).items():
                yield _Draw(other, slug, {cause: p * part[cause] for cause, p in probability.items()})


def _parts(some: Mapping[Slug, Masses], every: Mapping[Slug, Masses]) -> dict[Slug, Masses]:
    """Return some answers' probabilities as parts of 1; every answer's for a cause that gives none of them."""
    causes = next(iter(every.values()))
    bases = {cause: some if any(one[cause] for one in some.values()) else every for cause in causes}
    sums = {cause: sum(one[cause] for one in base.values()) or 1.0 for cause, base in bases.items()}
    return {
        slug: {cause: base[slug][cause] / sums[cause] if slug in base else 0.0 for cause, base in bases.items()}
        for slug in every
    }


def _plus(masses: Masses, others: Masses) -> Masses:
    return {cause: mass + others[cause] for cause, mass in masses.items()}
