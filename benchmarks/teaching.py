"""Readers whose true causes are known, walking a guide and telling what became of it, for ``learning``.

They walk by the product's own replay, and what they say goes through the product's own caps before it counts.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from troubleshoot import engine
from troubleshoot.engine.given import RESENT
from troubleshoot.engine.guide import NONE, UNSURE, Guide, Question, Slug
from troubleshoot.engine.told import Told
from troubleshoot.insight.caps import Caps
from troubleshoot.insight.journal import Verdict

#: How many give up after each vain try, and how many whom nothing helped say "solved" all the same.
GIVE_UP, FALSE = 0.3, 0.05
#: One network's part of the walks, and its address.
ITS_PART, LIAR = 0.2, "203.0.113.7"
#: Of all others so many are behind so few networks, as carriers have them; the rest have addresses of their own.
BEHIND, FEW = 0.6, 30
FIRST_DAY: Final = datetime(2026, 11, 2, tzinfo=UTC)
DAY: Final = timedelta(days=1)
#: A tick is as sure as this at most, and never certain not to come.
_SURE: Final = 0.98

type Table = dict[Slug, dict[Slug, float]]


class Truth(NamedTuple):
    """How it really is: weights of 1, and P(answer | cause) by question, answer and cause."""

    weights: dict[Slug, float]
    tables: dict[Slug, Table]
    efficacy: dict[Slug, float]


class Crowd(NamedTuple):
    """How readers come, and how the one network lies that wants one cause to be blamed.

    ``knowing``: it answers as readers do who have that cause; else as any reader. ``forging``: it sends the end of a
    walk alone, as if all before had been told. ``behind``: the part of all others who share a few networks.
    """

    name: str
    knowing: bool = False
    forging: bool = False
    behind: float = 0.0


PLAIN: Final = Crowd("plain")


class Said(NamedTuple):
    """One verdict as the site was sent it."""

    at: datetime
    sender: str
    answers: Mapping[Slug, str]
    tried: tuple[Slug, ...]
    causes: tuple[Slug, ...]
    solved: bool


def truth(chance: random.Random, guide: Guide, weights: float, effects: float = 0.0) -> Truth:
    """Return a world in which each of the editor's weights and effects is wrong by a draw of ``e^N(0, ...)``."""
    off = {slug: one.weight * chance.lognormvariate(0, weights) for slug, one in guide.candidates.items()}
    total = sum(off.values())
    return Truth(
        weights={slug: weight / total for slug, weight in off.items()},
        tables={question.slug: _table(chance, guide, question, effects) for question in guide.questions.values()},
        efficacy={slug: one.efficacy for slug, one in guide.candidates.items()},
    )


def _table(chance: random.Random, guide: Guide, question: Question, effects: float) -> Table:
    """Return P(answer | cause), of ticks P(ticked | cause), each wrong by a draw of its own."""
    given = guide.likelihoods[question.slug]
    off = {
        answer: {
            cause: given.probability(answer, cause) * chance.lognormvariate(0, effects) for cause in guide.candidates
        }
        for answer in question.answers
        if question.kind != "several" or answer not in (NONE, UNSURE)
    }
    if question.kind == "several":
        return {answer: {cause: min(p, _SURE) for cause, p in some.items()} for answer, some in off.items()}
    sums = {cause: sum(some[cause] for some in off.values()) for cause in guide.candidates}
    return {answer: {cause: p / sums[cause] for cause, p in some.items()} for answer, some in off.items()}


class Site:
    """A guide as it is published; it remembers each step, for readers come by the same ways."""

    def __init__(self, document: Mapping[str, Any], slug: Slug) -> None:
        self.document = document
        self.guide = engine.load(document).guides[slug]
        self._walks: dict[tuple[tuple[tuple[Slug, str], ...], tuple[Slug, ...]], engine.Walk] = {}

    def with_guide(self, changed: Mapping[str, Any]) -> Guide:
        """Return the guide as a release has it in which its document is another one."""
        slug = self.guide.slug
        return engine.load({**self.document, "guides": {**self.document["guides"], slug: changed}}).guides[slug]

    def walk(self, answers: Mapping[Slug, str], tried: tuple[Slug, ...]) -> engine.Walk:
        """Return where a reader is."""
        key = tuple(answers.items()), tried
        if key not in self._walks:
            self._walks[key] = engine.replay(self.guide, answers, tried)
        return self._walks[key]


