"""What a phone keeps of a guide, so that the walk goes on without a line: the engine's table and the pages themselves.

Each page is drawn as it always is, for a reader who has said nothing yet. What only a reader's own walk knows is left
open as a hole, for the worker to fill (static/js/offline/walk.js): a name between two characters that no text holds.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from troubleshoot import addresses, engine, snapshot
from troubleshoot.engine.guide import UNSURE, Cause, Guide, Question, Slug

from . import advising, found, furigana, pages, parts, steps, words

#: In the table a cause is one character, counted from this one: the table is half of what is kept.
_FIRST: Final = ord("0")


def hole(*name: str) -> str:
    """Return the place of something that the worker fills in."""
    return f"\ue000{':'.join(name)}\ue001"


_GIVEN: Final = steps.GivenAnswer(hole("question"), (hole("answer"),), hole("url"))
_TRIED: Final = steps.Tried(parts.Link(hole("cause"), hole("page")), hole("url"))
#: What stands before and after a page's title, and before and after what is in its frame.
_PARTS: Final = (("<title>", "</title>"), ('<main id="main" class="column" tabindex="-1">', "</main>"))


class Drawn(NamedTuple):
    """A page without its frame. ``lines``: of its HTML, by their places among all lines of the pack.

    Pages have most of their lines in common, and are too long for the compression to see it.
    """

    title: str
    lines: tuple[int, ...]


class Anyone(HttpRequest):
    """The request that packs are drawn for. One pack is kept for all, so nothing of a reader's request may be in it."""

    def __init__(self) -> None:
        super().__init__()
        self.method = "GET"
        self.path = addresses.page("offline")  # the worker puts each page's own address in its place

    def build_absolute_uri(self, location: str | None = None) -> str:
        """Leave open where the site is."""
        return hole("origin") + (location or self.path)


