"""Where a reader is: replay their answers over a guide and say what comes next."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from . import belief, graph, ranking
from .given import RESENT, Given, understand
from .guide import Answer, Candidate, Cause, Guide, Incident, Question, Slug, Suspicion
from .outage import suspected, touching
from .planning import Plan
from .remedy import Remedy, differs_by_carrier, lineage, remedy_for
from .routes import Route, follow


@dataclass(frozen=True, slots=True)
class QuestionStep:
    """A question to answer.

    ``chosen``: the answers given before, where the reader came back to change them; ``number``: its place on the
    path, from 1.
    """

    question: Question
    number: int
    chosen: tuple[Slug, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """A cause to look into, and what is tried together with it before the reader says whether it helped.

    ``probability``: the belief in the cause, 1 where an answer or an incident makes it certain. ``others``: causes
    whose remedies are tried too; ``resends``: whether one resend then shows whether any of them helped.
    """

    cause: Cause
    probability: float
    candidate: Candidate | None = None
    certain: bool = False
    incident: Incident | None = None
    others: tuple[Cause, ...] = ()
    resends: bool = False

    @property
    def causes(self) -> tuple[Cause, ...]:
        """All that is tried."""
        return (self.cause, *self.others)

    @property
    def slugs(self) -> tuple[Slug, ...]:
        """What all that is tried is called."""
        return tuple([cause.slug for cause in self.causes])


@dataclass(frozen=True, slots=True)
class End:
    """Nothing is left to try but the last resorts."""


type Step = QuestionStep | Advice | End


@dataclass(frozen=True, slots=True)
class Walk:
    """A reader's place in a guide.

    ``answers`` count: those on the path in the order asked, then carrier and device where given; several are
    joined by commas. ``waiting`` are kept for questions that the path does not reach. ``dropped`` names the
    parameters of which something was not understood. ``path``: the questions answered on the way; ``open``: the
    next one, which is asked unless enough is known; ``passed``: those passed over on the way, as they do not pay.
    ``resent``: how many codes were sent anew to try what was tried. ``planned``: the plan whose first stage is the
    step, None where the step is none of a plan's.
    """

    guide: Guide
    answers: Mapping[Slug, str]
    waiting: Mapping[Slug, str]
    dropped: tuple[str, ...]
    carrier: Slug | None
    device: Slug | None
    tried: tuple[Slug, ...]
    path: tuple[Slug, ...]
    open: Slug | None
    beliefs: Mapping[Slug, float]
    step: Step
    incidents: tuple[Incident, ...] = ()
    suspicions: tuple[Suspicion, ...] = ()
    resent: int = 0
    planned: Plan | None = None
    passed: tuple[Slug, ...] = ()

    @property
    def given(self) -> dict[Slug, str]:
        """All answers given, counted or waiting, and how many codes were sent anew."""
        return {**self.answers, **self.waiting, **({RESENT: str(self.resent)} if self.resent else {})}

    @property
    def place(self) -> ranking.Place:
        """What the plan from here on depends on beside the beliefs."""
        return ranking.Place(self.guide, self.tried, self.carrier, self.resent)

    def remedy(self, cause: Cause) -> Remedy:
        """Return a cause's steps for this reader's carrier and device."""
        return remedy_for(cause, self.guide, self.carrier, self.device)


def replay(  # noqa: PLR0913  # what a walk depends on
    guide: Guide,
    answers: Mapping[str, str],
    tried: Collection[str] = (),
    at: str | None = None,
    incidents: Iterable[Incident] = (),
    *,
    suspicions: Iterable[Suspicion] = (),
) -> Walk:
    """Return where these answers lead. Total: whatever the strings, it never raises.

    ``answers``: question to answer, as a link names them; unknown ones are dropped. ``tried``: causes tried in
    vain. ``at``: a question answered on the path, to be shown again. ``incidents``: those ongoing; ``suspicions``
    raise the belief in an outage, and advise nothing by themselves.
    """
    given = understand(guide, answers, tried)
    route = follow(guide, given)
    counted = tuple(dict.fromkeys((*route.path, *given.context)))
    live, doubts = tuple(incidents), tuple(suspicions)
    beliefs = _beliefs(guide, given, counted, doubts)
    known: Step | None = (
        _asked_again(guide, given, route, at)
        or _outage(guide, given, live)
        or _certain_or_asked(guide, given, route, beliefs)
    )
    planned = None if known else ranking.Place(guide, given.tried, given.carrier, given.resent).advised(beliefs)
    written = {slug: ",".join(picks) for slug, picks in given.answers.items()}
    on_path = [slug for slug in route.path if slug not in given.context]
    return Walk(
        guide=guide,
        answers=MappingProxyType({slug: written[slug] for slug in (*on_path, *given.context)}),
        waiting=MappingProxyType(
            {slug: written[slug] for slug in guide.questions if slug in written and slug not in counted}
        ),
        dropped=given.dropped,
        carrier=given.carrier,
        device=given.device,
        tried=given.tried,
        path=route.path,
        open=route.open.slug if route.open else None,
        beliefs=MappingProxyType(beliefs),
        step=known or _stage(guide, beliefs, planned),
        incidents=live,
        suspicions=doubts,
        resent=given.resent,
        planned=planned,
        passed=route.passed,
    )


def _beliefs(
    guide: Guide, given: Given, counted: Iterable[Slug], suspicions: tuple[Suspicion, ...]
) -> dict[Slug, float]:
    """Return the belief in each candidate after the answers that count and the causes tried in vain."""
    carriers = lineage(guide.carriers, given.carrier)
    weights = belief.prior(guide, carriers)
    if suspicions:
        weights = belief.suspecting(guide, weights, suspected(suspicions, guide.slug, carriers))
    tried = {slug: guide.candidates[slug].efficacy for slug in given.tried if slug in guide.candidates}
    return belief.believe(weights, given.ratios(counted), tried)


def _asked_again(guide: Guide, given: Given, route: Route, at: str | None) -> QuestionStep | None:
    """Show a question again that was answered on the path, or the carrier wherever it was given."""
    slug = guide.renamed.questions.get(at or "", at or "")
    if slug not in route.path and not (slug == "carrier" and slug in given.answers and slug in guide.questions):
        return None
    number = route.path.index(slug) + 1 if slug in route.path else len(route.path) + 1
    return QuestionStep(guide.questions[slug], number, given.answers[slug])


def _outage(guide: Guide, given: Given, incidents: Iterable[Incident]) -> Advice | None:
    """Advise waiting at once while an incident touches this walk and that was not tried in vain."""
    for incident in touching(incidents, guide.slug, lineage(guide.carriers, given.carrier)):
        if incident.cause in guide.triable and incident.cause not in given.tried:
            return Advice(
                guide.causes[incident.cause], 1.0, guide.candidates.get(incident.cause), certain=True, incident=incident
            )
    return None


def _certain_or_asked(
    guide: Guide, given: Given, route: Route, beliefs: Mapping[Slug, float]
) -> QuestionStep | Advice | None:
    """Advise what is certain; ask the open question unless enough is known; else the plan says what comes."""
    if route.edge.cause and route.edge.cause not in given.tried:
        return _certain(guide, route.edge.cause)
    if route.open:
        question = _still_to_ask(guide, given, route.open, beliefs)
        if question:
            return QuestionStep(question, len(route.path) + 1)
    return None


def _still_to_ask(guide: Guide, given: Given, question: Question, beliefs: Mapping[Slug, float]) -> Question | None:
    """Return the question to ask, None when enough is known.

    Enough: one cause has reached the guide's certainty. Its remedy may still depend on the carrier.
    """
    ahead = ranking.leader(guide, beliefs, given.tried)
    if ahead is None:
        return question
    if given.carrier is None and differs_by_carrier(guide.causes[ahead]):
        return guide.questions.get("carrier")
    return None


def _stage(guide: Guide, beliefs: Mapping[Slug, float], plan: Plan | None) -> Advice | End:
    """Return what a plan's first stage advises; the first of what is tried together gives it its name."""
    if not plan or not plan.stages:
        return End()
    stage = plan.stages[0]
    first, *others = stage.causes
    return Advice(
        cause=guide.causes[first],
        probability=beliefs[first],
        candidate=guide.candidates[first],
        others=tuple(guide.causes[slug] for slug in others),
        resends=stage.resends,
    )


