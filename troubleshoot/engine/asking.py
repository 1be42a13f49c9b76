"""Which questions pay: what asking one saves at its turn, in expected minutes, and past which a walk goes on.

The worth of a question is myopic: what the best plan costs now, less what the best plans cost after each answer, as if
nothing were asked after it, less the question's own minutes (Heckerman, Breese & Rommelse 1995). A question that tells
only together with a later one is worth too little so, one that a later one would make needless is worth too much.
docs/ranking.md says how far that is from asking the best questions there are.
"""

from collections.abc import Callable, Collection, Hashable, Iterator
from dataclasses import replace
from itertools import accumulate
from typing import Final, NamedTuple

from . import belief, graph, planning, ranking
from .given import Given
from .guide import UNSURE, Edge, Guide, Question, Slug
from .outcomes import Masses, Outcome, outcomes, times
from .remedy import lineage

#: Minutes that rounding makes out of nothing.
_NOTHING: Final = 1e-9
#: Turns of which a guide remembers whether its questions pay.
_REMEMBERED: Final = 8192


def worth(question: Question, place: ranking.Place, beliefs: Masses) -> float:
    """Return the expected minutes that asking a question saves a reader; below 0 where it takes more than it saves.

    ``place`` and ``beliefs``: where the reader is, nothing but the question being asked any more. All plans are those
    that readers are really advised, each with its doors, its resends and its last resort.
    """
    whole = sum(beliefs.values()) or 1.0
    return sum(_savings(question, place, beliefs)) / whole - question.minutes


def pays(question: Question, place: ranking.Place, beliefs: Masses) -> bool:
    """Tell whether a question is worth asking; mostly known after its likeliest answers.

    Where it is not, its worth is 0 or less. The reverse may fail by little: an answer after which readers are advised
    worse than before is not waited for.
    """
    least = question.minutes * (sum(beliefs.values()) or 1.0) + _NOTHING
    return any(saved > least for saved in accumulate(_savings(question, place, beliefs)))


def _savings(question: Question, place: ranking.Place, beliefs: Masses) -> Iterator[float]:
    """Yield for each answer, the likeliest first, the minutes that its readers save by the plan that follows it."""
    now, trials = place.advised(beliefs).stages, place.trials(beliefs)
    answering = [(one, times(beliefs, one.probability)) for one in _outcomes(place.guide, question)]
    for outcome, masses in sorted(answering, key=lambda one: -sum(one[1].values())):
        theirs = {one.cause: one._replace(gain=one.gain * outcome.probability[one.cause]) for one in trials}
        spent = planning.spent(
            now, theirs, place.guide.prices, place.doors(), sum(masses.values()), resent=place.resent
        )
        yield _whole(place, spent) - _minutes_after(question, outcome.answer, place, masses, beliefs)


def _minutes_after(question: Question, answer: Slug, place: ranking.Place, masses: Masses, beliefs: Masses) -> float:
    """Return the minutes of all who give an answer. After one tick alone they are advised as if there may be more."""
    if question.kind == "several":
        ratio = place.guide.likelihoods[question.slug].ratio[answer]
        return _whole(place, place.spent(masses, place.advised(times(beliefs, ratio)).stages))
    there = replace(place, carrier=answer) if question.kind == "carrier" else place
    return there.advised(masses).minutes


def _whole(place: ranking.Place, spent: tuple[float, float]) -> float:
    """Return minutes with the last resort of those who still go without."""
    minutes, left = spent
    return minutes + place.guide.prices.last_resort * left


def onwards(guide: Guide, question: Question) -> Edge | None:
    """Return where a walk goes on that passes a question over, as who does not know; None for one always asked.

    Always asked are the entry, which stands on the guide's own page, the carrier, whose answer decides remedies and
    doors, and what has no way for who does not know. So is a question whose answers decide more than the order of
    remedies: one leads to a cause for certain, or has a question asked that "unsure" does not, or rules out a last
    resort.
    """
    if question.slug == guide.entry or question.kind not in ("choice", "several"):
        return None
    if question.kind == "several":
        past = question.edge
    elif UNSURE in question.answers:
        past = question.answers[UNSURE].edge
    else:
        return None
    return past if _loses_nothing(guide, question, past) else None


