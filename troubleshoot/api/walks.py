"""A walk as JSON: what its page shows, from the same replay."""

from django.urls import reverse

from troubleshoot import addresses, engine
from troubleshoot.engine.guide import Cause, Incident, Slug

from .causes import step_document, url_of
from .serving import Json


def walk_document(walk: engine.Walk, release: int) -> Json:
    """Return where a walk is; each ``url`` is a page's canonical address, each ``api`` the same walk's here."""
    return {
        "release": release,
        "guide": walk.guide.slug,
        "url": addresses.of(walk),
        "answers": dict(walk.answers),
        "waiting": dict(walk.waiting),
        "dropped": list(walk.dropped),
        "tried": list(walk.tried),
        "incidents": [_incident(incident) for incident in _announced(walk)],
        "step": _step(walk),
    }


def _announced(walk: engine.Walk) -> tuple[Incident, ...]:
    """Return the incidents of the page's banner."""
    return engine.announced(walk.incidents, walk.guide.carriers, walk.guide.slug, walk.carrier)


def _incident(incident: Incident) -> Json:
    return {
        "slug": incident.slug,
        "title": engine.in_language(incident.title, addresses.language().code),
        "status": incident.status,
        "impact": incident.impact,
        "url": reverse("troubleshoot:incident", args=[incident.slug]),
    }


def _step(walk: engine.Walk) -> Json:
    match walk.step:
        case engine.QuestionStep() as step:
            return _question(walk, step)
        case engine.Advice() as step:
            return _advice(walk, step)
        case engine.End():
            return {"kind": "end", "last_resorts": _last_resorts(walk)}


def _question(walk: engine.Walk, step: engine.QuestionStep) -> Json:
    question = step.question
    return {
        "kind": "question",
        "question": question.slug,
        "select": "several" if question.kind == "several" else "one",
        "text": question.text,
        "help": question.help,
        "asks_at_most": engine.asks_at_most(walk),
        "answers": [
            {
                "slug": answer.slug,
                "text": answer.text,
                **_addresses(engine.after_answer(walk, question.slug, answer.slug)),
            }
            for answer in question.answers.values()
        ],
    }


def _advice(walk: engine.Walk, step: engine.Advice) -> Json:
    remedy = walk.remedy(step.cause)
    return {
        "kind": "advice",
        "cause": step.cause.slug,
        "title": step.cause.title,
        "role": step.cause.role,
        "probability": _rounded(step.probability),
        "minutes": remedy.minutes,
        "wait_minutes": remedy.wait_minutes,
        "why": [
            {"question": reason.question.slug, "answer": reason.answer.slug, "effect": reason.effect}
            for reason in engine.reasons(walk, step.cause.slug)
        ],
        "remedy": _remedy_document(remedy),
        "together": [_together(walk, cause) for cause in step.others],
        "resends": step.resends,
        "resent": walk.resent,
        "safe_resends": walk.guide.prices.safe,
        "not_solved": _addresses(engine.after_trying(walk, *step.slugs)),
        "not_solved_after_sending": (
            _addresses(engine.after_trying(walk, *step.slugs, sent=True)) if engine.may_send(walk) else None
        ),
        "next": [_next(walk, slug) for slug in engine.order(walk) if slug != step.cause.slug],
        "last_resorts": _last_resorts(walk),
    }


def _remedy_document(remedy: engine.Remedy) -> Json:
    return {"carrier": remedy.carrier, "steps": [step_document(one) for one in remedy.steps]}


def _together(walk: engine.Walk, cause: Cause) -> Json:
    """Return what is tried before the same new code."""
    return {"cause": cause.slug, "title": cause.title, "remedy": _remedy_document(walk.remedy(cause))}


def _next(walk: engine.Walk, slug: Slug) -> Json:
    cause = walk.guide.causes[slug]
    remedy = walk.remedy(cause)
    return {
        "cause": slug,
        "title": cause.title,
        "probability": _rounded(walk.beliefs[slug]),
        "minutes": remedy.minutes,
        "url": url_of(cause),
    }


def _rounded(probability: float) -> float:
    """Return a probability with the digits that editors' estimates can bear."""
    return round(probability, 4)


def _last_resorts(walk: engine.Walk) -> list[Json]:
    return [_last_resort(cause) for cause in engine.last_resorts(walk)]


def _last_resort(cause: Cause) -> Json:
    return {"cause": cause.slug, "title": cause.title, "url": url_of(cause)}


def _addresses(walk: engine.Walk) -> Json:
    """Return a walk's page and its address here."""
    query = engine.query(walk)
    path = reverse("troubleshoot:api-walk", args=[walk.guide.slug])
    return {"url": addresses.of(walk), "api": f"{path}?{query}" if query else path}
