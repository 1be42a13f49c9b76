"""Causes and their remedies as JSON."""

from django.urls import reverse

from troubleshoot import engine
from troubleshoot.engine.guide import Cause, Guide, RemedyStep

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
    }


def durations(remedy: engine.Remedy, guide: Guide) -> Json:
    """Return a remedy's minutes of doing and of waiting for a reader of one device.

    While the device is unknown the remedy holds the steps of all: then those of the device that takes longest count.
    """
    kinds = [engine.lineage(guide.devices, device) for device in {step.device for step in remedy.steps}]
    of_one_device = [
        engine.Remedy(
            remedy.carrier, tuple(step for step in remedy.steps if step.device is None or step.device in kind)
        )
        for kind in kinds
    ]
    return {
        "minutes": max((one.minutes for one in of_one_device), default=0),
        "wait_minutes": max((one.wait_minutes for one in of_one_device), default=0),
    }


def url_of(cause: Cause) -> str:
    """Return the address of a cause's page."""
    return reverse("troubleshoot:cause", args=[cause.slug])
