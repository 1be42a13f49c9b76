"""What readers told of advice, as rows of anonymous counts, and the walks that these rows are traces of.

A reader who tries three things in vain leaves three rows, each the beginning of the next: ``tried`` says of every row
what came before it. To count all three as evidence would be to hear one reader three times. So each walk is heard
once, where it ended: of those who said "still nothing" in a state, the ones who turn up in the state that follows went
on, and the others ended there. An ending holds its whole past. So a row that the caps refused takes nothing from the
rows after it, and a walk whose last rows are lost only seems to have ended earlier.

The likelihood of endings is that of all verdicts, each given what was known before it, times that of the answers,
once a walk: ``P(answers) P(first | answers) P(second | answers, first) ... = P(answers, all verdicts)``. To take rows
one by one, each given its past, comes to the same sum; with ``P(answers)`` left out it would not hear those who stop
early. When readers stop, and by which release or order they were advised, is a factor that all causes share, and falls
out, as long as it hangs on what is on the walk and not on the cause behind it (Rubin 1976: ignorable).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum, inf, isfinite
from typing import Final, NamedTuple

from .given import understand
from .guide import Guide, Slug

#: More verdicts than there will be; beyond, numbers would lose their meaning.
_MOST: Final = 1e12

#: Each question answered with what was picked, in the questions' order.
type Said = tuple[tuple[Slug, tuple[Slug, ...]], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Verdicts about one advice. ``answers``: those that counted, as a link writes them; ``tried``: before, in vain.

    ``causes``: what was advised, one cause or several that were tried together. ``solved`` and ``unsolved``: how many
    said so. ``age``: days since.
    """

    answers: Mapping[Slug, str]
    tried: tuple[Slug, ...]
    causes: tuple[Slug, ...]
    solved: float
    unsolved: float
    age: float = 0.0


class Ending(NamedTuple):
    """Walks that ended alike: what was said, the candidates that failed, and those of which one helped, if any."""

    said: Said
    carrier: Slug | None
    failed: tuple[Slug, ...]
    solved: tuple[Slug, ...]
    number: float


class Last(NamedTuple):
    """Walks whose last verdict was the same: what was said, tried before in vain, and advised at the end.

    ``causes`` stand in the guide's order, those it does not know at the end; ``solved``: whether they helped.
    """

    said: Said
    carrier: Slug | None
    tried: tuple[Slug, ...]
    causes: tuple[Slug, ...]
    solved: bool
    number: float

    @property
    def failed(self) -> frozenset[Slug]:
        """All that was tried in vain."""
        return frozenset(self.tried if self.solved else (*self.tried, *self.causes))


class State(NamedTuple):
    """Where verdicts are given: what was said, and all that was tried before in vain."""

    said: Said
    carrier: Slug | None
    tried: frozenset[Slug]


class _Advice(NamedTuple):
    """What verdicts are about."""

    state: State
    causes: frozenset[Slug]

    @property
    def after(self) -> frozenset[Slug]:
        """What has failed when it failed."""
        return self.state.tried | self.causes


type _Counts = dict[_Advice, float]


def endings(guide: Guide, rows: Iterable[Told], half_life: float) -> tuple[Ending, ...]:
    """Return the walks behind rows, in an order that does not depend on theirs. Never raises.

    ``half_life``: the days after which a verdict counts half. What the guide does not know is passed over: an answer as
    if it were not given, a cause as something that tells of no candidate.
    """
    found: defaultdict[Ending, list[float]] = defaultdict(list)
    for last in lasts(guide, rows, half_life):
        found[_ending(guide, last)].append(last.number)
    kept = [ending._replace(number=fsum(counts)) for ending, counts in found.items()]
    return tuple(sorted(kept, key=lambda one: (one.said, one.carrier or "", one.failed, one.solved)))


def _ending(guide: Guide, last: Last) -> Ending:
    """Return an ending of the candidates alone, without its count."""
    solved = last.causes if last.solved else ()
    kept = [tuple(slug for slug in guide.candidates if slug in some) for some in (last.failed, solved)]
    return Ending(last.said, last.carrier, kept[0], kept[1], 0.0)


def lasts(guide: Guide, rows: Iterable[Told], half_life: float = inf) -> tuple[Last, ...]:
    """Return the walks behind rows by the advice at which they ended, as ``endings`` does."""
    solved, unsolved = _counted(guide, rows, half_life)
    ended = _without_those_who_went_on(solved, unsolved)
    found = [
        Last(advice.state.said, advice.state.carrier, *_in_order(guide, advice), helped, count)
        for helped, counts in ((True, solved), (False, ended))
        for advice, count in counts.items()
        if count > 0
    ]
    return tuple(sorted(found, key=lambda one: (one.said, one.carrier or "", *one[2:])))


