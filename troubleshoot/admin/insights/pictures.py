"""What the templates of an insight are given: each section's sheets with their pictures."""

from collections.abc import Mapping
from typing import Any, Final

from troubleshoot.engine import rates
from troubleshoot.engine.calibration import Tenth, calibration
from troubleshoot.engine.flows import flow
from troubleshoot.engine.rates import Rate

from . import sections, works
from .drawing import Point, bar, calibration_chart, line_chart
from .flowing import flow_picture, outline
from .scope import Scope
from .sheets import Sheet

#: Fewer verdicts of a tenth are no sentence.
_ENOUGH: Final = 10


def of_verdicts(scope: Scope) -> dict[str, Any]:
    """Return what verdicts alone tell."""
    if not scope.rows:
        return {"solved": None}
    gone = flow(scope.guide, scope.lasts)
    tenths = calibration(scope.guide, scope.rows)
    return {
        "solved": rates.of_all(scope.lasts),
        "flow": flow_picture(outline(scope.guide), gone),
        "edges": sections.edges_of(scope, gone),
        "rates": [_with_bars(sections.causes(scope)), _with_bars(sections.carriers(scope))],
        "calibration": sections.said_of(tenths),
        "calibration_chart": calibration_chart(tenths),
        "sentences": [_sentence(one) for one in tenths if one.rate.of >= _ENOUGH],
        "leaving": [sections.advice(scope), sections.tried(scope)],
    }


def of_releases(scope: Scope) -> dict[str, Any]:
    """Return what each release's order costs."""
    sheet = sections.minutes(scope)
    points = [_point(record) for record in sheet.records()]
    return {"sheet": sheet, "chart": line_chart(points) if points else None, "single": len(points) == 1}


def _point(record: Mapping[str, Any]) -> Point:
    """Return a release's place on the line."""
    name = f"#{record['release']}"
    return Point(name, record["minutes"], f"{name} {record['note']}".strip())


def of_work(scope: Scope) -> dict[str, Any]:
    """Return what the next hour of work should go to."""
    return {"sheet": sections.work(scope), "pieces": works.pieces(scope)}


def _with_bars(sheet: Sheet) -> dict[str, Any]:
    return {"sheet": sheet, "rows": [_with_bar(sheet, one) for one in sheet.records()]}


def _with_bar(sheet: Sheet, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with the name that its first column gives it, and its interval drawn."""
    rate = Rate(float(record["solved"]), float(record["of"]))
    return {**record, "name": record[sheet.columns[0].key], "bar": bar(rate)}


def _sentence(tenth: Tenth) -> dict[str, float]:
    return {"said": tenth.said * 100, "came": tenth.rate.share * 100, "of": tenth.rate.of}
