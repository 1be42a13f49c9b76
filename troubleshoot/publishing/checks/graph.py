"""Whether every path through a guide's questions is short and ends in advice."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from troubleshoot.engine import graph
from troubleshoot.engine.guide import NONE, UNSURE, Guide, Question, Slug

from .base import Finding, Subject, error, warning
from .paths import LONGEST, ahead_of, length, paths

#: More questions than these on one path are too many: first a word, then a refusal.
DEEP: Final = 5
TOO_DEEP: Final = 6


def check(subject: Subject) -> Iterator[Finding]:
    """Judge each guide's graph: edges first, paths where no circle is in the way."""
    for guide in subject.release.guides.values():
        yield from _device_reached(guide)
        for question in guide.questions.values():
            if subject.concerns("question", guide.slug, question.slug):
                yield from _answers(guide, question)
                yield from _guard(guide, question)
        if circle := graph.cycle(guide):
            yield from _circle(guide, circle)
        else:
            yield from _paths(guide)


def _device_reached(guide: Guide) -> Iterator[Finding]:
    """Name ways to the device: it is context that the reader switches on the page, never a question on the way."""
    for question in guide.questions.values():
        if "device" in graph.successors(question) or (question.slug == guide.entry == "device"):
            message = _("端末の質問へ進む道があります。端末は質問にせず、次の質問を選び直してください。")
            yield error("device-reached", ("question", guide.slug, question.slug), message)


def _answers(guide: Guide, question: Question) -> Iterator[Finding]:
    place = ("question", guide.slug, question.slug)
    if question.kind in ("choice", "carrier") and UNSURE not in question.answers:
        message = _("「わからない」(スラッグ unsure)の答えがありません。足してください。")
        yield error("no-unsure", place, message, "answers")
    if question.kind == "several" and NONE not in question.answers:
        message = _("「特になし」(スラッグ none)の答えがありません。足してください。")
        yield error("no-none", place, message, "answers")


def _guard(guide: Guide, question: Question) -> Iterator[Finding]:
    """Judge a guard: what it asks about must come before, and name answers."""
    if question.guard is None:
        return
    place = ("question", guide.slug, question.slug)
    asked = question.guard.question
    if not any(question.slug in ahead_of(guide, edge) for edge in graph.edges(guide.questions[asked])):
        words = _("聞く条件の質問「%(question)s」は、この質問より前に来ません。前に来る質問を選んでください。")
        message = words % {"question": guide.questions[asked].text}
        yield error("guard-too-late", place, message, "guard")
    if not question.guard.answers:
        message = _("聞く条件に答えが選ばれていないので、この質問は聞かれません。答えを選ぶか、条件を外してください。")
        yield error("guard-without-answers", place, message, "guard")
    leads_on = any(answer.edge.next for answer in question.answers.values()) or question.edge.next
    if leads_on and question.guard.otherwise.next is None and question.guard.otherwise.cause is None:
        message = _("聞かないとき、後の質問も飛ばして助言へ進みます。聞かないときの行き先を確かめてください。")
        yield warning("guard-without-otherwise", place, message, "guard")


def _circle(guide: Guide, circle: tuple[Slug, ...]) -> Iterator[Finding]:
    way = " → ".join(f"「{guide.questions[slug].text}」" for slug in circle)
    message = _("質問が輪になっていて、終わりません: %(way)s。どれか一つの答えの行き先を変えてください。") % {
        "way": way
    }
    yield error("cycle", ("guide", guide.slug), message)
    if circle[0] in graph.reachable(guide):
        message = _("一つの道でこの質問に二度着きます(%(way)s)。戻る答えの行き先を変えてください。") % {"way": way}
        yield error("question-twice", ("question", guide.slug, circle[0]), message)


def _paths(guide: Guide) -> Iterator[Finding]:
    if (longest := length(guide)) > LONGEST:
        yield from _depth(guide, longest)
        return
    found = paths(guide)
    if not found.complete:
        message = _("道が多すぎて確かめきれません。質問を減らしてください。")
        yield warning("too-many-paths", ("guide", guide.slug), message)
        return
    yield from _depth(guide, found.deepest)
    yield from _unreachable(guide, found.asked)
    for slug in found.dead_ends if guide.candidates else ():
        message = _("この質問の先に、候補か答えがなくなって助言に着かない道があります。答えか効き目を直してください。")
        yield error("dead-end", ("question", guide.slug, slug), message)


def _depth(guide: Guide, deepest: int) -> Iterator[Finding]:
    place = ("guide", guide.slug)
    if deepest > TOO_DEEP:
        words = _("質問が%(deepest)d個続く道があります。%(most)d個以下に減らしてください。")
        yield error("too-deep-path", place, words % {"deepest": deepest, "most": TOO_DEEP})
    elif deepest > DEEP:
        words = _("質問が%(deepest)d個続く道があります。%(most)d個以下にできませんか。")
        yield warning("deep-path", place, words % {"deepest": deepest, "most": DEEP})


def _unreachable(guide: Guide, asked: frozenset[Slug]) -> Iterator[Finding]:
    for question in guide.questions.values():
        if question.slug not in asked and question.kind != "device":
            message = _("どの道からも聞かれません。この質問へ進む答えか聞く条件を直すか、質問を消してください。")
            yield error("unreachable-question", ("question", guide.slug, question.slug), message)
