"""Questions, their answers, and what each answer says about causes."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from troubleshoot.models import Answer, Effect, Question, effect_words

from .base import BaseModelAdmin, ContentAdmin, Rows, RowsOfOneLine
from .editor.fields import SaysField
from .site import site

if TYPE_CHECKING:
    from django.db import models


class AnswerRows(Rows):
    """A question's answers; their effects are on each answer's own page."""

    model = Answer
    verbose_name_plural = gettext_lazy("答え(効き目は、それぞれの「変更」で書きます)")
    fk_name = "question"
    fields = ("text", "hint", ("slug", "position", "share"), ("next", "cause"))
    autocomplete_fields = ("next", "cause")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Answer]:
        return super().get_queryset(request).select_related("next", "cause")


@admin.register(Question, site=site)
class QuestionAdmin(ContentAdmin):
    """What the reader is asked."""

    parts = ("answers",)
    list_display = ("__str__", "guide", "slug", "kind", "answers_count", "position")
    list_select_related = ("guide",)
    list_filter = ("guide", "kind")
    search_fields = ("slug", "text__ja", "guide__slug")
    ordering = ("guide__position", "guide__slug", "position", "slug")
    fieldsets = (
        (None, {"fields": ("guide", "text", "help", "kind", "slug", "position", "minutes", "next")}),
        (
            gettext_lazy("聞く条件(いつも聞く質問なら空のまま)"),
            {"classes": ("collapse",), "fields": ("guard", "guard_answers", "otherwise", "otherwise_cause")},
        ),
    )
    autocomplete_fields = ("guide", "next", "guard", "guard_answers", "otherwise", "otherwise_cause")
    inlines = (AnswerRows,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        rows: QuerySet[Question] = super().get_queryset(request).annotate(answer_rows=Count("answers"))
        return rows

    def reader_page(self, row: Question) -> tuple[str, str, str]:
        return "guides", row.guide.slug, f"/guides/{row.guide.slug}/walk/{row.slug}/"

    @admin.display(description=gettext_lazy("答え"), ordering="answer_rows")
    def answers_count(self, row: Any) -> int:  # noqa: ANN401  # a question with its count
        """Tell how many answers a question has."""
        return int(row.answer_rows)


class _Saying(BaseModelAdmin):
    """Gives what an answer says about a cause its choices, the number that was learned among them."""

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "says":
            return SaysField(label=db_field.verbose_name, choices=[("", "---------"), *Effect.Says.choices])
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class EffectRows(_Saying, RowsOfOneLine):
    """What an answer says about causes."""

    model = Effect
    autocomplete_fields = ("cause",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Effect]:
        return super().get_queryset(request).select_related("cause")


@admin.register(Answer, site=site)
class AnswerAdmin(ContentAdmin):
    """One choice of a question, with its effects."""

    parts = ("effects",)
    list_display = ("__str__", "question", "slug", "share", "effects_count")
    list_select_related = ("question",)
    list_filter = ("question__guide",)
    search_fields = ("slug", "text__ja", "question__slug")
    fields = ("question", "text", "hint", "slug", "position", "share", "next", "cause")
    autocomplete_fields = ("question", "next", "cause")
    inlines = (EffectRows,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Answer]:
        rows: QuerySet[Answer] = super().get_queryset(request).annotate(effect_rows=Count("effects"))
        return rows

    @admin.display(description=gettext_lazy("効き目(編集部の見積り)"), ordering="effect_rows")
    def effects_count(self, row: Any) -> int:  # noqa: ANN401  # an answer with its count
        """Tell how many causes an answer speaks about."""
        return int(row.effect_rows)


@admin.register(Effect, site=site)
class EffectAdmin(_Saying, ContentAdmin):
    """All that answers say about causes, to compare the estimates."""

    list_display = ("answer", "cause", "said")
    list_select_related = ("answer", "cause")
    list_filter = ("answer__question__guide", "says")
    search_fields = ("answer__slug", "answer__text__ja", "cause__slug", "cause__title__ja")
    autocomplete_fields = ("answer", "cause")

    @admin.display(description=gettext_lazy("この答えから"), ordering="says")
    def said(self, row: Effect) -> str:
        """Return what an effect says in words."""
        return str(effect_words(row.says))
