"""Whether weights, shares and effects fit together, and every question is worth asking."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Final

from django.utils.translation import gettext as _

from troubleshoot.engine import belief
from troubleshoot.engine.guide import Guide, Question, Slug
from troubleshoot.engine.remedy import differs_by_carrier
from troubleshoot.publishing.scenarios import advised

from .base import Finding, Subject, error, warning
from .paths import LONGEST, length, ways_to

#: Estimates may miss their sum of 100 by so much without a word.
SLACK: Final = 5
#: A share that comes out further off than this cannot be met beside the effects.
MISSED: Final = 0.02
#: Situations in which a question is tried before it counts as idle.
SITUATIONS: Final = 200


def check(subject: Subject) -> Iterator[Finding]:
    """Judge each guide's estimates."""
    for guide in subject.release.guides.values():
        if not guide.candidates:
            message = _("候補の原因が一つもありません。原因を足してください。")
            yield error("no-candidates", ("guide", guide.slug), message, "candidates")
            continue
        yield from _weights(guide)
        tried = length(guide) <= LONGEST
        for question in guide.questions.values():
            if subject.concerns("question", guide.slug, question.slug):
                yield from _shares(guide, question)
                yield from _strange_effects(guide, question)
                yield from _idle(guide, question) if tried else ()


def _weights(guide: Guide) -> Iterator[Finding]:
    total = sum(candidate.weight for candidate in guide.candidates.values())
    if abs(total - 100) > SLACK:
        message = _("候補の見込みの合計が%(total)gです。読者100人の内訳になるように見直してください。") % {
            "total": total
        }
        yield warning("weights-sum", ("guide", guide.slug), message, "candidates")


def _shares(guide: Guide, question: Question) -> Iterator[Finding]:
    place = ("question", guide.slug, question.slug)
    said = [answer.share for answer in question.answers.values() if answer.share is not None]
    unsaid = len(question.answers) - len(said)
    if question.kind != "several" and said and (sum(said) > 100 + SLACK or (not unsaid and sum(said) < 100 - SLACK)):
        message = _("答えの割合の合計が%(total)gです。100人の内訳になるように見直してください。") % {"total": sum(said)}
        yield warning("shares-sum", place, message, "answers")
    elif missed := list(_missed(guide, question)):
        words = _("この割合は効き目と両立しません: %(answers)s。割合か効き目を見直してください。")
        message = words % {"answers": _("、").join(missed)}
        yield warning("shares-cannot-be-met", place, message, "answers")


def _missed(guide: Guide, question: Question) -> Iterator[str]:
    """Yield the answers whose share comes out otherwise, given the effects and weights."""
    weights = {slug: candidate.weight for slug, candidate in guide.candidates.items()}
    total = sum(weights.values()) or 1.0
    likelihoods = guide.likelihoods[question.slug]
    for slug, wanted in _wanted(question).items():
        comes = sum(weight * likelihoods.probability(slug, cause) for cause, weight in weights.items()) / total
        if abs(comes - wanted) > MISSED:
            shares = {"answer": question.answers[slug].text, "wanted": wanted * 100, "comes": comes * 100}
            yield _("「%(answer)s」は%(wanted)gのはずが%(comes).0f") % shares


def _wanted(question: Question) -> Mapping[Slug, float]:
    """Return each answer's share as a probability; each tick of several stands for itself."""
    answers = tuple(question.answers.values())
    if question.kind == "several" and any(answer.share is not None for answer in answers):
        return {answer.slug: (answer.share or 0) / 100 for answer in answers}
    return dict(zip(question.answers, belief.shares(answers), strict=True))


def _strange_effects(guide: Guide, question: Question) -> Iterator[Finding]:
    """Name effects on causes that this guide never advises."""
    for answer in question.answers.values():
        strange = [cause for cause in answer.says if cause not in guide.candidates and cause not in guide.last_resorts]
        if strange:
            words = _("候補でも最後の手段でもない原因への効き目です: %(causes)s。候補に足すか消してください。")
            message = words % {"causes": _titles(guide, strange)}
            place = ("answer", guide.slug, question.slug, answer.slug)
            yield warning("effect-without-candidate", place, message, "effects")


def _titles(guide: Guide, causes: Iterable[Slug]) -> str:
    return "".join(f"「{guide.causes[slug].title}」" for slug in causes)


def _idle(guide: Guide, question: Question) -> Iterator[Finding]:
    """Name a question whose answers change neither the way nor, in any situation tried, the first advice.

    It is judged as drawn: where only what pays is asked, nobody would come to it.
    """
    if _leads_apart(guide, question):
        return
    guide, tried = replace(guide, asking="as-drawn"), 0
    for told, asked in islice(ways_to(guide, question), SITUATIONS):
        if asked == question.slug:
            if _matters(guide, question, told):
                return
            tried += 1
    if tried:
        message = _("どう答えても最初の助言が変わりません。効き目を書くか、質問を消してください。")
        yield warning("idle-question", ("question", guide.slug, question.slug), message)


def _leads_apart(guide: Guide, question: Question) -> bool:
    """Tell whether answers differ in more than belief: in where they lead, in guards, in whose remedy is shown."""
    if question.kind == "device" or (
        question.kind == "carrier" and any(differs_by_carrier(guide.causes[slug]) for slug in guide.candidates)
    ):
        return True
    guards = any(one.guard and one.guard.question == question.slug for one in guide.questions.values())
    return guards or (question.kind != "several" and len({answer.edge for answer in question.answers.values()}) > 1)


def _matters(guide: Guide, question: Question, told: Mapping[Slug, str]) -> bool:
    return len({advised(guide, {**told, question.slug: slug})[:1] for slug in question.answers}) > 1