def _certain(guide: Guide, slug: Slug) -> Advice:
    candidate = guide.candidates.get(slug)
    resends = candidate is not None and not candidate.looking
    return Advice(guide.causes[slug], 1.0, candidate, certain=True, resends=resends)


def plan(walk: Walk) -> Plan:
    """Return what is advised from here on, should nothing be asked any more and each stage be in vain."""
    return walk.planned or walk.place.advised(walk.beliefs)


def planned_anew(walk: Walk, guide: Guide) -> Walk:
    """Return a walk in its guide with other minutes or efficacies of candidates, where nothing was tried before."""
    if walk.planned is None:
        return replace(walk, guide=guide)
    planned = replace(walk.place, guide=guide).advised(walk.beliefs)
    return replace(walk, guide=guide, planned=planned, step=_stage(guide, walk.beliefs, planned))


def order(walk: Walk) -> tuple[Slug, ...]:
    """Return the untried causes worth advising, in the order they are."""
    return tuple(cause for stage in plan(walk).stages for cause in stage.causes)


def asks_at_most(walk: Walk) -> int:
    """Return how many questions may come from the one shown on, itself among them; 0 while none is shown.

    Answers that wait are left aside. The carrier may be asked out of its turn, even off the path, as long as another
    question is open.
    """
    if not isinstance(walk.step, QuestionStep):
        return 0
    guide, slug = walk.guide, walk.step.question.slug
    given = understand(guide, walk.answers, ())
    others = [guide.questions[name] for name in walk.answers if name in guide.questions]
    known = {one.slug: picks for one in others if one.slug != slug and (picks := given.answering(one))}
    carrier = guide.questions.get("carrier")
    if carrier is None or "carrier" in known:
        return graph.longest(guide, slug, known)
    start = slug if slug in walk.path else walk.open
    besides = graph.longest(guide, start, {**known, "carrier": tuple(carrier.answers)}) if start else 0
    if slug == "carrier":
        return 1 + besides
    return max(graph.longest(guide, slug, known), besides + (besides > 1))


def last_resorts(walk: Walk) -> tuple[Cause, ...]:
    """Return the guide's other ways in, in its order, without those that an answer rules out."""
    ruled_out = {cause for answer in given_answers(walk) for cause, word in answer.says.items() if word == "rules-out"}
    return tuple(walk.guide.causes[slug] for slug in walk.guide.last_resorts if slug not in ruled_out)


def given_answers(walk: Walk) -> tuple[Answer, ...]:
    """Return the answers that count; a brand without an answer of its own answers as its network does."""
    return tuple(answer for _, answer in answered(walk))


def answered(walk: Walk) -> tuple[tuple[Question, Answer], ...]:
    """Return each question that counts with the answer given, one pair a tick."""
    given = understand(walk.guide, walk.answers, ())
    return tuple(
        (walk.guide.questions[slug], walk.guide.questions[slug].answers[pick])
        for slug in walk.answers
        if slug in walk.guide.questions
        for pick in given.answering(walk.guide.questions[slug])
    )
