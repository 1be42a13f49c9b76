"""The editors' pages. Rule: plain django.contrib.admin; what it does lives in publishing and incidents.

``site`` is the admin; each module beside it registers the tables that its name says.
"""

from . import (
    audit,
    carriers,
    causes,
    feedback,
    guides,
    incidents,
    misses,
    people,
    prepared,
    proposals,
    questions,
    releases,
    scenarios,
    tallies,
)
from .site import site

__all__ = [
    "audit",
    "carriers",
    "causes",
    "feedback",
    "guides",
    "incidents",
    "misses",
    "people",
    "prepared",
    "proposals",
    "questions",
    "releases",
    "scenarios",
    "site",
    "tallies",
]
