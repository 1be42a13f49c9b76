"""Outages and maintenances: how they begin, go on and end. Rule: imports models and engine; no views.

Incidents are live: readers see them without a release.
"""
