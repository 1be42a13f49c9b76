"""Which page says that something of ours failed: readers' or editors'."""

import sys

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from troubleshoot.admin.refusals import no_room, nothing_saved
from troubleshoot.publishing.transactions import is_full
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
            return no_room(request)
        if isinstance(failure, AWAY) or (failure and getattr(failure.__cause__, "sqlstate", "") == ONLY_READS):
            return nothing_saved(request)
    return readers_error(request)
