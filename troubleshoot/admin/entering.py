"""The door: a name and a password, then the second factor of whoever has one; and what is said after too many tries."""

import math
import time
from typing import Any, Final, TypedDict
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth import REDIRECT_FIELD_NAME, login
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from troubleshoot.door import factors, locks, marks, passkeys, proving

#: What the editors' pages are called.
NAME: Final = gettext_lazy("困ったときの手引き 編集")
_BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
_WAITING: Final = "door.waiting"
#: Seconds in which the second factor follows the password.
_SOON: Final = 10 * 60


class _Waiting(TypedDict):
    """Whose password was right, and what would tell that it was changed since."""

    user: int
    hash: str
    at: float


def urls(site: AdminSite) -> list[URLPattern]:
    """Return where the second step hangs: under the login, so that nginx bounds its tries too."""
    return [path("login/second/", second, {"site": site}, name="second")]


class EntranceForm(AdminAuthenticationForm):
    """The stock form; one try of an account is judged after the other, and codes are not tried by their own name."""

    def clean(self) -> dict[str, Any]:
        """Judge what was typed. Raises ValidationError, once the try is counted."""
        name = self.cleaned_data.get("username", "")
        if locks.is_of_codes(name):
            raise self.get_invalid_login_error()
        with locks.one_by_one(name):
            try:
                return super().clean()
            except ValidationError as error:
                refusal = error
        raise refusal


class Entrance(LoginView):
    """The stock login; whoever has a second factor is not in yet."""

    authentication_form = EntranceForm
    template_name = "admin/login.html"

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401  # as Django calls it
        """Let somebody in, or lead to the second step."""
        user: User = form.get_user()
        if not factors.of(user):
            return _let_in(self.request, user, self.get_success_url(), has_second=False)
        self.request.session.cycle_key()
        self.request.session[_WAITING] = _Waiting(user=user.pk, hash=user.get_session_auth_hash(), at=time.time())
        query = urlencode({REDIRECT_FIELD_NAME: self.get_success_url()})
        return HttpResponseRedirect(f"{reverse('admin:second')}?{query}", status=303)

    def get_default_redirect_url(self) -> str:
        """Lead to the first page where no other was asked for."""
        return reverse("admin:index")


class OwnPasswordForm(AdminPasswordChangeForm):
    """The stock form for a password of one's own; wrong tries at the old one count."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request

    def clean_old_password(self) -> str:
        """Judge the old password. Raises ValidationError."""
        typed: str = self.cleaned_data["old_password"]
        if not proving.by_password(self._request, self.user, typed):
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return typed


class OwnPassword(PasswordChangeView):
    """The stock page for it."""

    form_class = OwnPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the request that a try is counted for."""
        return {**super().get_form_kwargs(), "request": self.request}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Ask for the second factor of whoever gave the right password just now."""
    user = _who_waits(request)
    if user is None:
        return HttpResponseRedirect(f"{reverse('admin:login')}?{urlencode({REDIRECT_FIELD_NAME: _next(request)})}")
    problem = ""
    if request.method == "POST":
        try:
            if proved(request, user):
                return _let_in(request, user, _next(request), has_second=True)
        except proving.LockedError as lock:
            return locked_page(request, lock.name)
        problem = _("確かめられませんでした。もう一度ためしてください。")
    context = {
        **site.each_context(request),
        **ways(request, user),
        "title": _("二段階の確認"),
        "problem": problem,
        "next": _next(request),
    }
    return render(request, "admin/door/second.html", context, status=422 if problem else 200)


def proved(request: HttpRequest, user: User) -> bool:
    """Tell whether what was sent has a right code or passkey. Raises LockedError."""
    if answer := request.POST.get("door-passkey"):
        return proving.by_passkey(request, user, answer)
    return proving.by_code(request, user, request.POST.get("door-code", "")[:100])


def ways(request: HttpRequest, user: User) -> dict[str, Any]:
    """Return by what somebody can prove who they are, for a template."""
    has = factors.of(user)
    shows_passkey = bool(has.passkeys) and passkeys.are_possible(request)
    return {"has": has, "passkey": passkeys.asked_to_show(request, user) if shows_passkey else ""}


def locked(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:  # noqa: ANN401
    """Answer instead of a page after too many tries; axes calls it."""
    del response
    return locked_page(request, str((credentials or {}).get("username") or ""))


def locked_page(request: HttpRequest, name: str) -> HttpResponse:
    """Say that there were too many tries, and when it goes on."""
    wait = locks.wait(request, name)
    minutes = max(1, math.ceil(wait.total_seconds() / 60))
    context = {"title": _("しばらく入れません"), "minutes": minutes, "site_header": NAME, "site_title": NAME}
    answer = render(request, "admin/door/locked.html", context, status=429)
    answer["Retry-After"] = str(math.ceil(wait.total_seconds()))
    answer["Cache-Control"] = "no-store"
    return answer


def _let_in(request: HttpRequest, user: User, to: str, *, has_second: bool) -> HttpResponse:
    request.session.pop(_WAITING, None)
    login(request, user, backend=_BACKEND)
    marks.prove(request.session, second=has_second)
    return HttpResponseRedirect(to)


def _who_waits(request: HttpRequest) -> User | None:
    waiting: _Waiting | None = request.session.get(_WAITING)
    if waiting is None or not 0 <= time.time() - waiting["at"] <= _SOON:
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    same = user and constant_time_compare(user.get_session_auth_hash(), waiting["hash"])
    return user if same else None


def _next(request: HttpRequest) -> str:
    to = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if is_ours else reverse("admin:index")
