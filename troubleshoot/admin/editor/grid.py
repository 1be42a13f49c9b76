"""The grid of a question's panel: a row for each cause that its answers may speak of, a column for each answer."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from django.forms import BoundField
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from troubleshoot.models import Candidate, Guide, LastResort
from troubleshoot.models.texts import japanese

from .fields import Options
from .forms import AnswerForm, GridRowForm
from .outline import Outline, shortened
from .rows import numbers

#: A guide with this many candidates or fewer shows all of them.
ALL_SHOWN: Final = 12
#: Empty rows beyond those in use.
EMPTY_ROWS: Final = 3

GRID: Final = "grid"


class Weighed(NamedTuple):
    """A cause that a guide may advise: slug, title, and its weight as a candidate; None for a last resort."""

    slug: str
    title: str
    weight: Any


def weighed(guide: Guide) -> tuple[Weighed, ...]:
    """Return the candidates of a guide and its last resorts, in the editor's order."""
    candidates = Candidate.objects.filter(guide=guide).order_by("position", "cause__slug")
    resorts = LastResort.objects.filter(guide=guide).order_by("position", "cause__slug")
    return (
        *(Weighed(slug, japanese(title), weight) for slug, title, weight in _named(candidates, "weight")),
        *(Weighed(slug, japanese(title), None) for slug, title in _named(resorts)),
    )


def _named(rows: Any, *more: str) -> Any:  # noqa: ANN401  # querysets of either table
    return rows.values_list("cause__slug", "cause__title", *more)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A cause and what each answer says about it; ``cause``: its title, or a box in which it is to be chosen."""

    form: GridRowForm
    order: BoundField
    cause: SafeString
    weight: Any
    cells: tuple[SafeString, ...]


class Grid:
    """The forms of the grid's first column. ``spoken``: the causes that stored answers speak of."""

    def __init__(self, outline: Outline, spoken: set[str], data: QueryDict | None) -> None:
        self.outline = outline
        self.spoken = spoken
        self.weighed = weighed(outline.guide)
        self.forms = self._forms(data)

    @property
    def named(self) -> set[str]:
        """The causes that the grid speaks of."""
        return {_cause(form) for form in self.forms}

    def rows(self, answers: Iterable[AnswerForm]) -> tuple[GridRow, ...]:
        """Return the rows, with the cells that the answers' forms hold."""
        weights = {one.slug: one.weight for one in self.weighed}
        fixed, columns = set(self._shown), tuple(answers)
        rows = []
        for index, form in enumerate(self.forms):
            slug = _cause(form)
            title = self.outline.causes.get(slug, "") or _("選んだ原因")
            if slug in fixed:
                fixed.remove(slug)
                cause = format_html("{}{}", form["cause"].as_hidden(), title)
            else:
                cause = form["cause"].as_widget(attrs={"aria-label": _("原因を選ぶ")})
            cells = tuple(_cell(answer, index, title) for answer in columns)
            rows.append(GridRow(form, form["order"], cause, weights.get(slug), cells))
        return tuple(rows)

    def judge(self) -> None:
        """Name causes that two rows speak of."""
        times = Counter(map(_cause, self.forms))
        for form in self.forms:
            if _cause(form) and times[_cause(form)] > 1:
                form.add_error("cause", _("この原因の行が二つあります。一つにしてください。"))

    @cached_property
    def _shown(self) -> tuple[str, ...]:
        """The causes that are shown unasked: those spoken of, and all candidates where they are few."""
        candidates = [one.slug for one in self.weighed if one.weight is not None]
        few = set(candidates) if len(candidates) <= ALL_SHOWN else set()
        shown = [one.slug for one in self.weighed if one.slug in self.spoken | few]
        return (*shown, *sorted(self.spoken - set(shown)))

    def _forms(self, data: QueryDict | None) -> list[GridRowForm]:
        """Return the causes shown, and rows in which one may be chosen."""
        listed = {one.slug: shortened(one.title) for one in self.weighed}
        more = {slug: shortened(self.outline.causes[slug]) for slug in self._shown if slug not in listed}
        causes = Options([("", _("(原因を選ぶ)")), *listed.items(), *more.items()])
        if data is not None:
            return [GridRowForm(data, prefix=f"{GRID}-{row}", causes=causes) for row in numbers(data, GRID)]
        return [
            GridRowForm(prefix=f"{GRID}-{row}", initial={"cause": slug, "order": row}, causes=causes)
            for row, slug in enumerate((*self._shown, *[""] * EMPTY_ROWS))
        ]


def _cause(form: GridRowForm) -> str:
    return str(form["cause"].value() or "")


def _cell(answer: AnswerForm, row: int, cause: str) -> SafeString:
    label = _("%(answer)s → %(cause)s") % {"answer": answer.words, "cause": cause}
    return answer[f"says-{row}"].as_widget(attrs={"aria-label": label})
