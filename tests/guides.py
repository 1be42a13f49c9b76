"""Tiny engine guides for tests: builders for single parts, and one whole guide that shows every kind of thing."""

from collections.abc import Iterable
from typing import Any

from troubleshoot.engine.belief import likelihoods
from troubleshoot.engine.guide import (
    Answer,
    Candidate,
    Carrier,
    Cause,
    Device,
    Edge,
    Guard,
    Guide,
    Incident,
    Question,
    RemedyStep,
    Renamed,
)

CARRIERS = {
    "docomo": Carrier("docomo", "ドコモ"),
    "ahamo": Carrier("ahamo", "ahamo", parent="docomo"),
    "au": Carrier("au", "au"),
    "povo": Carrier("povo", "povo", parent="au"),
    "rakuten": Carrier("rakuten", "楽天モバイル"),
}
DEVICES = {
    "ios": Device("ios", "iPhone"),
    "ios-26": Device("ios-26", "iPhone(iOS 26以降)", parent="ios"),
    "android": Device("android", "Android"),
}


def an_answer(
    slug: str,
    next: str | None = None,  # noqa: A002  # the document's word
    *,
    cause: str | None = None,
    share: float | None = None,
    says: dict[str, str] | None = None,
) -> Answer:
    return Answer(slug, slug, Edge(next, cause), share=share, says=says or {})


def a_question(slug: str, *answers: Answer, **more: Any) -> Question:
    """Return a question; one called carrier or device is of that kind."""
    kind = slug if slug in ("carrier", "device") else "choice"
    return Question(slug, more.pop("kind", kind), f"{slug}?", {one.slug: one for one in answers}, **more)


def a_candidate(cause: str, weight: float, minutes: float = 2, **more: Any) -> Candidate:
    """Return a candidate that looking shows, unless said otherwise."""
    return Candidate(cause, weight, minutes, **{"looking": True, "efficacy": 0.9, **more})


def a_cause(slug: str, role: str = "fault", *, steps_for: Iterable[str] = (), carriers: Iterable[str] = ()) -> Cause:
    """Return a cause; ``steps_for``: carriers with steps of their own."""
    steps = (RemedyStep("all", "設定を開く"), *(RemedyStep(one, "店に行く", carrier=one) for one in steps_for))
    return Cause(slug, role, slug, carriers=frozenset(carriers), steps=steps)


def a_guide(questions: Iterable[Question], candidates: Iterable[Candidate], **more: Any) -> Guide:
    """Return a guide with its likelihoods; causes it does not describe are plain faults."""
    asked = {one.slug: one for one in questions}
    listed = {one.cause: one for one in candidates}
    certain = [answer.edge.cause for one in asked.values() for answer in one.answers.values() if answer.edge.cause]
    otherwise = [one.guard.otherwise.cause for one in asked.values() if one.guard and one.guard.otherwise.cause]
    described = {one.slug: one for one in more.pop("causes", ())}
    last_resorts = tuple(more.pop("last_resorts", ()))
    outages = [slug for slug, cause in described.items() if cause.role == "outage"]
    triable = tuple(dict.fromkeys([*listed, *last_resorts, *sorted({*certain, *otherwise, *outages})]))
    plain = {
        "slug": "sms",
        "title": "コードが届かない",
        "summary": "",
        "certainty": 0.8,
        "entry": next(iter(asked)),
        "questions": asked,
        "candidates": listed,
        "last_resorts": last_resorts,
        "causes": {slug: described.get(slug) or a_cause(slug) for slug in (*triable, *described)},
        "carriers": CARRIERS,
        "devices": DEVICES,
        "likelihoods": {one.slug: likelihoods(one, listed.values()) for one in asked.values()},
        "triable": triable,
    }
    return Guide(**{**plain, **more})


def two_causes(question: Question, *more: Question, **changes: Any) -> Guide:
    """Return a guide of questions about two causes, "there" the likelier one."""
    candidates = [a_candidate("here", 40), a_candidate("there", 60)]
    return a_guide([question, *more], candidates, **{"certainty": 0.85, **changes})


def an_incident(slug: str, *scopes: tuple[str | None, str | None], **more: Any) -> Incident:
    """Return an ongoing outage."""
    plain = {"title": {"ja": slug}, "status": "investigating", "impact": "major", "cause": "outage", "started_at": ""}
    return Incident(slug, **{**plain, "scopes": scopes or ((None, None),), **more})


#: situation ─login→ channel ─┐          "refused" is certain; "channel" is asked only of those who log in;
#:     └──────────────────────┴→ reach → carrier → recent.  "inbox" is on Rakuten alone.
SMS = a_guide(
    [
        a_question(
            "situation",
            an_answer("locked", "channel", share=40),
            an_answer("login", "channel", share=40, says={"channel": "more"}),
            an_answer("refused", cause="refused", share=0),
            an_answer("unsure", "channel", share=20),
        ),
        a_question(
            "channel",
            an_answer("app", "reach", share=10, says={"channel": "nearly-certain", "backup": "rules-out"}),
            an_answer("sms", "reach", share=60, says={"channel": "less"}),
            an_answer("unsure", "reach", share=30),
            guard=Guard("situation", frozenset({"login"}), Edge("reach")),
        ),
        a_question(
            "reach",
            an_answer("people", "carrier", says={"block": "more", "filter": "much-more"}),
            an_answer("all", "carrier", says={"limit": "strongly", "block": "nearly-rules-out"}),
            an_answer("unsure", "carrier"),
        ),
        a_question(
            "carrier",
            an_answer("docomo", "recent", says={"block": "a-little-more"}),
            an_answer("au", "recent"),
            an_answer("unsure", "recent"),
        ),
        a_question(
            "recent",
            an_answer("moved", share=10, says={"channel": "a-little-more"}),
            an_answer("resent", share=30, says={"limit": "much-more"}),
            an_answer("none"),
            an_answer("unsure"),
            kind="several",
        ),
        a_question("device", an_answer("ios"), an_answer("android", says={"filter": "rules-out"})),
    ],
    [
        a_candidate("block", 30, 7, looking=False),
        a_candidate("filter", 25),
        a_candidate("limit", 20, 1),
        a_candidate("channel", 10, efficacy=0.85),
        a_candidate("inbox", 10, 1),
        a_candidate("outage", 5),
    ],
    causes=[
        a_cause("block", steps_for=["docomo"]),
        a_cause("inbox", carriers=["rakuten"]),
        a_cause("outage", "outage"),
        a_cause("refused", "look-alike"),
        a_cause("backup", "last-resort"),
        a_cause("contact", "last-resort"),
    ],
    last_resorts=["backup", "contact"],
    renamed=Renamed(
        causes={"blocked": "block"},
        carriers={"kddi": "au"},
        questions={"where": "situation", "before": "situation"},
        answers={"situation": {"frozen": "locked"}, "recent": {"mnp": "moved"}},
    ),
)
