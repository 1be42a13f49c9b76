"""Writes what a valid panel holds. Belongs in a transaction, with the history's recording round it."""

from typing import TYPE_CHECKING, Final

from troubleshoot.models import Answer, Cause, Effect, Question
from troubleshoot.publishing import editing
from troubleshoot.publishing.history import Recording

from .fields import Target
from .forms import AnswerForm

if TYPE_CHECKING:  # the panel saves itself by this
    from collections.abc import Mapping

    from .panel import QuestionPanel

#: What an answer's form and its place among the others write.
_WRITTEN: Final = ("slug", "text", "hint", "share", "position", "next", "cause")


def save_question(panel: "QuestionPanel", recording: Recording) -> Question:
    """Write a question with its answers and effects, and the questions that answers newly ask for; return it."""
    question = panel.question
    targets = _Targets(panel, recording)
    _set_edges(panel, targets)
    question.save()
    _set_guard_answers(panel)
    _save_answers(panel, targets)
    _save_effects(panel, targets)
    if question.kind in editing.SINGLE:
        editing.answers_of_kind(question)
    return question


def drop_others(panel: "QuestionPanel") -> None:
    """Delete the answers and effects that a saved panel did not have."""
    Answer.objects.filter(question=panel.question, slug__in=panel.others).delete()
    Effect.objects.filter(answer__question=panel.question).exclude(cause__slug__in=panel.named_causes).delete()


class _Targets:
    """The rows that a panel's edges lead to."""

    def __init__(self, panel: "QuestionPanel", recording: Recording) -> None:
        self.guide, self.question, self.recording = panel.outline.guide, panel.question, recording
        self.questions: Mapping[str, int] = dict(self.guide.questions.values_list("slug", "pk"))
        self.causes: Mapping[str, int] = dict(Cause.objects.values_list("slug", "pk"))

    def ids(self, target: Target) -> tuple[int | None, int | None]:
        """Return the ids of the question and the cause a target names."""
        return self.questions.get(target.question), self.causes.get(target.cause)

    def ids_for(self, form: AnswerForm) -> tuple[int | None, int | None]:
        """Return the ids an answer leads to; it may ask for a question to be made."""
        target: Target = form.cleaned_data["leads"]
        return (self._made(form.cleaned_data["new_text"]), None) if target.new else self.ids(target)

    def _made(self, text: str) -> int:
        slugs = self.guide.questions.values_list("slug", flat=True)
        self.recording.watch(("question", self.guide.slug, editing.free_slug("q", slugs)))
        return editing.add_question(self.guide, text, after=self.question).pk


def _set_edges(panel: "QuestionPanel", targets: _Targets) -> None:
    question, chosen = panel.question, panel.form.cleaned_data
    question.slug = chosen["slug"]
    several = question.kind == Question.Kind.SEVERAL
    question.next_id = targets.ids(chosen["next_leads"])[0] if several else None
    question.guard_id = targets.questions.get(chosen["guard"])
    otherwise = targets.ids(chosen["otherwise_leads"]) if question.guard_id else (None, None)
    question.otherwise_id, question.otherwise_cause_id = otherwise


def _set_guard_answers(panel: "QuestionPanel") -> None:
    question, chosen = panel.question, panel.form.cleaned_data
    slugs = chosen["guard_answers"] if question.guard_id else []
    question.guard_answers.set(Answer.objects.filter(question=question.guard_id, slug__in=slugs))


def _save_answers(panel: "QuestionPanel", targets: _Targets) -> None:
    gone = panel.named - {str(form["was"].value()) for form in panel.kept}
    if gone:
        Answer.objects.filter(question=panel.question, slug__in=gone).delete()
    several = panel.question.kind == Question.Kind.SEVERAL
    for position, form in enumerate(panel.kept):
        answer: Answer = form.instance
        answer.slug, answer.position, answer.question = form.cleaned_data["slug"], position, panel.question
        answer.next_id, answer.cause_id = (None, None) if several else targets.ids_for(form)
    answers = [form.instance for form in panel.kept]
    Answer.objects.bulk_update([one for one in answers if one.pk], _WRITTEN)
    Answer.objects.bulk_create([one for one in answers if not one.pk])


def _save_effects(panel: "QuestionPanel", targets: _Targets) -> None:
    """Make the effects say what the grid says, in four queries at most; what it does not show it leaves."""
    wanted = {
        (form.instance.pk, targets.causes[cause]): says
        for form in panel.kept
        for cause, says in panel.said(form).items()
    }
    spoken = Effect.objects.filter(
        answer__in=[form.instance.pk for form in panel.kept], cause__slug__in=panel.named_causes
    )
    rows = {(row.answer_id, row.cause_id): row for row in spoken}
    Effect.objects.filter(pk__in=[row.pk for key, row in rows.items() if key not in wanted]).delete()
    changed = [row for key, row in rows.items() if row.says != wanted.get(key, row.says)]
    for row in changed:
        row.says = wanted[row.answer_id, row.cause_id]
    Effect.objects.bulk_update(changed, ["says"])
    new = [(key, says) for key, says in wanted.items() if key not in rows]
    Effect.objects.bulk_create(Effect(answer_id=answer, cause_id=cause, says=says) for (answer, cause), says in new)
