"""What an editor reads instead of a page: it may not be opened, is not there, or the form went stale."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from troubleshoot.publishing.transactions import DiskFullError, is_full

type View = Callable[..., Any]


def explained(site: AdminSite, view: View) -> View:
    """Make a view of the admin say in the admin's own frame why it does not answer."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # as Django calls it
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            said = _("あなたの役割では、この操作はできません。要るときは、責任者に頼んでください。")
            return _refused(request, site, 403, _("この操作はできません"), said)
        except Http404:
            said = _("消されたか、アドレスが違います。消したものは「消したもの」から元に戻せます。")
            return _refused(request, site, 404, _("見つかりません"), said)
        except DatabaseError as failure:
            if not is_full(failure):
                raise
            said = _(
                "ディスクがいっぱいで、保存していません。前の画面に戻ると、書いたものが残っています。"
                "運用の担当者に空きを作ってもらってから、もう一度保存してください。"
            )
            return _refused(request, site, 507, _("保存できません"), said)

    return answer


def went_stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose secret is not the one given out: somebody signed in anew, or no cookie came along."""
    del reason
    said = _(
        "保存していません。ログインし直したあとの古い画面から送られたようです。前の画面に戻って読み込み直し、"
        "「戻す」を押すと、書きかけが戻ります。"
    )
    return render(request, "admin/refused.html", {"title": _("もう一度開いてください"), "said": said}, status=403)


def nothing_saved(request: HttpRequest) -> HttpResponse:
    """Answer whatever the database could not be asked for; this page asks it nothing."""
    response = _away(request, 503)
    response["Retry-After"] = "10"
    return response


def no_room(request: HttpRequest) -> HttpResponse:
    """Answer where the disk is so full that the database cannot even be opened."""
    return _away(request, 507, full=str(DiskFullError()))


def _away(request: HttpRequest, status: int, full: str = "") -> HttpResponse:
    context = {"was_sent": request.method == "POST", "full": full}
    response = render(request, "admin/away.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _refused(request: HttpRequest, site: AdminSite, status: int, title: str, said: str) -> HttpResponse:
    context = {**site.each_context(request), "title": title, "said": said}
    return render(request, "admin/refused.html", context, status=status)
