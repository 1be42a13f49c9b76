"""Random small guides, and what readers might give them: anything from sense to nonsense."""

import random
from typing import Any, NamedTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.guides import CARRIERS, DEVICES, SMS, a_candidate, a_cause, a_guide, a_question, an_answer
from troubleshoot import engine
from troubleshoot.engine.guide import RATIOS, Answer, Edge, Guard, Guide, Incident, Question, Renamed

#: A guide is fitted when it is made, which takes a moment; tests are of answers, not of seconds.
thoroughly = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])

CAUSES = tuple(f"cause-{number}" for number in range(5))
RENAMED = Renamed(
    causes={"old-cause": "cause-0"},
    carriers={"kddi": "au"},
    questions={"old-question": "q0", "line": "carrier"},
    answers={"q0": {"old-answer": "yes"}},
)


class Reader(NamedTuple):
    """What somebody's link gives."""

    guide: Guide
    answers: dict[str, str]
    tried: list[str]
    at: str | None
    incidents: list[Incident]

    def walk(self, **changes: Any) -> engine.Walk:
        changed = self._replace(**changes)
        return engine.replay(changed.guide, changed.answers, changed.tried, changed.at, changed.incidents)


def guides() -> st.SearchStrategy[Guide]:
    """Return the hand-made guide or random ones."""
    return st.just(SMS) | random_guides()


@st.composite
def random_guides(draw: st.DrawFn, questions: int = 6, causes: int = 5) -> Guide:
    """Return guides of at most so many questions and causes; questions lead only onwards, with joins and guards."""
    slugs = [f"q{number}" for number in range(draw(st.integers(1, questions)))]
    if len(slugs) > 1 and draw(st.booleans()):
        slugs[draw(st.integers(1, len(slugs) - 1))] = "carrier"
    listed = CAUSES[: draw(st.integers(1, causes))]
    asked: list[Question] = []
    for number, slug in enumerate(slugs):
        asked.append(draw(_questions(slug, asked, slugs[number + 1 :], listed)))
    if draw(st.booleans()):
        asked.append(a_question("device", an_answer("ios", says=draw(_effects(listed))), an_answer("android")))
    return a_guide(
        asked,
        [draw(_candidates(cause)) for cause in listed],
        causes=[draw(_causes(slug)) for slug in (*CAUSES, "last")] + [a_cause("outage", "outage")],
        last_resorts=["last"],
        certainty=draw(st.sampled_from([0.5, 0.6, 0.8, 1])),
        asking=draw(st.sampled_from(["as-drawn", "what-pays"])),
        renamed=RENAMED,
    )


@st.composite
def _questions(
    draw: st.DrawFn, slug: str, before: list[Question], after: list[str], causes: tuple[str, ...]
) -> Question:
    kind = "carrier" if slug == "carrier" else draw(st.sampled_from(["choice", "choice", "several"]))
    names = {"carrier": ["docomo", "au", "povo"], "choice": ["yes", "no", "maybe"], "several": ["yes", "no", "maybe"]}
    answers = [draw(_answers(name, after, causes)) for name in names[kind][: draw(st.integers(1, 3))]]
    plain = an_answer("unsure", draw(_onwards(after)), share=draw(st.sampled_from([None, 10])))
    none = [an_answer("none")] if kind == "several" else []
    guard = draw(_guards(before, after, causes)) if before else None
    several = {"edge": Edge(draw(_onwards(after)))} if kind == "several" else {}
    minutes = draw(st.sampled_from([0.25, 1]))
    return a_question(slug, *answers, *none, plain, kind=kind, guard=guard, minutes=minutes, **several)


@st.composite
def _answers(draw: st.DrawFn, slug: str, after: list[str], causes: tuple[str, ...]) -> Answer:
    cause = draw(st.sampled_from([None] * 7 + [causes[-1], "last", "outage"]))
    following = None if cause else draw(_onwards(after))
    share = draw(st.sampled_from([None, None, 0, 5, 30]))
    return an_answer(slug, following, cause=cause, share=share, says=draw(_effects(causes)))