def _loses_nothing(guide: Guide, question: Question, past: Edge) -> bool:
    """Tell whether all that some answer leads to, or has asked, is there for who does not know too."""
    ways = {answer.edge for answer in question.answers.values()} if question.kind == "choice" else {past}
    if any(edge.cause for edge in ways):
        return False
    ahead = graph.reachable(guide, past.next) if past.next else frozenset[Slug]()
    guards = [one.guard for one in guide.questions.values() if one.guard and one.guard.question == question.slug]
    says = [answer.says.get(cause) for answer in question.answers.values() for cause in guide.last_resorts]
    return (
        all(edge.next is None or edge.next in ahead for edge in ways)
        and all(UNSURE in guard.answers or not guard.answers for guard in guards)
        and "rules-out" not in says
    )


def past(given: Given, question: Question, path: Collection[Slug]) -> Edge | None:
    """Return where a walk goes on past a question at its turn, None where it is asked, or left open.

    ``path``: the questions answered before it. What is given and comes after it counts for nothing, so that no answer
    brings back a question once passed over. Nor does trying: of the causes tried in vain those alone count that were
    likely enough for nothing to be asked. While such a cause is untried, the question is left open.
    """
    guide = given.guide
    if guide.asking != "what-pays":
        return None
    edge = _remembered(guide, ("onwards", question.slug), lambda: onwards(guide, question))
    return edge if edge and not _Turn(given, _known(given, path)).pays(question) else None


def _known(given: Given, path: Collection[Slug]) -> tuple[Slug, ...]:
    """Return what counts at a question's turn: the answers on the path before it, and what the guide never asks."""
    unasked = [slug for slug in given.context if slug == "device" or slug not in given.guide.questions]
    return tuple(dict.fromkeys((*path, *unasked)))


class _Turn(NamedTuple):
    """When a question comes; ``known``: the questions whose answers count there."""

    given: Given
    known: tuple[Slug, ...]

    @property
    def carrier(self) -> Slug | None:
        """The reader's carrier, where it counts."""
        return self.given.carrier if "carrier" in self.known else None

    def pays(self, question: Question) -> bool:
        """Tell whether a question is asked, or left open while enough is known."""
        tried = self._certain_in_turn() if self.given.tried else ()
        key = (question.slug, tuple((slug, self.given.answers[slug]) for slug in self.known), tried)
        return _remembered(self.given.guide, key, lambda: self._pays(question, tried))

    def _pays(self, question: Question, tried: tuple[Slug, ...]) -> bool:
        guide, beliefs = self.given.guide, self._beliefs(tried)
        if not beliefs or ranking.leader(guide, beliefs, tried):
            return True
        resent = sum(not guide.candidates[slug].looking for slug in tried)
        return pays(question, ranking.Place(guide, tried, self.carrier, resent), beliefs)

    def _certain_in_turn(self) -> tuple[Slug, ...]:
        """Return the causes tried in vain that reached the guide's certainty one after another."""
        tried: tuple[Slug, ...] = ()
        while ahead := ranking.leader(self.given.guide, self._beliefs(tried), tried):
            if ahead not in self.given.tried:
                break
            tried = (*tried, ahead)
        return tried

    def _beliefs(self, tried: Collection[Slug]) -> dict[Slug, float]:
        guide = self.given.guide
        weights = belief.prior(guide, lineage(guide.carriers, self.carrier))
        vain = {slug: guide.candidates[slug].efficacy for slug in tried}
        return belief.believe(weights, self.given.ratios(self.known), vain)


def _outcomes(guide: Guide, question: Question) -> tuple[Outcome, ...]:
    return _remembered(guide, ("outcomes", question.slug), lambda: outcomes(guide, question))


def _remembered[T](guide: Guide, key: Hashable, find: Callable[[], T]) -> T:
    """Return what a guide remembers of itself, found once. Another thread may do the same: both find alike."""
    kept = guide.remembered
    try:
        known: T = kept[key]
    except KeyError:
        known = find()
        if len(kept) < _REMEMBERED:  # what comes first is asked most
            kept[key] = known
    return known
