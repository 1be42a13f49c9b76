"""The editors' tables. Rule: rows and truths about one row; imports Django only, holds no domain logic."""

from .audit import AuditEvent
from .candidates import Candidate, LastResort, Scenario
from .carriers import Carrier, Device
from .causes import Cause, RemedyStep
from .feedback import Feedback
from .guides import HABITS, PRICES, Guide, GuideNote
from .incidents import Incident, IncidentScope, IncidentTemplate, IncidentUpdate
from .misses import Miss
from .planned import PlannedRelease
from .proposals import Proposal
from .questions import LEARNED, Answer, Effect, Question, effect_words
from .releases import Counter, Redirect, Release
from .reports import Report, ReportCount
from .revisions import Revision
from .tallies import CountedSegment, Tally, Took

__all__ = [
    "HABITS",
    "LEARNED",
    "PRICES",
    "Answer",
    "AuditEvent",
    "Candidate",
    "Carrier",
    "Cause",
    "CountedSegment",
    "Counter",
    "Device",
    "Effect",
    "Feedback",
    "Guide",
    "GuideNote",
    "Incident",
    "IncidentScope",
    "IncidentTemplate",
    "IncidentUpdate",
    "LastResort",
    "Miss",
    "PlannedRelease",
    "Proposal",
    "Question",
    "Redirect",
    "Release",
    "RemedyStep",
    "Report",
    "ReportCount",
    "Revision",
    "Scenario",
    "Tally",
    "Took",
    "effect_words",
]
