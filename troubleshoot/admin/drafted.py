"""The drafts' remedies as the engine reads them, so that editors are told by its own rule what readers get."""

from troubleshoot import engine
from troubleshoot.engine.guide import Cause as Fault
from troubleshoot.engine.guide import RemedyStep as Step
from troubleshoot.models import Cause
from troubleshoot.publishing.compile import compile_shared


def drafted() -> engine.Release:
    """Return the drafts of all causes, carriers and devices in Japanese, without guides; in six queries."""
    return engine.load(compile_shared())


def drafted_cause(cause: Cause) -> tuple[Fault, engine.Release]:
    """Return one cause as it is stored, and with it all carriers and devices; a query more."""
    slug = Cause.objects.values_list("slug", flat=True).get(pk=cause.pk)
    tables = engine.load(compile_shared(slug))
    return tables.causes[slug], tables


def fitting(tables: engine.Release, device: str) -> frozenset[str]:
    """Return the kinds of device whose steps a reader with this one sees, "" for steps of every device.

    The engine is asked with a cause that has one step a kind.
    """
    kinds = (None, *tables.devices)
    asked = Fault("", "fault", "", steps=tuple(Step(kind or "every", "", device=kind) for kind in kinds))
    return frozenset(step.device or "" for step in engine.remedy_for(asked, tables, None, device).steps)
