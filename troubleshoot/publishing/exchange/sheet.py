"""Puts a spreadsheet's rows over the drafts' causes: what they say then, and all that is wrong with the rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from troubleshoot.publishing.checks import shape
from troubleshoot.publishing.compile import Document
from troubleshoot.publishing.editing import free_slug
from troubleshoot.publishing.places import Json, Place
from troubleshoot.publishing.places import field as field_name

from .columns import CAUSES, CAUSES_SHEET, SHEETS, STEPS, STEPS_SHEET, Column
from .reading import SheetError, sheets
from .rows import Problems, Row, RowProblem, nearest, rows


class SheetRefused(Exception):  # noqa: N818  # what happened, not a fault of the program
    """A spreadsheet that cannot become the drafts; ``problems`` say why, row by row."""

    def __init__(self, problems: Iterable[RowProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class Brought(NamedTuple):
    """What the drafts would say, and the steps that they have and the sheet does not: kept unless removal was said."""

    document: Document
    missing: tuple[Place, ...]


def brought(content: bytes, drafts: Json, *, removing: bool = False) -> Brought:
    """Return what a workbook makes of the drafts: its causes and their steps are put over, all else stays.

    A row without a key is a new step; ``removing`` takes away the steps that the sheet lacks of the causes it names.
    Raises SheetError where it is no workbook, SheetRefused with all that is wrong in its rows.
    """
    found = sheets(content, tuple(SHEETS))
    if not found:
        raise SheetError(_("「%s」という名前のシートがありません。") % "」「".join(SHEETS))
    problems = Problems()
    read = {name: rows(name, lines, SHEETS[name], problems) for name, lines in found.items()}
    putting = _Putting(drafts, problems)
    putting.causes(read.get(CAUSES_SHEET, ()))
    if STEPS_SHEET in read:
        putting.steps(read[STEPS_SHEET], removing=removing)
    putting.judge()
    if problems.found:
        raise SheetRefused(sorted(problems.found, key=_in_order))
    return Brought(putting.document, tuple(putting.missing))


def _in_order(problem: RowProblem) -> tuple[int, int, int]:
    """Return where a problem stands: by sheet, row and column."""
    headings = ["", *(column.heading for column in SHEETS[problem.sheet])]
    return list(SHEETS).index(problem.sheet), problem.row, headings.index(problem.heading)


_NO_CAUSE: Final[Json] = {"carriers": [], "formerly": [], "steps": [], "role": "fault"}
_NO_STEP: Final[Json] = {
    "carrier": None,
    "device": None,
    "url": "",
    "tel": "",
    "minutes": 1,
    "wait_minutes": 0,
    "shared": "",
    "source": "",
    "reviewed": "",
}


class _Putting:
    """The drafts while a sheet's rows are put over them; it remembers which row each cause and step came from."""

    def __init__(self, drafts: Json, problems: Problems) -> None:
        self.document: Document = {**drafts, "causes": dict(drafts["causes"])}
        self.problems = problems
        self.missing: list[Place] = []
        self.came_from: dict[Place, tuple[str, int]] = {}

    def causes(self, given: Iterable[Row]) -> None:
        """Put the causes' own texts over."""
        for row in given:
            slug = row.values.get("slug")
            if not slug:
                message = _("原因のスラッグを書いてください。")
                self._problem(CAUSES_SHEET, row, CAUSES[0], message, unless="slug" not in row.values)
            elif self._is_first(("cause", slug), CAUSES_SHEET, row, CAUSES[0]):
                old = self.document["causes"].get(slug, _NO_CAUSE)
                plain = {name: row.values[name] for name in ("role", "carriers", "formerly") if name in row.values}
                plain["carriers"] = self._known_carriers(row, plain.get("carriers", []))
                self.document["causes"][slug] = {**old, **plain, **self._texts(CAUSES_SHEET, row, CAUSES)}

    def steps(self, given: Sequence[Row], *, removing: bool) -> None:
        """Put the steps over, each cause's in the order of their positions."""
        of_causes: defaultdict[str, list[tuple[float, Json]]] = defaultdict(list)
        for row in given:
            cause = self._known(row, "cause", "causes")
            if cause is None:
                if row.values.get("cause") == "":
                    self._problem(STEPS_SHEET, row, STEPS[0], _("どの原因の手順か、原因のスラッグを書いてください。"))
                continue
            placed = of_causes[cause]
            key = row.values.get("key") or self._free_key(cause, placed, given)
            if self._is_first(("step", cause, key), STEPS_SHEET, row, STEPS[2]):
                position = row.values.get("position")
                before = placed[-1][0] if placed else 0
                placed.append((before if position is None else position, self._step(row, key)))
        named = [place[1] for place in self.came_from if place[0] == "cause"]
        for cause in dict.fromkeys([*named, *of_causes]):
            self._arrange(cause, of_causes[cause], removing=removing)

    def judge(self) -> None:
        """Find what has not the shape of a release document, and the row it came from."""
        touched = {place[1]: self.document["causes"][place[1]] for place in self.came_from}
        for finding in shape.check({**self.document, "guides": {}, "causes": touched}):
            sheet, number = self.came_from.get(finding.place, (STEPS_SHEET, 0))
            field, colon, message = finding.message.removeprefix("「").partition("」: ")
            heading = _headings(sheet).get(field, "") if colon else ""
            self.problems.add(sheet, number, heading, message if heading else finding.message)

    def _arrange(self, cause: str, given: list[tuple[float, Json]], *, removing: bool) -> None:
        """Put given steps and kept ones in order; a kept one stays where it was."""
        keys = {step["key"] for _, step in given}
        old = self.document["causes"][cause]
        kept = [(number, step) for number, step in enumerate(old["steps"], start=1) if step["key"] not in keys]
        self.missing += [("step", cause, step["key"]) for _, step in kept]
        placed = sorted([*given, *([] if removing else kept)], key=lambda one: one[0])
        self.document["causes"][cause] = {**old, "steps": [step for _, step in placed]}

    def _step(self, row: Row, key: str) -> Json:
        plain = {name: row.values[name] for name in _NO_STEP if row.values.get(name) is not None}
        lineage = {name: self._known(row, name, f"{name}s") for name in ("carrier", "device")}
        return {**_NO_STEP, **plain, **lineage, **self._texts(STEPS_SHEET, row, STEPS), "key": key}

    def _texts(self, sheet: str, row: Row, columns: Sequence[Column]) -> Document:
        """Return a row's texts by field, without the languages left blank."""
        texts: Document = {column.field: {} for column in columns if column.language}
        for column in columns:
            if column.language and (words := row.values.get(column.name, "")).strip():
                texts[column.field][column.language] = words
        for column in columns:
            if column.language == "ja" and texts[column.field] and "ja" not in texts[column.field]:
                message = _("ほかの言語だけが書かれています。日本語も書いてください。")
                self._problem(sheet, row, column, message, unless=column.name not in row.values)
                texts[column.field] = {}
        return texts

    def _known(self, row: Row, name: str, table: str) -> str | None:
        """Return the slug that a cell names by slug or Japanese name; None for none."""
        if not (words := row.values.get(name)):
            return None
        slugs = _slugs(self.document[table])
        if words not in slugs:
            column = next(column for column in STEPS if column.name == name)
            self._problem(STEPS_SHEET, row, column, _unknown(words, slugs))
        return slugs.get(words)

    def _known_carriers(self, row: Row, given: Iterable[str]) -> list[str]:
        slugs, column = _slugs(self.document["carriers"]), next(one for one in CAUSES if one.name == "carriers")
        for words in given:
            if words not in slugs:
                self._problem(CAUSES_SHEET, row, column, _unknown(words, slugs))
        return sorted({slugs[words] for words in given if words in slugs})

    def _free_key(self, cause: str, placed: Sequence[tuple[float, Json]], given: Sequence[Row]) -> str:
        """Return the first of step-1, step-2, … that no step of the cause has, in the drafts or the sheet."""
        taken = {step["key"] for step in self.document["causes"][cause]["steps"]}
        taken |= {step["key"] for _, step in placed} | {row.values.get("key") for row in given}
        return free_slug("step", taken)

    def _is_first(self, place: Place, sheet: str, row: Row, column: Column) -> bool:
        """Tell whether this is the first row of a cause or step, and remember it; complain about a second one."""
        if place in self.came_from:
            words = {"slug": place[-1], "row": self.came_from[place][1]}
            message = _("%(slug)s が%(row)s行目にもあります。一つにしてください。") % words
            self._problem(sheet, row, column, message)
            return False
        self.came_from[place] = (sheet, row.number)
        return True

    def _problem(self, sheet: str, row: Row, column: Column, message: str, *, unless: bool = False) -> None:
        if not unless:
            self.problems.add(sheet, row.number, column.heading, message)


def _headings(sheet: str) -> Mapping[str, str]:
    """Return a sheet's headings by the words that checks have for their fields."""
    return {" › ".join(map(field_name, filter(None, (one.field, one.language)))): one.heading for one in SHEETS[sheet]}


def _slugs(table: Json) -> Mapping[str, Any]:
    """Return the slugs of a table by what editors may write for them: the Japanese name, or the slug itself."""
    names = {(one.get("name") or one.get("title") or {}).get("ja", ""): slug for slug, one in table.items()}
    return names | {slug: slug for slug in table}


def _unknown(words: str, slugs: Mapping[str, Any]) -> str:
    given = {"words": words[:40], "perhaps": nearest(words, slugs)}
    return _("「%(words)s」は見つかりません。%(perhaps)sスラッグを確かめてください。") % given
