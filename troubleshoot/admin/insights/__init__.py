"""Insight: what verdicts, and nothing else, tell of a guide. Rule: the engine counts; here are words and pictures.

``scope`` is what is looked at, ``sections`` has a sheet for each question, ``drawing`` and ``flowing`` their pictures.
Every sheet is a table on the page, a CSV and a part of the JSON, so that all three say the same.
"""

from .views import urls

__all__ = ["urls"]
