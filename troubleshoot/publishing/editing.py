"""Changes of a guide's drafts that touch more than one row: placing, moving, doubling and removing questions.

Each function belongs in a transaction; who did it is kept by ``history.recording`` round it.
"""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Final, NamedTuple

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from troubleshoot.engine.guide import UNSURE
from troubleshoot.models import Answer, Carrier, Cause, Device, Effect, Guide, Question

#: Rows written by one query.
_AT_ONCE: Final = 500
#: Kinds of which a guide has one question at most; its slug is the kind.
SINGLE: Final = (Question.Kind.CARRIER, Question.Kind.DEVICE)
#: What the answer of somebody who does not know says.
UNSURE_TEXT: Final = {"ja": "わからない", "en": "I don't know", "easy": "わかりません"}


def free_slug(prefix: str, taken: Iterable[str]) -> str:
    """Return the first of q-1, q-2, … that nobody has; slugs are never made from Japanese words."""
    had = set(taken)
    return next(slug for number in count(1) if (slug := f"{prefix}-{number}") not in had)


def begin_guide(*, slug: str, title: str, summary: str) -> Question:
    """Make a guide with a first question to be filled in, and return that question."""
    last: int | None = Guide.objects.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    guide = Guide.objects.create(slug=slug, title={"ja": title}, summary={"ja": summary}, position=position)
    question = Question.objects.create(guide=guide, slug="q-1")
    guide.entry = question
    guide.save(update_fields=["entry"])
    return question


def add_question(guide: Guide, text: str = "", *, after: Question | None = None) -> Question:
    """Make a question after another one, or as the last, with the next free slug."""
    others = list(guide.questions.only("id", "slug", "position"))
    words = {"ja": text} if text else {}
    new = Question.objects.create(guide=guide, slug=free_slug("q", (one.slug for one in others)), text=words)
    slugs = [one.slug for one in others]
    index = slugs.index(after.slug) + 1 if after else len(others)
    _number([*others[:index], new, *others[index:]])
    return new


def move_question(question: Question, *, to: int) -> None:
    """Put a question at a place in the editor's order, counted from 0; beyond the ends means at an end."""
    others = [one for one in question.guide.questions.only("id", "position") if one.pk != question.pk]
    index = min(max(to, 0), len(others))
    _number([*others[:index], question, *others[index:]])


def _number(questions: Sequence[Question]) -> None:
    moved = [question for index, question in enumerate(questions) if question.position != index]
    for index, question in enumerate(questions):
        question.position = index
    Question.objects.bulk_update(moved, ["position"], batch_size=_AT_ONCE)


def duplicate_question(question: Question) -> Question:
    """Make a copy of a question, its answers and effects, right after it. Nothing leads to the copy yet."""
    new = add_question(question.guide, after=question)
    for name in ("kind", "help", "minutes", "next", "guard", "otherwise", "otherwise_cause"):
        setattr(new, name, getattr(question, name))
    new.text = {**question.text, "ja": _("%(text)s(写し)") % {"text": question.text.get("ja", "")}}
    new.save()
    new.guard_answers.set(question.guard_answers.all())
    _copy_answers(question, new)
    return new


def _copy_answers(question: Question, new: Question) -> None:
    answers = list(question.answers.all())
    effects = list(Effect.objects.filter(answer__question=question).values_list("answer__slug", "cause_id", "says"))
    for answer in answers:
        answer.pk, answer.question = None, new
        if answer.next_id == new.pk:
            answer.next = None
    made = {answer.slug: answer for answer in Answer.objects.bulk_create(answers)}
    Effect.objects.bulk_create([Effect(answer=made[slug], cause_id=cause, says=says) for slug, cause, says in effects])


class Pointers(NamedTuple):
    """What leads to a question: answers, questions by their own next or otherwise, and questions it guards."""

    answers: tuple[Answer, ...]
    questions: tuple[Question, ...]
    guarded: tuple[Question, ...]
    is_entry: bool


def pointers(question: Question) -> Pointers:
    """Return what leads to a question, or asks about its answers."""
    others = tuple(Question.objects.filter(Q(next=question) | Q(otherwise=question)))
    return Pointers(
        tuple(Answer.objects.filter(next=question).exclude(question=question).select_related("question")),
        others,
        tuple(Question.objects.filter(guard=question)),
        question.guide.entry_id == question.pk,
    )


def remove_question(question: Question, *, instead: Question | None) -> None:
    """Delete a question with its answers; what led to it leads to another one instead, None: to advice.

    Questions that were guarded by it are asked always. What would lead to itself leads to advice.
    """
    guide, rows = question.guide, question.guide.questions
    answers = Answer.objects.filter(next=question)
    answers.filter(question=instead).update(next=None)
    answers.update(next=instead)
    for edge in ("next", "otherwise"):
        leading = rows.filter(**{edge: question})
        if instead:
            leading.filter(pk=instead.pk).update(**{edge: None})
        leading.update(**{edge: instead})
    guarded = rows.filter(guard=question)
    Question.guard_answers.through.objects.filter(question__in=guarded.values("pk")).delete()
    guarded.update(guard=None, otherwise=None, otherwise_cause=None)
    if guide.entry_id == question.pk:
        guide.entry = instead
        guide.save(update_fields=["entry"])
    question.answers.update(next=None)
    question.delete()


def answers_of_kind(question: Question) -> None:
    """Give a question about the line or the phone, which has none yet, an answer for each that has no parent.

    They lead where "I do not know" leads, which comes last.
    """
    unsure = question.answers.filter(slug=UNSURE).first()
    if question.answers.exclude(slug=UNSURE).exists():
        return
    kinds: dict[str, type[Carrier | Device]] = {Question.Kind.CARRIER: Carrier, Question.Kind.DEVICE: Device}
    leads = {"next": unsure.next, "cause": unsure.cause} if unsure else {}
    lines = list(kinds[question.kind].objects.filter(parent=None))
    Answer.objects.bulk_create(
        Answer(question=question, slug=one.slug, text=one.name, position=at, **leads) for at, one in enumerate(lines)
    )
    if question.kind == Question.Kind.CARRIER:
        last = {"position": len(lines)}
        Answer.objects.update_or_create(
            question=question, slug=UNSURE, defaults=last, create_defaults={**last, "text": UNSURE_TEXT}
        )


def free_cause() -> str:
    """Return the slug that the next cause gets."""
    return free_slug("cause", Cause.objects.values_list("slug", flat=True))


def add_cause(title: str, role: Cause.Role) -> Cause:
    """Make a cause by its title and role alone, to be told more of on its own page."""
    return Cause.objects.create(slug=free_cause(), title={"ja": title}, role=role)
