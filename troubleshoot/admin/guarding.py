"""What takes more than being signed in: a second factor, or to have proved a short while ago who one is.

Whoever lacks it reads why, in place of the answer to what they sent; what they wrote stands in that page and is sent
again from there. The pages that only show are open. tests/security/test_beyond_the_role.py has a cell for each address.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from troubleshoot.door import factors, marks, proving

from .entering import locked_page, proved, ways

type View = Callable[..., Any]

#: What takes a second factor beside the changes of some tables: publishing, and what is as good as it.
_PUBLISHING: Final = frozenset(
    {"troubleshoot_release_publish", "troubleshoot_release_rollback", "troubleshoot_release_withdraw"}
)
#: Who is told of it before they write: whoever may.
_RIGHTS: Final[Mapping[str, str]] = {
    "auth_": "auth.change_user",
    "troubleshoot_release": "troubleshoot.add_release",
    "troubleshoot_": "troubleshoot.change_incident",
}
#: Buttons that only show again what would be done.
_ONLY_SHOW: Final[Mapping[str, frozenset[str]]] = {
    "troubleshoot_release_publish": frozenset({"check", "needed"}),
    "troubleshoot_incident_add": frozenset({"_preview"}),
}
#: What asks again who one is: accounts, second factors, and what destroys.
_AGAIN: Final = frozenset(
    {
        *("factors_app", "factors_passkey", "factors_codes", "factors_remove"),
        *("replace", "troubleshoot_release_rollback", "troubleshoot_guide_delete", "troubleshoot_cause_delete"),
    }
)
_DELETING: Final = frozenset({"troubleshoot_guide_changelist", "troubleshoot_cause_changelist"})
#: Open to whoever has none yet where everybody must have one: what leads to having it, and out.
_ON_THE_WAY: Final = frozenset(
    {
        *("factors", "factors_app", "factors_passkey", "factors_codes", "jsi18n", "language", "logout"),
        *("manual", "manuals", "password_change", "password_change_done"),
    }
)
#: What is not sent on.
_OURS: Final = frozenset({"csrfmiddlewaretoken", "door-password", "door-code", "door-passkey"})


def guarded(site: AdminSite, view: View) -> View:
    """Make a view of the admin refuse what takes more than a session has."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # as Django calls it
        name = _name(request)
        if lacks_second(request, name):
            return _lead_to_second(request, site)
        if asks_again(request, name) and not marks.is_fresh(request.session):
            refused = _ask_again(request, site)
            if refused:
                return refused
        return view(request, *args, **kwargs)

    return answer


def takes_second(name: str) -> bool:
    """Tell whether sending something to an address takes a second factor of whoever may do it."""
    return name in _PUBLISHING or name.startswith(factors.TABLES)


def lacks_second(request: HttpRequest, name: str) -> bool:
    """Tell whether a request is refused for want of a second factor."""
    if settings.SECOND_FACTOR == "off" or marks.has_second(request.session):
        return False
    if settings.SECOND_FACTOR == "everybody":
        return name not in _ON_THE_WAY
    only_shows = not _ONLY_SHOW.get(name, frozenset()).isdisjoint(request.POST)
    return request.method == "POST" and takes_second(name) and not only_shows


def asks_again(request: HttpRequest, name: str) -> bool:
    """Tell whether a request is for whoever has proved a short while ago who they are."""
    if request.method != "POST":
        return False
    # The page has two lists of actions, of which Django takes one: whichever it is.
    deletes = name in _DELETING and "delete_selected" in request.POST.getlist("action") and "post" in request.POST
    return name in _AGAIN or name.startswith(("auth_user", "auth_group")) or deletes


def notice(request: HttpRequest) -> str:
    """Return where to set a second factor up, for a page whose form would be refused without; "" for another."""
    name = _name(request)
    if settings.SECOND_FACTOR == "off" or not takes_second(name) or marks.has_second(request.session):
        return ""
    right = next(right for prefix, right in _RIGHTS.items() if name.startswith(prefix))
    if not request.user.has_perm(right):
        return ""
    query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return f"{reverse('admin:factors')}?{query}"


def _name(request: HttpRequest) -> str:
    found = request.resolver_match or resolve(request.path_info)
    return found.url_name or ""


def _lead_to_second(request: HttpRequest, site: AdminSite) -> HttpResponse:
    if request.method != "POST":
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('admin:factors')}?{query}")
    context = {**_page(request, site), "title": _("二段階の確認が要ります")}
    return render(request, "admin/door/needed.html", context, status=403)


def _ask_again(request: HttpRequest, site: AdminSite) -> HttpResponse | None:
    """Ask who somebody is; None where what was sent says it already."""
    user: User = request.user  # type: ignore[assignment]  # somebody who is signed in
    problem = ""
    if not {"door-password", "door-code", "door-passkey"}.isdisjoint(request.POST):
        try:
            if _proved_again(request, user):
                return None
        except proving.LockedError as lock:
            return locked_page(request, lock.name)
        problem = _("確かめられませんでした。もう一度ためしてください。")
    context = {**_page(request, site), **ways(request, user), "title": _("あなたであることの確認"), "problem": problem}
    return render(request, "admin/door/again.html", context, status=422 if problem else 403)


def _proved_again(request: HttpRequest, user: User) -> bool:
    if password := request.POST.get("door-password"):
        right = proving.by_password(request, user, password)
        if right:
            marks.prove(request.session, second=False)
        return right
    if not factors.of(user) or not proved(request, user):
        return False
    marks.prove(request.session, second=True)
    return True


def _page(request: HttpRequest, site: AdminSite) -> dict[str, Any]:
    """Return what such a page is drawn from: what was written, to be sent on."""
    sent = [(name, value) for name, values in request.POST.lists() if name not in _OURS for value in values]
    return {
        **site.each_context(request),
        "set_up": "",  # the page itself says it
        "sent": sent,
        "had_files": bool(request.FILES),
        "action": request.get_full_path(),
    }
