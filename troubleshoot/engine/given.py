"""What a reader gave, understood: strings of a link matched with a guide's questions and causes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from .guide import NONE, UNSURE, Guide, Question, Slug
from .remedy import lineage

#: Questions that count wherever their answer is given, asked or not; in the order links are written.
CONTEXT = ("carrier", "device")
#: How a link says how many codes were sent anew on the way, and the most that is counted.
RESENT, MOST_RESENT = "resent", 9
#: Minutes of the pause after which codes are counted anew.
PAUSE = 24 * 60


@dataclass(frozen=True, slots=True)
class Given:
    """The answers understood, each as a tuple of slugs in the editor's order, and the causes tried in vain.

    ``resent``: how many codes were sent anew to try them.
    """

    guide: Guide
    answers: Mapping[Slug, tuple[Slug, ...]]
    tried: tuple[Slug, ...]
    dropped: tuple[str, ...]
    resent: int = 0

    @property
    def context(self) -> tuple[Slug, ...]:
        """Carrier and device, where given."""
        return tuple(slug for slug in CONTEXT if slug in self.answers)

    @property
    def carrier(self) -> Slug | None:
        """The reader's carrier as given; None while unknown."""
        return self.answers.get("carrier", (None,))[0]

    @property
    def device(self) -> Slug | None:
        """The reader's device as given; None while unknown."""
        return self.answers.get("device", (None,))[0]

    def answering(self, question: Question) -> tuple[Slug, ...]:
        """Return the question's own answers that were given; a brand without one counts as its network's."""
        picks = self.answers.get(question.slug, ())
        if question.slug not in CONTEXT:
            return picks
        table = self.guide.carriers if question.slug == "carrier" else self.guide.devices
        candidates = [slug for pick in picks for slug in (pick, *lineage(table, pick))]
        return tuple(slug for slug in candidates if slug in question.answers)[:1]

    def ratios(self, counted: Iterable[Slug]) -> list[Mapping[Slug, float]]:
        """Return for each answer to some questions a number a cause, in proportion to P(answer | cause)."""
        guide = self.guide
        return [
            guide.likelihoods[slug].ratio[pick]
            for slug in counted
            if slug in guide.questions
            for pick in self.answering(guide.questions[slug])
        ]


def understand(guide: Guide, answers: Mapping[str, str], tried: Collection[str]) -> Given:
    """Match strings with what the guide knows; the rest is named in ``dropped``, sorted. Never raises.

    Old slugs become new ones first; where both stand, the new one counts.
    """
    known: dict[Slug, tuple[Slug, ...]] = {}
    dropped: set[str] = set()
    resent = _count(answers.get(RESENT, "0"))
    if resent is None:
        dropped.add(RESENT)
    for name in sorted(answers.keys() - {RESENT}, key=lambda name: (name not in guide.questions, name)):
        slug = guide.renamed.questions.get(name, name)
        picks, all_understood = _picks(guide, slug, answers[name])
        if picks and slug not in known:
            known[slug] = picks
        if not all_understood or not picks:
            dropped.add(name)
    failed = {guide.renamed.causes.get(cause, cause) for cause in tried}
    if not failed.issubset(guide.triable):
        dropped.add("tried")
    in_order = tuple(cause for cause in guide.triable if cause in failed)
    return Given(guide, known, in_order, tuple(sorted(dropped)), resent or 0)


def _count(written: str) -> int | None:
    """Return a count of resends as a link writes it, None for what is none."""
    return min(int(written[:2]), MOST_RESENT) if written.isascii() and written.isdecimal() else None


def _picks(guide: Guide, slug: Slug, value: str) -> tuple[tuple[Slug, ...], bool]:
    """Return the answers in a value, and whether all of it was understood."""
    question = guide.questions.get(slug)
    if slug in CONTEXT:
        picks = _context(guide, slug, value)
        return picks, bool(picks)
    if question is None:
        return (), False
    if question.kind != "several":
        answer = _current(guide, slug, value)
        return ((answer,), True) if answer in question.answers else ((), False)
    return _ticks(guide, question, value)


def _ticks(guide: Guide, question: Question, value: str) -> tuple[tuple[Slug, ...], bool]:
    """Return the ticks of a question that takes several; "none" and "unsure" hold only alone."""
    wanted = {_current(guide, question.slug, part) for part in value.split(",")}
    ticks = tuple(slug for slug in question.answers if slug in wanted)
    real = tuple(slug for slug in ticks if slug not in (NONE, UNSURE))
    kept = real or ticks[:1]
    return kept, set(kept) == wanted


def _context(guide: Guide, slug: Slug, value: str) -> tuple[Slug, ...]:
    """Return a carrier or device the release knows, or an answer of the guide's own question."""
    table = guide.carriers if slug == "carrier" else guide.devices
    current = guide.renamed.carriers.get(value, value) if slug == "carrier" else value
    current = _current(guide, slug, current)
    question = guide.questions.get(slug)
    return (current,) if current in table or (question and current in question.answers) else ()


def _current(guide: Guide, question: Slug, answer: str) -> Slug:
    """Return the answer's slug of today."""
    return guide.renamed.answers.get(question, {}).get(answer, answer)
