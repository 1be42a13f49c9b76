"""Outages of the first content, now and past."""

from dataclasses import replace

from troubleshoot.engine.guide import Incident, IncidentUpdate

OUTAGE = Incident(
    slug="outage",
    title={"ja": "Xのコードが届きにくくなっています"},
    status="identified",
    impact="major",
    cause="x-outage",
    scopes=(("x-sms", None),),
    started_at="2026-11-24T09:00:00+09:00",
    updates=(IncidentUpdate("investigating", {"ja": "調べています。"}, "2026-11-24T09:20:00+09:00"),),
)
PAST = replace(
    OUTAGE,
    slug="past",
    status="resolved",
    scopes=((None, "docomo"),),
    resolved_at="2025-06-26T13:48:00+09:00",
    ongoing=False,
)
