"""The pages on which somebody keeps their second factors, and the one on which an owner takes another's away."""

from typing import Any, Final
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from troubleshoot.door import factors, marks, passkeys, sessions

_KEY: Final = "door.app"
_NEXT: Final = "door.next"


def urls(site: AdminSite) -> list[URLPattern]:
    """Return where the pages hang in the admin."""
    pages = (("", factors_page, "factors"), ("app/", app, "factors_app"), ("passkey/", passkey, "factors_passkey"))
    acts = (("codes/", codes, "factors_codes"), ("remove/", remove, "factors_remove"))
    return [path(f"factors/{at}", site.admin_view(view), {"site": site}, name=name) for at, view, name in pages + acts]


@require_http_methods(["GET", "HEAD"])
def factors_page(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show what somebody has, and how to have more."""
    to = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure()):
        request.session[_NEXT] = to
    context = {
        **_page(request, site, _("二段階の確認")),
        "has": factors.of(request.user),
        "next": request.session.get(_NEXT, ""),
        "required": settings.SECOND_FACTOR,
    }
    return render(request, "admin/door/factors.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def app(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show a key for an app; keep it once the app shows the right code."""
    user = _user(request)
    key = request.session.setdefault(_KEY, factors.new_key())
    problem = ""
    if request.method == "POST":
        if factors.add_app(user, key, request.POST.get("code", "")[:100]):
            request.session.pop(_KEY)
            return _added(request, site, user)
        problem = _("数字が違います。アプリにいま出ている6桁の数字を書いてください。")
    context = {
        **_page(request, site, _("認証アプリを加える")),
        "picture": _picture(user, key),
        "key": factors.key_to_type(key),
        "problem": problem,
    }
    return render(request, "admin/door/app.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Have the browser make a passkey, and keep it."""
    user, problem = _user(request), ""
    name = request.POST.get("name", "").strip()[:60]
    if request.method == "POST":
        if passkeys.made(request, user, request.POST.get("passkey", ""), name or _("パスキー")):
            return _added(request, site, user)
        problem = _("パスキーを作れませんでした。もう一度ためしてください。")
    possible = passkeys.are_possible(request)
    context = {
        **_page(request, site, _("パスキーを加える")),
        "possible": possible,
        "asked": passkeys.asked_to_make(request, user) if possible else "",
        "name": name,
        "problem": problem,
    }
    return render(request, "admin/door/passkey.html", context, status=422 if problem else 200)


@require_POST
def codes(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Give somebody new codes for emergencies, shown here and never again."""
    user = _user(request)
    if not factors.of(user):
        return HttpResponseRedirect(reverse("admin:factors"), status=303)
    sessions.end(user, but=request.session.session_key)
    return _codes_page(request, site, factors.new_codes(user))


@require_POST
def remove(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Take one of one's own factors away."""
    del site
    user = _user(request)
    if factors.remove(user, request.POST.get("kind", ""), request.POST.get("pk", "")):
        sessions.end(user, but=request.session.session_key)
        messages.success(request, _("外しました。ほかの機器では、ログインし直します。"))
    if not factors.of(user):
        marks.forget_second(request.session)
    return HttpResponseRedirect(reverse("admin:factors"), status=303)


def take_away(request: HttpRequest, person: User, site: AdminSite) -> HttpResponse:
    """Ask, then take all second factors from somebody who lost them; ``people`` says who may."""
    if request.method == "POST":
        factors.remove_all(person)
        sessions.end(person, but=request.session.session_key if person == request.user else None)
        if person == request.user:
            marks.forget_second(request.session)
        words = _("二段階の確認を外しました(%(name)sさん)。次に入るときは、ユーザー名とパスワードだけです。")
        messages.success(request, words % {"name": person})
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=[person.pk]), status=303)
    title = _("%(name)sさんの二段階の確認を外す") % {"name": person}
    context = {**_page(request, site, title), "person": person, "has": factors.of(person)}
    return render(request, "admin/door/take_away.html", context)


def person_or_404(pk: str) -> User:
    """Return the account that an address names."""
    return get_object_or_404(User, pk=pk if pk.isdecimal() else 0)


def _added(request: HttpRequest, site: AdminSite, user: User) -> HttpResponse:
    """Go on after a factor was added: this session has it now, others end; the first brings codes for emergencies."""
    request.session.cycle_key()
    marks.prove(request.session, second=True)
    sessions.end(user, but=request.session.session_key)
    if factors.of(user).codes == 0:
        return _codes_page(request, site, factors.new_codes(user))
    messages.success(request, _("加えました。ほかの機器では、ログインし直します。"))
    return HttpResponseRedirect(reverse("admin:factors"), status=303)


def _codes_page(request: HttpRequest, site: AdminSite, made: list[str]) -> HttpResponse:
    context = {**_page(request, site, _("予備のコード")), "codes": made, "next": request.session.pop(_NEXT, "")}
    return render(request, "admin/door/codes.html", context)


def _picture(user: User, key: str) -> SafeString:
    """Return a key as a QR code for apps, dark on light in every colour scheme."""
    issuer = _("困ったときの手引き")
    said = {"secret": factors.key_to_type(key).replace(" ", ""), "issuer": issuer}
    code = segno.make_qr(
        f"otpauth://totp/{quote(f'{issuer}:{user.get_username()}')}?{urlencode(said, quote_via=quote)}"
    )
    drawn = code.svg_inline(border=4, scale=4, dark="#000", light="#fff", svgclass=None, lineclass=None)
    return SafeString(drawn)


def _user(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]  # somebody who is signed in
    return user


def _page(request: HttpRequest, site: AdminSite, title: str) -> dict[str, Any]:
    return {**site.each_context(request), "title": title}