class Readers:
    """Readers by chance of a site whose truth is known."""

    def __init__(self, chance: random.Random, site: Site, world: Truth) -> None:
        self.chance, self.site, self.world = chance, site, world

    def situation(self) -> dict[Slug, str]:
        """Return all answers on the path of a reader."""
        cause, walk = self._cause(), self.site.walk({}, ())
        while walk.open:
            walk = self.site.walk({**walk.answers, walk.open: self._answer(walk.open, cause)}, ())
        return dict(walk.answers)

    def heard(self, walks: int, days: float, target: Slug | None = None, crowd: Crowd = PLAIN) -> list[list[Said]]:
        """Return the verdicts of so many walks in so many days, walk by walk.

        ``target``: the cause that one network wants to be blamed, if any.
        """
        found = []
        for number in range(walks):
            lies = target is not None and self.chance.random() < ITS_PART
            sender = LIAR if lies else self._sender(number, crowd.behind)
            at = FIRST_DAY + DAY * days * number / walks
            told = list(self._walk(target if lies else None, knowing=crowd.knowing))
            told = told[-1:] if lies and crowd.forging else told
            found.append([Said(at, sender, walk.answers, walk.tried, causes, solved) for walk, causes, solved in told])
        return found

    def _sender(self, number: int, behind: float) -> str:
        """Return an address; of the networks that are shared the first is the largest, by Zipf's law."""
        if behind and self.chance.random() < behind:
            (place,) = self.chance.choices(range(FEW), [1 / (place + 1) for place in range(FEW)])
            return f"198.18.{place}.1"
        return f"10.{number >> 8}.{number % 256}.1"

    def _walk(self, target: Slug | None, *, knowing: bool) -> Iterator[tuple[engine.Walk, tuple[Slug, ...], bool]]:
        """Yield what a reader says of each advice. ``target``: the one cause that a liar says helped."""
        cause, walk = target if target and knowing else self._cause(), self.site.walk({}, ())
        while not isinstance(walk.step, engine.End):
            if isinstance(walk.step, engine.QuestionStep):
                said = self._answer(walk.step.question.slug, cause)
                walk = self.site.walk({**walk.given, walk.step.question.slug: said}, walk.tried)
                continue
            advised = walk.step.slugs
            solved = target in advised if target else self._helped(advised, cause)
            yield walk, advised, solved
            if solved or (not target and self.chance.random() < GIVE_UP):
                return
            resent = {RESENT: str(walk.resent + walk.step.resends)}
            walk = self.site.walk({**walk.given, **resent}, (*walk.tried, *advised))

    def _cause(self) -> Slug:
        return self.chance.choices(list(self.world.weights), list(self.world.weights.values()))[0]

    def _answer(self, question: Slug, cause: Slug) -> str:
        """Return what a reader with this cause answers, as a link writes it."""
        table = self.world.tables[question]
        if self.site.guide.questions[question].kind != "several":
            return self.chance.choices(list(table), [some[cause] for some in table.values()])[0]
        return ",".join(tick for tick, some in table.items() if self.chance.random() < some[cause]) or NONE

    def _helped(self, advised: Sequence[Slug], cause: Slug) -> bool:
        real = cause in advised and self.chance.random() < self.world.efficacy[cause]
        return real or self.chance.random() < FALSE


def admitted(guide: Slug, walks: Sequence[Sequence[Said]]) -> list[list[Said]]:
    """Return what the caps let through, in the order in which it was sent."""
    caps = Caps()
    return [[one for one in walk if caps.admit(verdict(guide, one), one.sender, one.at)] for walk in walks]


def verdict(guide: Slug, said: Said) -> Verdict:
    """Return what the site records of it."""
    answers = "&".join(f"{name}={value}" for name, value in said.answers.items())
    first, *others = said.causes
    verdict = "solved" if said.solved else "unsolved"
    return Verdict(guide, answers, ",".join(said.tried), first, verdict, ",".join(others))


def rows(walks: Sequence[Sequence[Said]]) -> list[Told]:
    """Return verdicts as rows of counts, as of the last of them."""
    counts: Counter[tuple[tuple[tuple[Slug, str], ...], tuple[Slug, ...], tuple[Slug, ...], int, bool]] = Counter()
    last = max((one.at for walk in walks for one in walk), default=FIRST_DAY)
    for walk in walks:
        for one in walk:
            counts[tuple(one.answers.items()), one.tried, one.causes, (last - one.at) // DAY, one.solved] += 1
    return [
        Told(dict(answers), tried, causes, count if solved else 0, 0 if solved else count, float(age))
        for (answers, tried, causes, age, solved), count in counts.items()
    ]
