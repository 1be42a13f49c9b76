"""Carries content out and in again: a guide as one file, causes and their steps as a spreadsheet.

Rule: functions from documents and bytes to documents and bytes. Nothing is written here: what a file brings becomes
the drafts by ``importing.rewrite`` alone, after somebody was shown what it changes.
"""
