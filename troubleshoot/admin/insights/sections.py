"""The sheets of an insight: each answers one question about a guide."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from troubleshoot.engine import leaving, rates
from troubleshoot.engine.calibration import Tenth, calibration
from troubleshoot.engine.flows import UNANSWERED, Flow, flow
from troubleshoot.engine.rates import Rate

from . import releases, works
from .flowing import edge_of, outline
from .scope import Scope
from .sheets import Cell, Column, Sheet, percent, whole


def edges(scope: Scope) -> Sheet:
    """Return how many walks went over each edge."""
    return edges_of(scope, flow(scope.guide, scope.lasts))


def edges_of(scope: Scope, found: Flow) -> Sheet:
    """Return the same of a flow that is there."""
    rows: list[tuple[Cell, ...]] = []
    for row in outline(scope.guide):
        ways = [(labels, way.words, edge_of(way)) for labels, way in row.groups]
        for labels, words, edge in [*ways, (_("答える前に助言した"), _("助言"), UNANSWERED)]:
            number = found.over.get((row.slug, edge), 0.0)
            if edge is not UNANSWERED or number:
                share = percent(found.share(row.slug, edge))
                rows.append((f"{row.number}. {row.text}", labels, words, whole(number), share))
    return Sheet(
        "edges",
        _("線ごとの読者の割合"),
        (
            Column("question", _("質問")),
            Column("answers", _("答え")),
            Column("leads_to", _("行き先")),
            Column("walks", _("読者")),
            Column("percent", _("割合(%)")),
        ),
        tuple(rows) if found.walks else (),
    )


def causes(scope: Scope) -> Sheet:
    """Return how often each advice was solved."""
    found = rates.of_causes(scope.guide, scope.rows)
    head, title = Column("cause", _("助言した原因")), _("原因ごとの、届いた割合")
    return _rates("causes", title, head, [(scope.named(*slugs), rate) for slugs, rate in found.items()])


def carriers(scope: Scope) -> Sheet:
    """Return how many walks were solved by carrier."""
    names = {"": _("回線を聞いていない人"), **{slug: one.name for slug, one in scope.guide.carriers.items()}}
    if asked := scope.guide.questions.get("carrier"):
        names = {**{slug: answer.text for slug, answer in asked.answers.items()}, **names}
    named = [(names.get(slug, slug), rate) for slug, rate in rates.of_carriers(scope.lasts).items()]
    return _rates("carriers", _("回線ごとの、届いた割合"), Column("carrier", _("回線")), named)


def _rates(key: str, title: str, head: Column, named: Iterable[tuple[str, Rate]]) -> Sheet:
    rows = tuple(
        (name, whole(rate.solved), whole(rate.of), percent(rate.share), percent(rate.low), percent(rate.high))
        for name, rate in named
    )
    return Sheet(key, title, (head, *_rate_columns()), rows)


def _rate_columns() -> tuple[Column, ...]:
    return (
        Column("solved", _("届いた")),
        Column("of", _("結果の数")),
        Column("percent", _("割合(%)")),
        Column("low", _("少なくとも(%)")),
        Column("high", _("多くとも(%)")),
    )


def minutes(scope: Scope) -> Sheet:
    """Return what each release's order costs."""
    return Sheet(
        "releases",
        _("公開版ごとの見込みの時間"),
        (
            Column("release", _("公開版")),
            Column("published", _("公開した時刻")),
            Column("note", _("メモ")),
            Column("minutes", _("見込みの時間(分)")),
            Column("unhelped", _("ほかの入り方へ進む(%)")),
        ),
        tuple(
            (one.number, f"{one.at:%Y-%m-%d %H:%M}", one.note, round(one.cost.minutes, 1), percent(one.cost.unhelped))
            for one in releases.costs(scope.published)
        ),
    )


def said(scope: Scope) -> Sheet:
    """Return what was said of advice beside what came."""
    return said_of(calibration(scope.guide, scope.rows))


def said_of(tenths: Iterable[Tenth]) -> Sheet:
    """Return the same of tenths that are there."""
    rows = tuple(
        (
            f"{percent(one.low):g}–{percent(one.high):g}",
            percent(one.said),
            *(whole(number) for number in (one.rate.solved, one.rate.of)),
            *(percent(share) for share in (one.rate.share, one.rate.low, one.rate.high)),
        )
        for one in tenths
    )
    columns = (Column("tenth", _("助言が言った割合(%)")), Column("said", _("その平均(%)")), *_rate_columns())
    return Sheet("calibration", _("言ったとおりに届いたか"), columns, rows)


def advice(scope: Scope) -> Sheet:
    """Return after which advice readers left without help."""
    found = leaving.by_advice(scope.lasts)
    named = {scope.named(*slugs): number for slugs, number in found.items()}
    return _left("advice", _("最後に見た助言"), Column("cause", _("助言した原因")), named, scope.walks)


def tried(scope: Scope) -> Sheet:
    """Return after how much that was tried readers left without help."""
    found = leaving.by_tried(scope.lasts)
    return _left("tried", _("試した原因の数"), Column("tried", _("試した数")), found, scope.walks)


def _left[Name: Cell](key: str, title: str, head: Column, found: Mapping[Name, float], walks: float) -> Sheet:
    total = sum(found.values())
    columns = (
        head,
        Column("walks", _("ここで終わった読者")),
        Column("percent", _("終わった読者の中の割合(%)")),
        Column("percent_of_all", _("読者全体の中の割合(%)")),
    )
    rows = tuple(
        (name, whole(number), percent(number / total), percent(number / walks)) for name, number in found.items()
    )
    return Sheet(key, title, columns, rows)


def work(scope: Scope) -> Sheet:
    """Return what the next hour of work should go to."""
    columns = (Column("work", _("仕事")), Column("minutes", _("読者100人で減る分")))
    rows = tuple((one.words, int(one.minutes)) for one in works.pieces(scope))
    return Sheet("work", _("次の1時間で何をするか"), columns, rows)


#: Every sheet by its key, in the page's order.
SHEETS: Final[Mapping[str, Callable[[Scope], Sheet]]] = {
    "edges": edges,
    "causes": causes,
    "carriers": carriers,
    "releases": minutes,
    "calibration": said,
    "advice": advice,
    "tried": tried,
    "work": work,
}
