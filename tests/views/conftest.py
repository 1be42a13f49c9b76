"""The reader's pages are tried with a small release in memory; the database stays closed to every test here."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from troubleshoot import snapshot
from troubleshoot.engine.guide import Incident, IncidentUpdate

from .document import DOCUMENT, served_as

OUTAGE = Incident(
    slug="x-2026-11-24",
    title={"ja": "Xの認証コードが届きにくくなっています"},
    status="investigating",
    impact="major",
    cause="outage",
    scopes=((None, None),),
    started_at="2026-11-24T09:00:00+09:00",
    updates=(IncidentUpdate("investigating", {"ja": "調べています。"}, "2026-11-24T09:20:00+09:00"),),
)
PAST = replace(
    OUTAGE,
    slug="au-2025-06-26",
    title={"ja": "auの障害"},
    status="resolved",
    scopes=((None, "au"),),
    resolved_at="2025-06-26T13:48:00+09:00",
    ongoing=False,
)


def a_snapshot(*incidents: Incident) -> snapshot.Snapshot:
    """Return the small release with these incidents."""
    return served_as(DOCUMENT, *incidents)


@pytest.fixture(autouse=True)
def served() -> Iterator[snapshot.Snapshot]:
    """Serve the small release, without an ongoing incident."""
    small = a_snapshot(PAST)
    snapshot.swap(small)
    yield small
    snapshot.swap(None)


@pytest.fixture
def outage(served: snapshot.Snapshot) -> Incident:
    """Have an outage that touches everyone."""
    del served
    snapshot.swap(a_snapshot(OUTAGE, PAST))
    return OUTAGE
