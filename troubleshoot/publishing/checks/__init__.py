"""Judges a document before it is published. Rule: functions of the document; they write and change nothing.

Each finding has a code that editors can search for. Errors would break readers' pages and block publishing;
warnings are shown. ``check`` judges the whole, ``check_part`` what somebody has just saved.
"""

from .base import Finding, Level
from .judging import CHECKS, check, loadable
from .parts import check_part
from .references import broken

__all__ = ["CHECKS", "Finding", "Level", "broken", "check", "check_part", "loadable"]
