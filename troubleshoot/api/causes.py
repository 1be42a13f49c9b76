"""Causes and their remedies as JSON."""

from django.urls import reverse

from troubleshoot.engine.guide import Cause, RemedyStep

from .serving import Json


def cause_document(cause: Cause, release: int) -> Json:
    """Return one cause with the steps of all carriers and devices.

    ``{"release", "cause", "title", "role", "url", "summary", "signs", "confirm", "warning", "afterwards",
    "carriers", "steps"}``: ``url`` is the cause's page; ``carriers`` are those it exists on, none meaning all. A
    step is as in a walk's remedy, with ``carrier`` saying whose it is, null meaning everyone's. A text that is not
    there is "".
    """
    return {
        "release": release,
        "cause": cause.slug,
        "title": cause.title,
        "role": cause.role,
        "url": url_of(cause),
        "summary": cause.summary,
        "signs": cause.signs,
        "confirm": cause.confirm,
        "warning": cause.warning,
        "afterwards": cause.afterwards,
        "carriers": sorted(cause.carriers),
        "steps": [{"carrier": step.carrier, **step_document(step)} for step in cause.steps],
    }


def step_document(step: RemedyStep) -> Json:
    """Return one imperative of a remedy; ``device`` null is for all devices."""
    return {
        "text": step.text,
        "detail": step.detail,
        "device": step.device,
        "url": step.url,
        "tel": step.tel,
        "minutes": step.minutes,
        "wait_minutes": step.wait_minutes,
        "shared": step.shared,
    }


def url_of(cause: Cause) -> str:
    """Return the address of a cause's page."""
    return reverse("troubleshoot:cause", args=[cause.slug])
