"""Backups: everything the database holds that cannot be made again, as one file, and back.

Rule: it knows tables and rows, never what they mean; so a new table is kept without a word here.
"""
