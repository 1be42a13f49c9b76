"""A question's panel: its forms, filled from the tables or from what an editor sent, and judged together."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from troubleshoot.engine.guide import UNSURE
from troubleshoot.models import Answer, Effect, Question
from troubleshoot.publishing.compile import compile_part
from troubleshoot.publishing.editing import UNSURE_TEXT, free_slug
from troubleshoot.publishing.history import Recording, digest
from troubleshoot.publishing.places import Place

from .fields import Choices, leads_choices, leads_value
from .forms import AnswerForm, QuestionForm, says_choices
from .grid import Grid, GridRow
from .outline import Outline, Row
from .rows import numbers
from .saving import drop_others, save_question

ANSWERS: Final = "answers"


def seen(place: Place) -> str:
    """Return a digest of a part as it is stored now; it goes out with the form and comes back with it."""
    return digest(compile_part(place))


class QuestionPanel:
    """The forms of one question. ``data``: what an editor sent, None to show what is stored."""

    template = "admin/troubleshoot/guide/question.html"
    usual: Mapping[str, Mapping[str, Any]] = {}

    def __init__(self, outline: Outline, question: Question, data: QueryDict | None = None) -> None:
        self.outline = outline
        self.question = question
        self.data = data
        self.slug = question.slug
        self.stored = {answer.slug: answer for answer in question.answers.select_related("next", "cause")}
        self.effects = self._stored_effects()
        self.form = self._question_form()
        self.table = Grid(outline, {cause for says in self.effects.values() for cause in says}, data)
        self.answers = self._answer_forms()

    @property
    def place(self) -> Place:
        """Where the question stands in the drafts."""
        return ("question", self.outline.guide.slug, self.slug)

    @property
    def row(self) -> Row:
        """The question's row in the outline."""
        return self.outline.row(self.slug)

    @property
    def url(self) -> str:
        """Where the panel is, and where its form goes."""
        return reverse("admin:troubleshoot_question_editor", args=[self.outline.guide.pk, self.slug])

    @property
    def kind(self) -> str:
        """The kind as it stands in the form."""
        return str(self.form["kind"].value())

    @property
    def is_several(self) -> bool:
        """Whether all answers lead one way."""
        return self.kind == Question.Kind.SEVERAL

    @property
    def guarded(self) -> bool:
        """Whether the fold of conditions holds something."""
        return bool(self.form["guard"].value()) or self.is_several

    @cached_property
    def grid(self) -> tuple[GridRow, ...]:
        """The grid's rows, with the cells that the answers' forms hold."""
        return self.table.rows(self.answers)

    @cached_property
    def shares(self) -> Any:  # noqa: ANN401  # a number of whichever type
        """The sum of the shares as they are stored; None where none is given."""
        given = [answer.share for answer in self.stored.values() if answer.share is not None]
        return sum(given) if given else None

    @property
    def reader_path(self) -> str:
        """The reader's page of it."""
        return f"{self.outline.guide.get_absolute_url()}walk/{self.slug}/"

    @property
    def error_count(self) -> int:
        """How many boxes are wrong."""
        forms = (self.form, *self.answers, *self.table.forms)
        return sum(len(form.errors) for form in forms)

    def is_valid(self) -> bool:
        """Judge all forms, then what no form sees alone."""
        sound = [form.is_valid() for form in (self.form, *self.kept, *self.table.forms)]
        self._judge_slugs()
        self.table.judge()
        return all(sound) and not self.error_count

    @property
    def kept(self) -> tuple[AnswerForm, ...]:
        """The answers that stay or are new, in their order; rows that nobody filled in are none."""
        return tuple(form for form in self.answers if not form.removed and not form.is_blank)

    def save(self, recording: Recording) -> str:
        """Write what is valid; return what an editor is told."""
        saved = save_question(self, recording)
        self.slug = saved.slug
        return _("「%(question)s」を保存しました。公開するまで、読者には見えません。") % {"question": saved}

    def drop_others(self) -> None:
        """Delete the answers and effects that the form did not have."""
        drop_others(self)

    @property
    def named(self) -> set[str]:
        """The slugs of the stored answers that the editor had."""
        return {str(form["was"].value()) for form in self.answers}

    @property
    def others(self) -> set[str]:
        """The slugs of stored answers that the editor did not have: somebody else added them meanwhile."""
        return set(self.stored) - self.named

    @property
    def named_causes(self) -> set[str]:
        """The causes that the grid speaks of."""
        return self.table.named

    def said(self, answer: AnswerForm) -> dict[str, str]:
        """Return what a valid answer says, by cause."""
        pairs = [(form.cleaned_data["cause"], f"says-{row}") for row, form in enumerate(self.table.forms)]
        return {cause: says for cause, name in pairs if cause and (says := answer.cleaned_data[name])}

    def _stored_effects(self) -> Mapping[str, Mapping[str, str]]:
        found: dict[str, dict[str, str]] = {slug: {} for slug in self.stored}
        rows = Effect.objects.filter(answer__question=self.question.pk).order_by("cause__slug")
        for answer, cause, says in rows.values_list("answer__slug", "cause__slug", "says"):
            found[answer][cause] = says
        return found

    def _question_form(self) -> QuestionForm:
        question, guard = self.question, self._slug_of("guard")
        initial = {
            "next_leads": leads_value(self._slug_of("next"), None),
            "guard": guard,
            "guard_answers": list(question.guard_answers.values_list("slug", flat=True)),
            "otherwise_leads": leads_value(self._slug_of("otherwise"), self._slug_of("otherwise_cause")),
        }
        asked = str(self.data.get("guard", "")) if self.data is not None else guard
        guarding = _answers_of(self.outline, asked or "")
        return QuestionForm(self.data, instance=question, initial=initial, outline=self.outline, guarding=guarding)

    def _slug_of(self, name: str) -> str | None:
        row = getattr(self.question, name)
        return row.slug if row else None

    def _answer_forms(self) -> list[AnswerForm]:
        shared: dict[str, Any] = {
            "leads": leads_choices(self.outline, of=self.slug),
            "says": says_choices(),
            "rows": len(self.table.forms),
        }
        if self.data is not None:
            return list(self._sent_answers(self.data, shared))
        shown: list[tuple[str, Mapping[str, Any], Mapping[str, str]]]
        shown = [(slug, _as_form(answer), self.effects[slug]) for slug, answer in self.stored.items()]
        shown += [("", initial, {}) for initial in ([] if self.stored else proposed(self.question.kind))]
        causes = [str(form["cause"].value()) for form in self.table.forms]
        return [
            AnswerForm(
                prefix=f"{ANSWERS}-{at}",
                instance=self.stored.get(slug) or Answer(),
                initial={**initial, "was": slug, "order": at, **_cells(causes, says)},
                **shared,
            )
            for at, (slug, initial, says) in enumerate(shown)
        ]

    def _sent_answers(self, data: QueryDict, shared: Mapping[str, Any]) -> Iterator[AnswerForm]:
        for prefix in (f"{ANSWERS}-{number}" for number in numbers(data, ANSWERS)):
            stored = self.stored.get(str(data.get(f"{prefix}-was", "")))
            yield AnswerForm(data, prefix=prefix, instance=stored or Answer(question=self.question), **shared)

    def _judge_slugs(self) -> None:
        """Give answers without a slug the next free one, and name those given twice."""
        filled = [form for form in self.kept if "slug" in getattr(form, "cleaned_data", {})]
        taken = Counter([*(str(form.cleaned_data["slug"]) for form in filled), *self.others])
        for form in filled:
            slug = form.cleaned_data["slug"]
            if not slug:
                form.cleaned_data["slug"] = form.instance.slug = free_slug("a", taken)
                taken[form.instance.slug] += 1
            elif taken[slug] > 1 or self._is_anothers(form, slug):
                form.add_error("slug", _("同じスラッグの答えがこの質問にもうあります。"))

    def _is_anothers(self, form: AnswerForm, slug: str) -> bool:
        """Tell whether a stored answer that stays has a slug until this save: two cannot change places at once."""
        return slug in self.stored and any(
            str(one["was"].value()) == slug for one in self.kept if one is not form and not one.removed
        )


def proposed(kind: str) -> Sequence[Mapping[str, Any]]:
    """Return the answers that a question without any is offered: two to be filled in, and the one it needs."""
    unsure = {"text": UNSURE_TEXT, "slug": UNSURE}
    none = {"text": {"ja": "特になし", "en": "None of these", "easy": "ありません"}, "slug": "none"}
    if kind == Question.Kind.SEVERAL:
        return ({}, {}, none)
    return ({}, {}, unsure) if kind == Question.Kind.CHOICE else ()


def _as_form(answer: Answer) -> dict[str, Any]:
    question, cause = answer.next, answer.cause
    return {"leads": leads_value(question.slug if question else None, cause.slug if cause else None)}


def _cells(causes: Sequence[str], says: Mapping[str, str]) -> dict[str, str]:
    return {f"says-{row}": says.get(cause, "") for row, cause in enumerate(causes)}


def _answers_of(outline: Outline, slug: str) -> Choices:
    """Return the answers of a question, for a guard to choose from."""
    row = next((row for row in outline.rows if row.slug == slug), None)
    return [(way.answer, way.label) for way in row.ways if way.answer] if row else []
