"""One cause, all carriers side by side: what differs, who gets whose steps, and where there is a hole."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from troubleshoot import engine
from troubleshoot.engine.guide import Cause as Fault
from troubleshoot.engine.guide import RemedyStep as Step
from troubleshoot.models import Cause

from .drafted import drafted_cause
from .permissions import require
from .places import place_url
from .steps import GENERAL
from .verifying import of_tab, verify

#: The steps of one row, a place for each set.
type Beside = list[Step | None]

#: Sentences that share this much of their pairs of letters are taken for the same step.
ALIKE: Final = 0.5


class Cell(NamedTuple):
    """One carrier's step beside the others'. ``same``: it says what the first of its row says."""

    step: Step
    device: str
    same: bool
    url: str


class Row(NamedTuple):
    """Steps that do the same thing, a cell a column; None where a column has none of them."""

    number: int
    cells: tuple[Cell | None, ...]


class Column(NamedTuple):
    """One set of steps. ``also``: whose readers get it without steps of their own; ``holes``: who gets none."""

    slug: str
    name: str
    number: int
    also: tuple[str, ...]
    holes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A cause's sets of steps as a table; ``nothing``: carriers whose readers get no step at all."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    nothing: tuple[str, ...]


def compare_page(request: HttpRequest, pk: int, context: dict[str, Any]) -> HttpResponse:
    """Show the comparison; on POST mark the steps of one column, or of all, as looked at today."""
    require(request, "take_out_causes")
    cause = get_object_or_404(Cause, pk=pk)
    if request.method == "POST":
        require(request, "verify_steps")
        rows = of_tab(cause, request.POST.get("carrier", ""))
        messages.success(request, verify(rows, actor=request.user))  # type: ignore[arg-type]  # a signed-in editor
        return HttpResponseRedirect(request.path, status=303)
    page = {**context, "title": _("回線ごとに見比べる"), "cause": cause, "comparison": compare(cause)}
    return TemplateResponse(request, "admin/troubleshoot/cause/compare.html", page)


def compare(cause: Cause) -> Comparison:
    """Return the steps of a cause in columns by carrier, those that do the same in one row."""
    drawn, tables = drafted_cause(cause)
    lines = [slug for slug in tables.carriers if engine.exists_on(drawn, engine.lineage(tables.carriers, slug))]
    gets = {slug: engine.remedy_for(drawn, tables, slug) for slug in (None, *lines)}
    owners = [slug for slug in (None, *tables.carriers) if any(step.carrier == slug for step in drawn.steps)]
    columns = tuple(
        Column(
            owner or GENERAL,
            tables.carriers[owner].name if owner else _("共通"),
            sum(step.carrier == owner for step in drawn.steps),
            tuple(
                tables.carriers[slug].name for slug in lines if gets[slug].steps and gets[slug].carrier == owner != slug
            ),
            _holes(drawn, tables, owner),
        )
        for owner in owners
    )
    nothing = tuple(tables.carriers[slug].name for slug in lines if not gets[slug].steps)
    return Comparison(columns, _rows(drawn, tables, owners), nothing)


def _holes(cause: Fault, tables: engine.Release, owner: str | None) -> tuple[str, ...]:
    """Name the devices whose readers on this line get no step."""
    kinds = [kind for kind in engine.finest(tables.devices) if not engine.remedy_for(cause, tables, owner, kind).steps]
    return tuple(tables.devices[kind].name for kind in kinds)


def _rows(cause: Fault, tables: engine.Release, owners: list[str | None]) -> tuple[Row, ...]:
    rows = aligned([tuple(step for step in cause.steps if step.carrier == owner) for owner in owners])
    return tuple(
        Row(number, tuple(_cell(step, row, cause, tables) for step in row)) for number, row in enumerate(rows, start=1)
    )


def _cell(step: Step | None, row: Beside, cause: Fault, tables: engine.Release) -> Cell | None:
    if step is None:
        return None
    first = next(one for one in row if one)
    same = first is not step and first.text == step.text and first.detail == step.detail
    device = tables.devices[step.device].name if step.device else ""
    return Cell(step, device, same, place_url(("step", cause.slug, step.key)))


def aligned(sets: list[tuple[Step, ...]]) -> list[Beside]:
    """Return rows with a place for each set, in which each set keeps its order.

    Steps for one device that have the same key, but for their carrier's, or are worded alike come in one row; what
    stands between two such rows fills the places that are free there, one by one.
    """
    rows: list[Beside] = []
    for column, steps in enumerate(sets):
        rows = _with(rows, steps, column, len(sets))
    return rows


def _with(rows: list[Beside], steps: tuple[Step, ...], column: int, width: int) -> list[Beside]:
    """Return the rows with one more set in them."""
    pairs, merged, at = _paired(steps, rows), list[Beside](), 0
    for index, step in enumerate(steps):
        end = min((row for one, row in pairs.items() if one > index), default=len(rows))
        free = (row for row in range(at, end) if _device(rows[row]) == step.device)
        row = pairs.get(index, next(free, None))
        beside: Beside = [None] * width
        if row is not None:
            merged += rows[at:row]
            beside, at = [*rows[row]], row + 1
        beside[column] = step
        merged.append(beside)
    return merged + rows[at:]


def _paired(steps: tuple[Step, ...], rows: list[Beside]) -> dict[int, int]:
    """Return which step belongs in which row: the most pairs that keep the order of both."""

    @cache
    def most(step: int, row: int) -> tuple[tuple[int, int], ...]:
        if step == len(steps) or row == len(rows):
            return ()
        if any(one and _alike(steps[step], one) for one in rows[row]):
            return ((step, row), *most(step + 1, row + 1))
        return max(most(step + 1, row), most(step, row + 1), key=len)

    return dict(most(0, 0))


def _alike(step: Step, other: Step) -> bool:
    """Tell whether two carriers' steps do the same thing."""
    if step.device != other.device:
        return False
    ours, theirs = _pairs(step.text), _pairs(other.text)
    return _key(step) == _key(other) or 2 * len(ours & theirs) >= ALIKE * (len(ours) + len(theirs))


def _key(step: Step) -> str:
    return step.key.removeprefix(f"{step.carrier}-")


def _device(row: Beside) -> str | None:
    return next(one.device for one in row if one)


@lru_cache(maxsize=2000)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset({text})
