"""Which guides use a cause: advise it, lead to it for certain or name it in a test."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from troubleshoot.models import Answer, Candidate, Cause, Effect, GuideNote, LastResort, Question, Scenario
from troubleshoot.models.texts import japanese

from .places import place_url

#: The scenarios' three lists of causes.
_NAMED: Final = (
    ("first", gettext_lazy("最初に来てよい原因")),
    ("among_three", gettext_lazy("どれか一つが3番目までに来るべき原因")),
    ("never", gettext_lazy("3番目までに来てはいけない原因")),
)


class Use(NamedTuple):
    """One use of a cause, in words, with the way to where it is edited."""

    words: str
    url: str


def uses_of(cause: Cause) -> tuple[Use, ...]:
    """Return all that would miss a cause, in nine queries; none for a cause that is not saved yet."""
    return (*_by_guides(cause), *_by_questions(cause), *_by_scenarios(cause)) if cause.pk else ()


def _by_guides(cause: Cause) -> Iterator[Use]:
    for candidate in Candidate.objects.filter(cause=cause).select_related("guide"):
        words = _("案内「%(guide)s」の候補(見込み %(weight)s)")
        of = {"guide": str(candidate.guide), "weight": f"{float(candidate.weight):g}"}
        yield Use(words % of, place_url(("candidate", candidate.guide.slug, cause.slug)))
    for resort in LastResort.objects.filter(cause=cause).select_related("guide"):
        words = _("案内「%(guide)s」のほかの入り方・最後の手段")
        yield Use(words % {"guide": resort.guide}, place_url(("last-resort", resort.guide.slug, cause.slug)))
    for note in GuideNote.objects.filter(cause=cause).select_related("guide"):
        words = _("案内「%(guide)s」の一言「%(note)s」のくわしいページ")
        yield Use(words % {"guide": note.guide, "note": note}, place_url(("note", note.guide.slug, note.key)))


def _by_questions(cause: Cause) -> Iterator[Use]:
    for answer in Answer.objects.filter(cause=cause).select_related("question__guide"):
        words = _("案内「%(guide)s」で「%(question)s」に「%(answer)s」と答えると、確実にこの原因になります")
        of = {"guide": str(answer.question.guide), "question": answer.question, "answer": answer}
        yield Use(words % of, place_url(("answer", *answer.natural_key())))
    for question in Question.objects.filter(otherwise_cause=cause).select_related("guide"):
        words = _("案内「%(guide)s」で「%(question)s」を聞かないとき、確実にこの原因になります")
        yield Use(
            words % {"guide": question.guide, "question": question}, place_url(("question", *question.natural_key()))
        )
    answers = Effect.objects.filter(cause=cause).values(
        "answer__question__guide__slug", "answer__question__guide__title"
    )
    for row in answers.annotate(answers=Count("pk")).order_by("answer__question__guide__slug"):
        words = _("案内「%(guide)s」の答え%(answers)d個の効き目")
        title = japanese(row["answer__question__guide__title"])
        yield Use(
            words % {"guide": title, "answers": row["answers"]},
            place_url(("guide", row["answer__question__guide__slug"])),
        )


def _by_scenarios(cause: Cause) -> Iterator[Use]:
    for name, listed in _NAMED:
        for scenario in Scenario.objects.filter(**{name: cause}).select_related("guide"):
            words = _("案内「%(guide)s」の場面テスト「%(text)s」の「%(list)s」")
            told = {"guide": scenario.guide, "text": scenario.text[:40], "list": listed}
            yield Use(words % told, place_url(("scenario", *scenario.natural_key())))
