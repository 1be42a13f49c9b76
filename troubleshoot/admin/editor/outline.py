"""The outline of a guide: its questions in the editor's order, each with where its answers lead.

It is read in a fixed number of queries, however large the guide is, and everything on the page is drawn from it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from troubleshoot.models import Answer, Cause, Guide, Question
from troubleshoot.models.texts import japanese

from .layers import Graph

#: Characters of a question's or cause's words where it is only named.
SHORT: Final = 24


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a question: the answer's words, and the question, cause or advice it leads to.

    ``answer`` is the answer's slug, "" for a way that no answer of its own takes. ``question`` and ``cause`` are
    slugs, "" for none; without either it leads to advice. ``words`` say where it leads.
    """

    answer: str
    label: str
    question: str
    cause: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One question of the outline. ``number`` counts from 1; ``depth``: questions before it at most."""

    slug: str
    number: int
    text: str
    kind: str
    kind_words: str
    depth: int
    ways: tuple[Way, ...]
    guard: str
    marks: tuple[str, ...]
    is_entry: bool

    @property
    def indent(self) -> int:
        """The depth as the page shows it: no further in than there is room for."""
        return min(self.depth, 8)

    @property
    def groups(self) -> tuple[tuple[str, Way], ...]:
        """The ways out with those that lead to one place put together: their words, and one of them."""
        together: dict[tuple[str, str], list[Way]] = {}
        for way in self.ways:
            together.setdefault((way.question, way.cause), []).append(way)
        return tuple(("・".join(way.label for way in ways), ways[0]) for ways in together.values())

    @property
    def is_single(self) -> bool:
        """Whether a guide has at most one question of this kind."""
        return self.kind in {Question.Kind.CARRIER, Question.Kind.DEVICE}


@dataclass(frozen=True, slots=True)
class Outline:
    """A guide's graph as the page shows it. ``causes``: titles of all causes by slug."""

    guide: Guide
    rows: tuple[Row, ...]
    causes: Mapping[str, str]

    def row(self, slug: str) -> Row:
        """Return the row of a question."""
        return next(row for row in self.rows if row.slug == slug)


def shortened(words: str, most: int = SHORT) -> str:
    """Return words cut to a length, with a mark where something was left out."""
    return words if len(words) <= most else f"{words[: most - 1]}…"


def read_outline(guide: Guide) -> Outline:
    """Read the graph of a guide as it stands in the tables."""
    return _Reader(guide).outline()


class _Reader:
    """What one reading of the tables found."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        fields = ("id", "slug", "kind", "text", "next", "guard", "otherwise", "otherwise_cause")
        self.questions = list(guide.questions.order_by("position", "slug").values(*fields))
        self.numbers = {row["id"]: number for number, row in enumerate(self.questions, 1)}
        self.by_id = {row["id"]: row for row in self.questions}
        self.answers: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
        rows = Answer.objects.filter(question__guide=guide).order_by("position", "slug")
        for answer in rows.values("id", "question", "slug", "text", "next", "cause"):
            self.answers[answer["question"]].append({**answer})
        self.guarding: defaultdict[int, set[int]] = defaultdict(set)
        through = Question.guard_answers.through.objects.filter(question__guide=guide)
        for question, answer_id in through.values_list("question_id", "answer_id"):
            self.guarding[question].add(answer_id)
        self.causes = {pk: (slug, japanese(title)) for pk, slug, title in _causes()}

    def outline(self) -> Outline:
        """Put what was read together."""
        ways = {row["slug"]: self._ways(row) for row in self.questions}
        following = {slug: [way.question for way in out if way.question] for slug, out in ways.items()}
        entry = self.by_id.get(self.guide.entry_id or 0)
        graph = Graph.of(entry["slug"] if entry else "", following)
        rows = tuple(self._row(row, ways[row["slug"]], graph) for row in self.questions)
        return Outline(self.guide, rows, dict(self.causes.values()))

    def _row(self, row: Mapping[str, Any], ways: tuple[Way, ...], graph: Graph) -> Row:
        slug = row["slug"]
        return Row(
            slug=slug,
            number=self.numbers[row["id"]],
            text=japanese(row["text"]) or _("(まだ文がありません)"),
            kind=row["kind"],
            kind_words=str(Question.Kind(row["kind"]).label),
            depth=graph.depths.get(slug, 0),
            ways=ways,
            guard=self._guard(row),
            marks=tuple(self._marks(row, graph)),
            is_entry=slug == graph.entry,
        )

    def _marks(self, row: Mapping[str, Any], graph: Graph) -> Sequence[str]:
        """Say what is wrong with a question's place in the graph: this is seen at once, without any check."""
        marks = []
        if row["kind"] != Question.Kind.DEVICE and row["slug"] not in graph.reached:
            marks.append(_("どこからも来ません"))
        if any(before == row["slug"] for before, _after in graph.back):
            marks.append(_("前の質問に戻ります"))
        if not self.answers[row["id"]]:
            marks.append(_("答えがありません"))
        return marks

    def _ways(self, row: Mapping[str, Any]) -> tuple[Way, ...]:
        several = row["kind"] == Question.Kind.SEVERAL
        ways = [self._answer_way(answer, row if several else answer) for answer in self.answers[row["id"]]]
        if row["guard"]:
            words = self._leads(row["otherwise"], row["otherwise_cause"])
            ways.append(Way("", _("聞かないとき"), *words))
        return tuple(ways)

    def _answer_way(self, answer: Mapping[str, Any], edge: Mapping[str, Any]) -> Way:
        label = japanese(answer["text"]) or answer["slug"]
        cause = None if edge is not answer else answer["cause"]
        return Way(answer["slug"], label, *self._leads(edge["next"], cause))

    def _leads(self, question: int | None, cause: int | None) -> tuple[str, str, str]:
        if question in self.by_id:
            return self.by_id[question]["slug"], "", self.named(question)
        if cause in self.causes:
            slug, title = self.causes[cause]
            return "", slug, _("原因: %(title)s") % {"title": shortened(title)}
        return "", "", _("助言")

    def named(self, question: int | None) -> str:
        """Return a question's number and the beginning of its words."""
        row = self.by_id[question or 0]
        words = japanese(row["text"]) or _("(まだ文がありません)")
        return f"{self.numbers[row['id']]}. {shortened(words)}"

    def _guard(self, row: Mapping[str, Any]) -> str:
        if row["guard"] not in self.by_id:
            return ""
        chosen = self.guarding[row["id"]]
        answers = [japanese(one["text"]) for one in self.answers[row["guard"]] if one["id"] in chosen]
        words = {"question": self.named(row["guard"]), "answers": _("」「").join(answers)}
        return _("「%(question)s」に「%(answers)s」と答えたときだけ聞きます") % words


def _causes() -> Any:  # noqa: ANN401  # rows of three columns
    return Cause.objects.order_by("slug").values_list("id", "slug", "title")
