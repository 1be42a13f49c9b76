"""Workbooks for tests: as the site writes them, with other things in their cells, as Excel would save them."""

import copy
import io
import zipfile

from openpyxl import load_workbook

from troubleshoot.publishing.exchange.writing import workbook


def edited(document, change):
    """Return a document's workbook after somebody worked in it: ``change`` gets the two sheets' cells."""
    book = load_workbook(io.BytesIO(workbook(document)))
    change(book["手順"], book["原因"])
    return saved(book)


def saved(book):
    """Return a workbook's bytes."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(content, entries, how=zipfile.ZIP_STORED):
    """Return a workbook with other entries in its zip, or more of them, compressed or not."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", how) as new:
        for name in {*old.namelist(), *entries}:
            new.writestr(name, entries.get(name) or old.read(name))
    return file.getvalue()


def without(document, *, causes=False):
    """Return a document whose causes say nothing any more, or that has none."""
    left = copy.deepcopy(document)
    for one in left["causes"].values():
        one |= {"title": {"ja": "別"}, "signs": {"ja": "別"}, "steps": one["steps"][::-1][:1], "role": "outage"}
    return {**left, "causes": {}} if causes else left
