"""In which order causes are advised: first what costs the fewest minutes to find out, for what it promises."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from .guide import Candidate, Guide, Slug

#: Minutes to read one more page of advice.
READING: Final = 2.0
#: Below this belief an untried cause is not advised any more.
NEGLIGIBLE: Final = 0.01


def found(candidate: Candidate) -> float:
    """Return how often trying this candidate shows it when it is the cause.

    Looking always shows it; otherwise only a remedy that helps does.
    """
    return 1.0 if candidate.looking else candidate.efficacy


def minutes(candidate: Candidate) -> float:
    """Return what finding out costs, in minutes: reading the page, then looking or trying."""
    return READING + candidate.minutes_to_know


def score(belief: float, candidate: Candidate) -> float:
    """Return gain per minute, P over C.

    With one fault, advising in falling order of this has the lowest expected cost of all orders
    (Kadane & Simon 1977; Heckerman, Breese & Rommelse 1995): the mending must be paid whatever the order.
    """
    return belief * found(candidate) / minutes(candidate)


def order(guide: Guide, beliefs: Mapping[Slug, float], tried: Collection[Slug] = ()) -> tuple[Slug, ...]:
    """Return the untried causes worth advising, best first.

    Pinned first, then a leader at the guide's certainty, then by score, then pinned last; ties in the editor's
    order. A cause believed less than 1 in 100 is left out.
    """
    return tuple(sorted(_worth(beliefs, tried), key=_place(guide, beliefs, tried)))


def best(guide: Guide, beliefs: Mapping[Slug, float], tried: Collection[Slug] = ()) -> Slug | None:
    """Return the first of ``order``, None where nothing is worth advising."""
    return min(_worth(beliefs, tried), key=_place(guide, beliefs, tried), default=None)


def _worth(beliefs: Mapping[Slug, float], tried: Collection[Slug]) -> list[Slug]:
    return [slug for slug, belief in beliefs.items() if belief >= NEGLIGIBLE and slug not in tried]


def _place(
    guide: Guide, beliefs: Mapping[Slug, float], tried: Collection[Slug]
) -> Callable[[Slug], tuple[int, bool, float]]:
    ahead = leader(guide, beliefs, tried)

    def place(slug: Slug) -> tuple[int, bool, float]:
        candidate = guide.candidates[slug]
        return (_PINS[candidate.pin], slug != ahead, -score(beliefs[slug], candidate))

    return place


def trials(guide: Guide, beliefs: Mapping[Slug, float], tried: Collection[Slug] = ()) -> Iterator[Slug]:
    """Yield the causes in the order they are advised when nothing is asked any more and each is tried in vain.

    It is the first of ``order`` again and again, each time with the efficacy of the one tried taken off, but counted
    fast: scores keep their order, only the leader and what is negligible change.
    """
    candidates = guide.candidates
    left = [slug for slug in beliefs if slug not in tried]
    ranked = sorted(left, key=lambda slug: (_PINS[candidates[slug].pin], -score(beliefs[slug], candidates[slug])))
    missed = sum(beliefs[slug] for slug in beliefs if slug in tried)
    while total := missed + sum([beliefs[slug] for slug in left]):
        first = next((slug for slug in ranked if beliefs[slug] >= NEGLIGIBLE * total), None)
        if first is None:
            return
        ahead = max(left, key=beliefs.__getitem__)
        if beliefs[ahead] >= guide.certainty * total and candidates[ahead].pin == candidates[first].pin:
            first = ahead
        yield first
        left.remove(first)
        ranked.remove(first)
        missed += beliefs[first] * (1 - candidates[first].efficacy)


_PINS: Final[Mapping[str, int]] = {"first": 0, "": 1, "last": 2}


def leader(guide: Guide, beliefs: Mapping[Slug, float], tried: Collection[Slug] = ()) -> Slug | None:
    """Return the untried cause whose belief reaches the guide's certainty, None while there is none."""
    untried = [slug for slug in beliefs if slug not in tried]
    best = max(untried, key=beliefs.__getitem__, default=None)
    return best if best is not None and beliefs[best] >= guide.certainty else None
