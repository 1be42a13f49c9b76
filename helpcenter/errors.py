"""Which page says that something of ours failed: readers' or editors'."""

import sys

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse

from troubleshoot.admin.refusals import nothing_saved
from troubleshoot.views.reader.errors import server_error as readers_error

#: What a database raises that is away, hangs, takes no more connections or may not be written to.
AWAY = (OperationalError, InterfaceError, InternalError)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500; to editors whose database cannot be asked 503, in their own words."""
    if request.path_info.startswith("/admin/") and isinstance(sys.exception(), AWAY):
        return nothing_saved(request)
    return readers_error(request)
