"""A reader's own words after a verdict. What keeps spam out is that it leads nowhere.

Editors alone see a text, links are cut out of it, a network has a few a day, and the same words stand once. So no
puzzle and no token is needed, which would cost every reader a page of their own.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from troubleshoot import addresses, engine
from troubleshoot.insight import blanking
from troubleshoot.insight.caps import WINDOW
from troubleshoot.insight.journal import Feedback
from troubleshoot.insight.recording import Outcome
from troubleshoot.models import Tally

from .reader import errors
from .reader.feedback import LONGEST, TEXT, TRAP, FeedbackPart, after_solved, after_trying
from .sending import Sent, reader_form, recorded


class _Page(NamedTuple):
    """The page a text was written on, with its form as it came."""

    url: str
    form: FeedbackPart


@reader_form
def feedback(request: HttpRequest, sent: Sent) -> HttpResponse:
    """Take a text and lead back to its page; where it cannot be kept, give it back and say why."""
    page = _page_of(sent)
    if page is None:
        return HttpResponseRedirect(f"{addresses.of(sent.walk)}#not-kept", status=303)
    if problem := _problem(sent, page.form.text):
        return _again(request, page, problem, HTTPStatus.UNPROCESSABLE_ENTITY)
    outcome = _recorded(request, sent, page.form.text)
    if outcome is Outcome.COUNTED:
        return HttpResponseRedirect(f"{page.url}#feedback-kept", status=303)
    return _later(request, page, outcome)


def _page_of(sent: Sent) -> _Page | None:
    """Return the page a text was written on; None where there is none today."""
    walk, cause, text = sent.walk, sent.cause, blanking.tidied(sent.own.get(TEXT, ""))
    is_known = cause in walk.guide.triable
    if is_known and sent.verdict == Tally.Verdict.SOLVED:
        return _Page(addresses.of_solved(walk, cause), after_solved(walk, cause, text))
    if is_known:
        walk = engine.after_trying(walk, cause)
    if walk.tried and sent.verdict == Tally.Verdict.UNSOLVED:
        return _Page(addresses.of(walk), after_trying(walk, cause, text))
    return None


def _problem(sent: Sent, text: str) -> str:
    """Return what is wrong, in the reader's words; "" for nothing."""
    if len(text) > LONGEST:
        counted = {"length": len(text), "longest": LONGEST}
        return _("いま%(length)d字あります。%(longest)d字までに短くしてください。") % counted
    if not blanking.says_something(blanking.blanked(text)):
        return _("ことばで書いてください。番号、コード、リンクだけでは受け取れません。")
    if sent.cause not in sent.walk.guide.triable:
        return _("どれを試したときのことか、選んでください。")
    if sent.own.get(TRAP):
        return _("機械が送ったものと見分けられませんでした。また「送る」を押してください。")
    return ""


def _recorded(request: HttpRequest, sent: Sent, text: str) -> Outcome:
    written = Feedback(
        guide=sent.walk.guide.slug,
        cause=sent.cause,
        verdict=sent.verdict,
        language=sent.served.language,
        release=sent.served.number,
        text=blanking.blanked(text),
    )
    return recorded(request, sent, written)


def _later(request: HttpRequest, page: _Page, outcome: Outcome) -> HttpResponse:
    """Give a text back that was not kept through no fault of its own."""
    if outcome is Outcome.TOO_MANY:
        problem = _("同じ回線から続けて届いたため、受け取っていません。しばらくおいて、また「送る」を押してください。")
        response = _again(request, page, problem, HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(WINDOW.seconds)
    else:
        problem = _("いまは保存できず、受け取っていません。しばらくおいて、また「送る」を押してください。")
        response = _again(request, page, problem, HTTPStatus.SERVICE_UNAVAILABLE)
        response["Retry-After"] = "60"
    return response


def _again(request: HttpRequest, page: _Page, problem: str, status: HTTPStatus) -> HttpResponse:
    context = {"url": page.url, "form": replace(page.form, error=problem), "page": errors.ways_on()}
    response = render(request, "pages/feedback.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
