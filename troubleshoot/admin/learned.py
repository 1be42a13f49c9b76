"""What verdicts propose for a guide's numbers, and what was accepted of that, as rows that a page draws."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot.engine import accepting
from troubleshoot.engine.accepting import Key, Value
from troubleshoot.engine.evidence import Estimate
from troubleshoot.engine.learning import Effect
from troubleshoot.models import effect_words
from troubleshoot.publishing.compile import Document
from troubleshoot.publishing.learning import Learned
from troubleshoot.publishing.places import Place
from troubleshoot.publishing.wordings import titles

from .places import place_url

#: Effects of a question that are told one by one: those on which most readers stand.
_EFFECTS: Final = 12
#: The numbers of candidates: what each is called, what it says, and what one should know who accepts a part of them.
_NUMBERS: Final[Mapping[str, tuple[Any, Any, Any]]] = {
    "weight": (
        gettext_lazy("見込み"),
        gettext_lazy("この症状の読者100人のうち、この原因の人"),
        gettext_lazy("一部だけ受け入れると、残りの見込みが同じ割合で場所を空け、合計は変わりません。"),
    ),
    "efficacy": (gettext_lazy("効く割合"), gettext_lazy("この原因のとき、手順で直る割合(0〜1)"), ""),
    "minutes": (
        gettext_lazy("わかるまでの分"),
        gettext_lazy("読者の答えから(入口と送り直しの分は引いてあります)"),
        "",
    ),
}


class Bar(NamedTuple):
    """Where an interval lies, what was proposed and what stands there now, in hundredths of the picture's width."""

    low: float
    width: float
    now: float
    proposed: float


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number of a candidate: as the draft has it, as the editor wrote it if that is another, as proposed.

    ``most``: the largest number that its picture shows.
    """

    key: Key
    title: str
    url: str
    now: float
    own: float | None
    proposed: float
    estimate: Estimate
    most: float

    @property
    def bar(self) -> Bar:
        """The picture of its interval."""
        ends = (self.estimate.low, self.estimate.high, self.now, self.proposed)
        low, high, now, proposed = (round(100 * min(one / self.most, 1.0), 1) for one in ends)
        return Bar(low, round(max(high - low, 0.5), 1), min(now, 98.5), min(proposed, 97.5))


class EffectRow(NamedTuple):
    """What an answer is found to say of a cause."""

    answer: str
    cause: str
    now: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question of which answers are found to say something else; ``effects``: where that is sure."""

    key: Key
    text: str
    url: str
    effects: tuple[EffectRow, ...]


class Section(NamedTuple):
    """What is proposed of one number of all candidates, those first that move most."""

    name: str
    title: str
    caption: str
    help: str
    rows: tuple[NumberRow, ...]


class BackRow(NamedTuple):
    """A learned number that stands in a draft, with the editor's own beside it, both in words."""

    key: Key
    kind: str
    title: str
    url: str
    now: str
    own: str


def sections(found: Learned) -> list[Section]:
    """Return what is proposed of candidates' numbers; of weights all, as they move together."""
    estimates = {"weight": found.proposal.weights, "efficacy": found.proposal.efficacy, "minutes": found.minutes}
    changed, own = found.changed, accepting.before(found.draft)
    shown = []
    for name, (words, caption, hint) in _NUMBERS.items():
        if any(key.startswith(f"{name}:") for key in changed):
            rows = _numbers(found, name, estimates[name], own)
            moved = tuple(one for one in rows if name == "weight" or one.key in changed)
            shown.append(Section(name, str(words), str(caption), str(hint), moved))
    return shown


def _numbers(found: Learned, name: str, estimates: Mapping[str, Estimate], own: Mapping[Key, float]) -> list[NumberRow]:
    """Return a number of each candidate, those first that move most."""
    now = accepting.values(found.draft)
    most = max((max(one.high, now[f"{name}:{slug}"]) for slug, one in estimates.items()), default=0.0) or 1.0
    rows = [
        NumberRow(
            key := f"{name}:{slug}",
            found.guide.causes[slug].title,
            place_url(("cause", slug)),
            now[key],
            own.get(key),
            found.values[key],
            estimate,
            most,
        )
        for slug, estimate in estimates.items()
    ]
    return sorted(rows, key=lambda row: -abs(row.proposed - row.now))


def questions(found: Learned) -> Iterator[QuestionRow]:
    """Yield the questions whose answers are found to say something else, with where that is sure."""
    slug, changed = found.guide.slug, found.changed
    for question in found.guide.questions.values():
        key = f"question:{question.slug}"
        effects = [one for one in found.proposal.effects if one.question == question.slug]
        if key in changed:
            effects.sort(key=lambda one: -one.ratio.readers)
            rows = tuple(_effect(found, one) for one in effects[:_EFFECTS])
            yield QuestionRow(key, question.text, place_url(("question", slug, question.slug)), rows)


def _effect(found: Learned, one: Effect) -> EffectRow:
    answer = found.guide.questions[one.question].answers[one.answer]
    words = str(effect_words(one.now)) if one.now else _("何も言わない")
    return EffectRow(answer.text, found.guide.causes[one.cause].title, words, one.ratio)


def learned_numbers(drafts: Document, slug: str) -> list[BackRow]:
    """Return the learned numbers that stand in a guide of some drafts, kind by kind."""
    guide = drafts["guides"][slug]
    own, now = accepting.before(guide), accepting.values(guide)
    known = titles({**drafts, "guides": {slug: guide}})
    keys = [key for name in (*_NUMBERS, "question") for key in now if key in own and key.startswith(f"{name}:")]
    return [_back(key, slug, now[key], own[key], known) for key in keys]


def _back(key: Key, guide: str, now: Value, own: Value, known: Mapping[Place, str]) -> BackRow:
    name, _colon, slug = key.partition(":")
    place = ("question", guide, slug) if name == "question" else ("cause", slug)
    if name == "question":
        told = _("答えの効き目と割合"), _answering(now, own), _("編集部の言葉と割合")
    else:
        told = str(_NUMBERS[name][0]), _number(now), _number(own)
    kind, *numbers = told
    return BackRow(key, kind, known[place], place_url(place), *numbers)


def _number(value: float) -> str:
    return number_format(value, use_l10n=True)


def _answering(now: Mapping[str, Any], own: Mapping[str, Any]) -> str:
    """Say what of a question's answers is learned."""
    if [one["effects"] for one in now.values()] == [one["effects"] for one in own.values()]:
        return _("割合だけ(見込みに合わせて)")
    return _("学んだ効き目と割合")
