"""The drafts' remedies as the engine reads them, so that editors are told by its own rule what readers get."""

from collections import defaultdict

from django.db.models import QuerySet

from troubleshoot import engine
from troubleshoot.engine.guide import Carrier as Line
from troubleshoot.engine.guide import Cause as Fault
from troubleshoot.engine.guide import Device as Phone
from troubleshoot.engine.guide import RemedyStep as Step
from troubleshoot.models import Carrier, Cause, Device, RemedyStep
from troubleshoot.models.texts import japanese


def drafted(causes: QuerySet[Cause]) -> engine.Release:
    """Return the drafts of some causes, with all carriers and devices, in Japanese; without guides.

    It takes five queries, however many steps there are.
    """
    steps: defaultdict[int, list[Step]] = defaultdict(list)
    for row in RemedyStep.objects.filter(cause__in=causes).select_related("carrier", "device"):
        steps[row.cause_id].append(_step(row))
    found = {
        row.slug: Fault(
            row.slug,
            row.role,  # type: ignore[arg-type]  # the table's own roles
            japanese(row.title),
            carriers=frozenset(carrier.slug for carrier in row.carriers.all()),
            steps=tuple(steps[row.pk]),
        )
        for row in causes.prefetch_related("carriers")
    }
    lines = {row.slug: Line(row.slug, str(row), _wider(row)) for row in Carrier.objects.select_related("parent")}
    phones = {row.slug: Phone(row.slug, str(row), _wider(row)) for row in Device.objects.select_related("parent")}
    return engine.Release({}, found, lines, phones)


def fitting(tables: engine.Release, device: str) -> frozenset[str]:
    """Return the kinds of device whose steps a reader with this one sees, "" for steps of every device.

    The engine is asked with a cause that has one step a kind.
    """
    kinds = (None, *tables.devices)
    asked = Fault("", "fault", "", steps=tuple(Step(kind or "every", "", device=kind) for kind in kinds))
    return frozenset(step.device or "" for step in engine.remedy_for(asked, tables, None, device).steps)


def _step(row: RemedyStep) -> Step:
    return Step(
        row.key,
        japanese(row.text),
        japanese(row.detail),
        row.carrier.slug if row.carrier else None,
        row.device.slug if row.device else None,
        row.url,
        row.tel,
        float(row.minutes),
        row.wait_minutes,
        row.source,
        row.reviewed.isoformat() if row.reviewed else "",
    )


def _wider(row: Carrier | Device) -> str | None:
    return row.parent.slug if row.parent else None