class Packing:
    """Draws what is kept, in the language that is being answered in."""

    def __init__(self, served: snapshot.Snapshot) -> None:
        self.request = Anyone()
        self.served = replace(served, incidents=(), suspicions=())  # an outage is told with its time, or not at all
        self._places: dict[str, int] = {}
        self._rows = {
            "given": self._html("components/given.html#answer", {"one": _GIVEN}),
            "tried": self._html("components/given.html#cause", {"one": _TRIED}),
        }

    def shell(self) -> dict[str, Any]:
        """Return what every page without a line needs: its frame, what it says of itself, the page for the rest."""
        said = {
            "release": self.served.number,
            "published": parts.moment(self.served.published_at),
            "guide": parts.Link(hole("text"), hole("url")),
            "when": hole("when"),
            "guides": hole("guides"),
            "main": hole("main"),
        }
        return {
            "frame": self._html("offline/frame.html", said),
            "made": self._html("offline/made.html", said),
            "several": self._html("offline/several.html", said),
            "kept": self._html("offline/kept.html", said),
            "guide": self._html("offline/guide.html", said),
            "nowhere": self._drawn("offline/nowhere.html", said),
            "lines": [*self._places],
        }

    def guide(self, guide: Guide, table: engine.Table) -> dict[str, Any]:
        """Return a guide: its table, and every page that its walks may show."""
        start = engine.replay(guide, {})
        end = steps.end_page(start, self.served)
        solved = steps.solved_page(start, guide.triable[0])
        return {
            "guide": guide.slug,
            "title": self._said(guide.title),
            "carriers": {slug: engine.lineage(guide.carriers, slug) for slug in guide.carriers},
            "table": _written(guide, table),
            "entry": self._entry(guide),
            "questions": {slug: self._question(start, question) for slug, question in guide.questions.items()},
            "advice": dict(self._advice(guide)),
            "end": self._page("end", replace(end, lead=steps.on_other_ways(), rest=(), walk=_open(end.walk))),
            "solved": self._page("solved", replace(solved, undo=(hole("undo"),), feedback=None, took=None)),
            "undo": {slug: self._easy(words.paragraphs(guide.causes[slug].afterwards)) for slug in guide.triable},
            "causes": {slug: self._cause(guide.causes[slug]) for slug in guide.triable},
            "titles": {slug: self._said(guide.causes[slug].title) for slug in guide.triable},
            "rows": self._rows,
            "joint": _("、"),
            "first": self._said(_("最初に確かめること")),
            "next": self._said(_("次に確かめること")),
            "asked": self._said(_("質問%d").replace("%d", hole("number"))),
            "again": self._said(_("質問%dの答えを変える").replace("%d", hole("number"))),
            "lines": [*self._places],
        }

    def _entry(self, guide: Guide) -> Drawn:
        page = pages.guide_page(self.served, guide)
        known = found.guide(self.request, self.served, guide)
        return self._page("guide", replace(page, asking=_asking(page.asking), carry_on_url=""), found=known)

    def _question(self, start: engine.Walk, question: Question) -> dict[str, Any]:
        """Return a question: its page, and what its answers are called and rule out among the last resorts."""
        step = engine.QuestionStep(question, 1)
        page = steps.question_page(replace(start, step=step), step, self.served)
        answers = [
            {
                "slug": answer.slug,
                "text": self._said(answer.text),
                "out": [cause for cause, word in answer.says.items() if word == "rules-out"],
            }
            for answer in question.answers.values()
        ]
        return {
            "text": self._said(question.text),
            "several": question.kind == "several",
            "answers": answers,
            "page": self._page(
                "question",
                replace(
                    page,
                    title=f"{hole('caption')} {question.text}",
                    caption=hole("caption"),
                    asking=_asking(page.asking),
                    walk=_open(page.walk),
                ),
            ),
        }

    def _advice(self, guide: Guide) -> Iterator[tuple[str, Drawn]]:
        """Yield the page of each cause: while the carrier is unknown, and for each carrier whose steps differ."""
        unknown = engine.replay(guide, {})
        for slug in guide.triable:
            cause = guide.causes[slug]
            yield slug, self._advised(unknown, cause)
            if owners := {step.carrier for step in cause.steps if step.carrier}:
                for owner in (*owners, UNSURE):
                    known = engine.replay(guide, {"carrier": owner})
                    yield f"{slug}/{owner}", self._advised(known, cause)

    def _advised(self, walk: engine.Walk, cause: Cause) -> Drawn:
        advice = engine.Advice(cause, 0.0, certain=cause.role != "fault")
        page = advising.advice_page(replace(walk, step=advice), advice, self.served)
        switch = page.carrier and replace(
            page.carrier,
            name=page.carrier.name and hole("carrier"),
            remark="",
            choices=_opened("carrier", page.carrier.choices),
        )
        page = replace(page, caption=hole("caption"), carrier=switch, device=None, fields=(("cause", cause.slug),))
        return self._page("advice", replace(page, walk=_open(page.walk)))

    def _cause(self, cause: Cause) -> Drawn:
        page = pages.cause_page(self.served, cause)
        return self._page("cause", page, found=found.cause(self.request, self.served, page))

    def _page(self, name: str, page: object, **more: found.Found) -> Drawn:
        return self._drawn(f"pages/{name}.html", {"page": page, **more})

    def _drawn(self, template: str, context: dict[str, Any]) -> Drawn:
        """Return a page without its frame; the earlier answers in it are a hole."""
        html = self._html(template, context)
        title, main = (html.partition(opens)[2].partition(closes)[0].strip() for opens, closes in _PARTS)
        for name, row in self._rows.items():
            main = main.replace(row, hole(name))
        lines = filter(None, map(str.strip, main.splitlines()))
        return Drawn(title, tuple(self._places.setdefault(line, len(self._places)) for line in lines))

    def _html(self, template: str, context: dict[str, Any]) -> str:
        return self._easy(render_to_string(template, context, self.request))

    def _said(self, text: str) -> str:
        return self._easy(words.said(text))

    def _easy(self, html: str) -> str:
        """Return HTML as a page of this language has it."""
        return furigana.ruby(html) if self.served.language == "easy" else html


def _open(walk: steps.WalkPart) -> steps.WalkPart:
    """Leave open what depends on the reader's answers."""
    return replace(walk, given=(_GIVEN,), tried=(_TRIED,), back_url=hole("back"), carry_on_url="")


def _asking(asking: steps.Asking) -> steps.Asking:
    """Leave open where each answer leads."""
    choices, ticks = (_opened(asking.question, some) for some in (asking.choices, asking.ticks))
    return replace(asking, choices=choices, ticks=ticks)


def _opened(question: Slug, choices: tuple[steps.Choice, ...]) -> tuple[steps.Choice, ...]:
    return tuple(replace(choice, url=hole("answer", question, choice.slug), chosen=False) for choice in choices)


def _written(guide: Guide, table: engine.Table) -> dict[str, Any]:
    """Return a table as data. What is only advised and then the end, which most rows are, is one string."""
    letters = {slug: chr(_FIRST + place) for place, slug in enumerate(guide.triable)}

    def advised(row: engine.Advised) -> str | dict[str, Any]:
        causes = "".join(letters[cause] for cause in row.causes)
        return causes if row.then is None else {"causes": causes, "then": row.then}

    def written(row: engine.Asked | engine.Advised) -> str | dict[str, Any]:
        if isinstance(row, engine.Advised):
            return advised(row)
        before = advised(row.before) if isinstance(row.before, engine.Advised) else {"question": row.before}
        return {"question": row.question, "then": row.then} | ({"before": before} if row.before else {})

    return {"causes": guide.triable, "starts": dict(table.starts), "rows": [written(row) for row in table.rows]}
