"""Sessions that end: by time, or because something of an account's changed."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from . import marks

type Answer = Callable[[HttpRequest], HttpResponse]


def aging(get_response: Answer) -> Answer:
    """Middleware that ends an editor's session in time. Readers' pages have none and ask for none."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.path.startswith(reverse("admin:index")):
            _age(request)
        return get_response(request)

    return answer


def _age(request: HttpRequest) -> None:
    if SESSION_KEY not in request.session:
        return
    if marks.is_over(request.session):
        request.session.flush()
        request.user = AnonymousUser()
    else:
        marks.see(request.session)


def end(user: User, but: str | None = None) -> int:
    """End somebody's sessions on all their devices, but the one with a key; return how many there were.

    Sessions are editors' alone and few, so each is opened.
    """
    theirs = [
        row.session_key
        for row in Session.objects.filter(expire_date__gt=timezone.now())
        if row.session_key != but and str(row.get_decoded().get(SESSION_KEY)) == str(user.pk)
    ]
    Session.objects.filter(session_key__in=theirs).delete()
    return len(theirs)
