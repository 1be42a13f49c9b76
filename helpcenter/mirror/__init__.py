"""The mirror: readers' pages as plain files, for the day all else is down.

Rule: a page of it is the live page's bytes, with as little changed as it takes to do without a server.
"""
