"""Which page says that something of ours failed: readers' or editors'."""

import sys
from http import HTTPStatus

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from troubleshoot.admin.refusals import nothing_saved
from troubleshoot.publishing.transactions import DiskFullError, is_full
from troubleshoot.views.reader.errors import server_error as readers_error

#: What a database raises that is away, hangs, takes no more connections or may not be written to.
AWAY = (OperationalError, InterfaceError)
#: PostgreSQL's word for a database that only reads, which Django takes for an error of ours.
ONLY_READS = "25006"


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500; to editors 507 where the disk is full, 503 where the database cannot be asked, in their own words."""
    failure = sys.exception()
    if request.path_info.startswith("/admin/"):
        if isinstance(failure, DatabaseError) and is_full(failure):
            return _no_room()
        if isinstance(failure, AWAY) or (failure and getattr(failure.__cause__, "sqlstate", "") == ONLY_READS):
            return nothing_saved(request)
    return readers_error(request)


def _no_room() -> HttpResponse:
    """Say that the disk is full, by a page that asks nothing of it: no database, no session."""
    page = "<!doctype html><html lang=ja><meta charset=utf-8><title>{0}</title><p>{0}</p>"
    said = format_html(page, str(DiskFullError()))
    return HttpResponse(said, status=HTTPStatus.INSUFFICIENT_STORAGE, headers={"Cache-Control": "no-store"})
