"""Turns the editors' tables into releases, and back. Rule: imports models, engine and snapshot; no views.

``compile`` reads the drafts, ``checks`` judge them, ``publish`` appends a release, ``importing`` writes a document
back into the tables, ``diff`` tells two documents apart in an editor's words, ``loading`` serves the snapshot.
"""
