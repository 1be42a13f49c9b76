"""What editors and operators are told where the database's disk is so full that it cannot even be opened."""

import sys
from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from troubleshoot.publishing.transactions import DiskFullError, is_full
from troubleshoot.views.reader import errors


def said_of(failure: BaseException | None) -> str:
    """Return what is said of a failure for want of room, "" of any other."""
    return str(DiskFullError()) if isinstance(failure, DatabaseError) and is_full(failure) else ""


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 as readers' pages do; an editor whose page needs room is told so, by a page that asks no database."""
    said = said_of(sys.exception())
    if not said or not request.path_info.startswith("/admin/"):
        return errors.server_error(request)
    page = format_html("<!doctype html><html lang=ja><meta charset=utf-8><title>{0}</title><p>{0}</p>", said)
    return HttpResponse(page, status=HTTPStatus.INSUFFICIENT_STORAGE, headers={"Cache-Control": "no-store"})