def _onwards(after: list[str]) -> st.SearchStrategy[str | None]:
    return st.sampled_from([*after[:1] * 3, *after, None])


@st.composite
def _guards(draw: st.DrawFn, before: list[Question], after: list[str], causes: tuple[str, ...]) -> Guard | None:
    about = draw(st.none() | st.sampled_from(before))
    if about is None:
        return None
    cause = draw(st.sampled_from([None] * 5 + [causes[0]]))
    otherwise = Edge(None, cause) if cause else Edge(draw(_onwards(after)))
    return Guard(about.slug, draw(st.frozensets(st.sampled_from(list(about.answers)))), otherwise)


def _effects(causes: tuple[str, ...]) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(causes), st.sampled_from(list(RATIOS)), max_size=3)


@st.composite
def _candidates(draw: st.DrawFn, cause: str) -> Any:
    return a_candidate(
        cause,
        draw(st.sampled_from([0.5, 1, 5, 20, 60])),
        draw(st.sampled_from([0, 1, 5, 30])),
        looking=draw(st.booleans()),
        efficacy=draw(st.sampled_from([0, 0.5, 0.9, 1])),
        pin=draw(st.sampled_from(["", "", "", "first", "last"])),
    )


@st.composite
def _causes(draw: st.DrawFn, slug: str) -> Any:
    limits = st.sampled_from([(), (), (), ("docomo",), ("povo", "rakuten")])
    return a_cause(slug, carriers=draw(limits), steps_for=draw(st.sampled_from([(), (), ("docomo",), ("povo",)])))


@st.composite
def readers(draw: st.DrawFn) -> Reader:
    """Return a guide with what a reader of it gives, most of it sense."""
    guide = draw(guides())
    words = st.sampled_from(["old-answer", "frozen", "nonsense", ""]) | st.text(max_size=5)
    answers = {
        slug: draw(st.one_of(*[_given(question)] * 6, words))
        for slug, question in guide.questions.items()
        if draw(st.integers(0, 6))
    }
    if draw(st.booleans()):
        answers["carrier"] = draw(st.sampled_from([*CARRIERS, "kddi", "unsure"]))
    if draw(st.booleans()):
        answers["device"] = draw(st.sampled_from([*DEVICES, "unsure"]))
    answers |= draw(
        st.dictionaries(st.sampled_from(["old-question", "line", "where", "tried"]) | words, words, max_size=2)
    )
    tried = draw(st.lists(st.sampled_from([*guide.triable, "old-cause", "nonsense"]), max_size=4))
    at = draw(st.none() | st.sampled_from([*guide.questions, "old-question", "nonsense"]))
    return Reader(guide, answers, tried, at, draw(st.just([]) | st.just([]) | st.just([]) | _incidents()))


def _given(question: Question) -> st.SearchStrategy[str]:
    some = st.lists(
        st.sampled_from(list(question.answers)), min_size=1, max_size=3 if question.kind == "several" else 1
    )
    return some.map(",".join)


@st.composite
def _incidents(draw: st.DrawFn) -> list[Incident]:
    scope = (draw(st.sampled_from([None, "sms", "other"])), draw(st.sampled_from([None, "docomo", "povo"])))
    cause = draw(st.sampled_from(["outage", "outage", "renamed-since"]))
    return [Incident("now", {"ja": "now"}, "investigating", "major", cause, (scope,), "")]


def shuffled(answers: dict[str, str], seed: int) -> dict[str, str]:
    """Return the same answers named in another order, ticks too."""
    chance = random.Random(seed)
    return {
        name: ",".join(chance.sample(parts := value.split(","), len(parts)))
        for name, value in chance.sample(list(answers.items()), len(answers))
    }