def _in_order(guide: Guide, advice: "_Advice") -> tuple[tuple[Slug, ...], tuple[Slug, ...]]:
    """Return what was tried before, and what was advised, in the guide's order."""
    tried, causes = (in_order(guide, some) for some in (advice.state.tried, advice.causes))
    return tried, causes


def in_order(guide: Guide, causes: Iterable[Slug]) -> tuple[Slug, ...]:
    """Return causes in the guide's order, each once and as it is called now; those that it does not know at the end."""
    now = {guide.renamed.causes.get(slug, slug) for slug in causes}
    known = [slug for slug in guide.triable if slug in now]
    return (*known, *sorted(now.difference(known)))


def _counted(guide: Guide, rows: Iterable[Told], half_life: float) -> tuple[_Counts, _Counts]:
    """Return how often each advice solved and did not, what is old counting less."""
    solved: defaultdict[_Advice, list[float]] = defaultdict(list)
    unsolved: defaultdict[_Advice, list[float]] = defaultdict(list)
    now = guide.renamed.causes
    for row in rows:
        counts = weight(row.age, half_life)
        causes = frozenset(now.get(slug, slug) for slug in row.causes)
        advice = _Advice(state(guide, row), causes)
        solved[advice].append(_sound(row.solved * counts))
        unsolved[advice].append(_sound(row.unsolved * counts))
    return _summed(solved), _summed(unsolved)


def weight(age: float, half_life: float) -> float:
    """Return by how much counts what was said so many days ago; after each half-life half as much."""
    counts: float = 0.5 ** (max(age, 0.0) / half_life)
    return counts


def _summed(counts: Mapping[_Advice, Iterable[float]]) -> _Counts:
    return {advice: fsum(some) for advice, some in counts.items()}


def state(guide: Guide, row: Told) -> State:
    """Return where a row's verdicts were given, as far as the guide understands it."""
    given = understand(guide, row.answers, ())
    said = tuple(
        (slug, picks)
        for slug, question in guide.questions.items()
        if slug in given.answers and (picks := given.answering(question))
    )
    return State(said, given.carrier, frozenset(guide.renamed.causes.get(slug, slug) for slug in row.tried))


def _sound(count: float) -> float:
    return min(count, _MOST) if isfinite(count) and count > 0 else 0.0


def _without_those_who_went_on(solved: _Counts, unsolved: _Counts) -> _Counts:
    """Return how many ended at each advice in vain.

    Who is in a state with something tried came from an advice whose causes are the last of it: first from those with
    the very same answers, then, as a question may have come in between, from those with fewer. Where there were not so
    many, their rows were lost, and nothing is taken from anybody.
    """
    left = dict(unsolved)
    alike: defaultdict[tuple[Said, frozenset[Slug]], list[_Advice]] = defaultdict(list)
    before: defaultdict[frozenset[Slug], list[_Advice]] = defaultdict(list)
    for advice in sorted(left, key=_written):
        if advice.state.tried != advice.after:
            alike[advice.state.said, advice.after].append(advice)
            before[advice.after].append(advice)
    came = _came(solved, unsolved)
    for state in sorted(came, key=_place):
        _send_on(left, alike[state.said, state.tried], came, state)
    for state in sorted((state for state in came if came[state] > 0), key=_place):
        earlier = [advice for advice in before[state.tried] if set(advice.state.said) < set(state.said)]
        _send_on(left, sorted(earlier, key=lambda one: -len(one.state.said)), came, state)
    return left


def _send_on(left: _Counts, advices: Iterable[_Advice], came: dict[State, float], state: State) -> None:
    """Take those who came to a state from what is left at these advices, the first ones first."""
    for advice in advices:
        went = min(left[advice], came[state])
        left[advice] -= went
        came[state] -= went


def _came(solved: _Counts, unsolved: _Counts) -> dict[State, float]:
    """Return how many gave a verdict in each state in which something had been tried."""
    came: defaultdict[State, list[float]] = defaultdict(list)
    for counts in (solved, unsolved):
        for advice, count in counts.items():
            if advice.state.tried:
                came[advice.state].append(count)
    return {state: fsum(counts) for state, counts in came.items()}


def _place(state: State) -> tuple[Said, str, list[Slug]]:
    return state.said, state.carrier or "", sorted(state.tried)


def _written(advice: _Advice) -> tuple[tuple[Said, str, list[Slug]], list[Slug]]:
    return _place(advice.state), sorted(advice.causes)
