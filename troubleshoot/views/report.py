"""A reader's verdict: the one thing readers send. It leads on whatever becomes of it."""

from ipaddress import ip_address
from typing import Final, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from troubleshoot import addresses, engine, snapshot
from troubleshoot.insight import recording
from troubleshoot.insight.journal import Verdict
from troubleshoot.insight.recording import Outcome
from troubleshoot.models import Tally

from .reader.finding import guide_or_404
from .reader.parts import guide_link

#: Bytes of a form that are read; no walk is nearly as long, and what is longer says nothing.
LONGEST: Final = 64 * 1024

#: The sentence that the next page shows, as its :target; see components/changed.html.
_TOLD: Final = {Outcome.COUNTED: "", Outcome.TOO_MANY: "#not-counted", Outcome.NOT_KEPT: "#not-kept"}


class _Report(NamedTuple):
    walk: engine.Walk
    cause: str
    verdict: str


@csrf_exempt  # readers have no cookie that another site could borrow; _is_from_here keeps others' forms out
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, guide: str) -> HttpResponse:
    """Take a verdict and lead to the next step, or to what follows "solved".

    An address typed, shared or reloaded leads to the guide, so that nobody meets an error. A form under an old slug
    is taken as it is: a redirect would lose it.
    """
    served = snapshot.current()
    found = guide_or_404(served, served.release().renamed.guides.get(guide, guide))
    if request.method != "POST":
        return HttpResponseRedirect(reverse("troubleshoot:guide", args=[found.slug]))
    if not _is_from_here(request):
        return render(request, "pages/refused.html", {"guide": guide_link(found)}, status=403)
    return HttpResponseRedirect(_taken(request, _read(request, served, found)), status=303)


def _is_from_here(request: HttpRequest) -> bool:
    """Tell whether a page of ours sent this, as far as the browser says. The scheme may be a proxy's in front."""
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.get_host():
        return False
    return request.headers.get("Sec-Fetch-Site", "none") in {"same-origin", "none"}


def _read(request: HttpRequest, served: snapshot.Snapshot, guide: engine.Guide) -> _Report:
    body = request.read(LONGEST + 1)
    given = addresses.read(body if len(body) <= LONGEST else b"")
    answers = dict(given.answers)
    cause, verdict = answers.pop("cause", ""), answers.pop("verdict", "")
    walk = addresses.replayed(served, guide, addresses.Given(answers, given.tried))
    return _Report(walk, guide.renamed.causes.get(cause, cause), verdict)


def _taken(request: HttpRequest, said: _Report) -> str:
    """Record a verdict and return where it leads; what is no verdict leads where its answers do."""
    if said.cause not in said.walk.guide.triable or said.verdict not in Tally.Verdict.values:
        return addresses.redirect_to(said.walk).url
    told = _TOLD[_recorded(request, said)]
    if said.verdict == Tally.Verdict.SOLVED:
        return addresses.of_solved(said.walk, said.cause) + told
    if said.walk.dropped:
        told = "#answers-changed"
    return addresses.of(engine.after_trying(said.walk, said.cause)) + told


def _recorded(request: HttpRequest, said: _Report) -> Outcome:
    """Record a verdict under the answers that counted; one from a walk that is no more whole belongs nowhere."""
    walk = said.walk
    if walk.dropped or said.cause in walk.tried:
        return Outcome.NOT_KEPT
    counted = [f"{name}={value}" for name, value in engine.parameters(walk) if name in walk.answers]
    try:
        verdict = Verdict(walk.guide.slug, "&".join(counted), ",".join(walk.tried), said.cause, said.verdict)
    except ValueError:
        return Outcome.NOT_KEPT
    return recording.current().record(verdict, _sender(request), timezone.now())


def _sender(request: HttpRequest) -> str:
    """Return the address of the reader: what a proxy of ours saw, else who is connected.

    A proxy of ours is on this machine or in a private network, and adds the address it saw as the last.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return seen if seen and _is_near(peer) else peer


def _is_near(address: str) -> bool:
    try:
        return not ip_address(address).is_global
    except ValueError:
        return True  # a Unix socket has no address
