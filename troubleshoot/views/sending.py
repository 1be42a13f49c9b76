"""What the forms that readers send have in common: where one came from, who sent it, the walk it was sent from."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Final, NamedTuple, Protocol

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from troubleshoot import addresses, engine, snapshot
from troubleshoot.insight import caps, recording
from troubleshoot.insight.caps import Capped
from troubleshoot.insight.journal import Report
from troubleshoot.insight.recording import Outcome
from troubleshoot.insight.senders import address_of
from troubleshoot.models import Tally

from .reader.finding import guide_or_404
from .reader.parts import guide_link

#: Bytes of a form that are read; no walk is nearly as long, and what is longer says nothing.
LONGEST: Final = 64 * 1024


class Sent(NamedTuple):
    """A form sent from a guide, an advice, or after it. ``own``: the fields that no question can be named like.

    ``causes``: what it is about; the first is the one in the advice's address, the rest was tried together with it.
    """

    served: snapshot.Snapshot
    walk: engine.Walk
    causes: tuple[str, ...]
    verdict: str
    own: Mapping[str, str]

    @property
    def cause(self) -> str:
        """What it is about first of all; "" where it does not say."""
        return self.causes[0] if self.causes else ""

    @property
    def others(self) -> tuple[str, ...]:
        """What was tried together with the first, in the order in which ``tried`` is written."""
        return tuple(slug for slug in self.walk.guide.triable if slug in self.causes[1:])

    @property
    def is_verdict(self) -> bool:
        """Whether it is about causes of today and says one of the two things."""
        are_known = bool(self.causes) and set(self.causes).issubset(self.walk.guide.triable)
        return are_known and self.verdict in Tally.Verdict.values


type Take = Callable[[HttpRequest, Sent], HttpResponse]


class FormView(Protocol):
    """A form's target as the URL list calls it."""

    def __call__(self, request: HttpRequest, guide: str) -> HttpResponse:
        """Answer a request."""
        ...


def reader_form(take: Take) -> FormView:
    """Make the target of a form of a function that takes what was sent.

    An address typed, shared or reloaded leads to the guide, so that nobody meets an error. A form under an old slug
    is taken as it is: a redirect would lose it.
    """

    @csrf_exempt  # readers have no cookie that another site could borrow; is_from_here keeps others' forms out
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(take)
    def target(request: HttpRequest, guide: str) -> HttpResponse:
        served = addresses.served()
        found = guide_or_404(served, served.release().renamed.guides.get(guide, guide))
        if request.method != "POST":
            return HttpResponseRedirect(reverse("troubleshoot:guide", args=[found.slug]))
        if not is_from_here(request):
            return render(request, "pages/refused.html", {"guide": guide_link(found)}, status=403)
        return take(request, _read(request, served, found))

    return target


def is_from_here(request: HttpRequest) -> bool:
    """Tell whether a page of ours sent this, as far as the browser says. The scheme may be a proxy's in front."""
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.get_host():
        return False
    return request.headers.get("Sec-Fetch-Site", "none") in {"same-origin", "none"}


def _read(request: HttpRequest, served: snapshot.Snapshot, guide: engine.Guide) -> Sent:
    body = request.read(LONGEST + 1)
    given = addresses.read(body if len(body) <= LONGEST else b"")
    own = {name: value for name, value in given.answers.items() if "." in name}  # no slug has a dot
    answers = {name: value for name, value in given.answers.items() if name not in own}
    named, verdict = answers.pop("cause", ""), answers.pop("verdict", "")
    causes = dict.fromkeys(guide.renamed.causes.get(cause, cause) for cause in named.split(",") if cause)
    walk = addresses.replayed(served, guide, addresses.Given(answers, given.tried))
    return Sent(served, walk, tuple(causes), verdict, own)


def recorded(request: HttpRequest, sent: Sent, what: Capped) -> Outcome:
    """Keep what a reader sent. In a preview nothing is kept, and the way leads on all the same."""
    if sent.served.is_draft:
        return Outcome.COUNTED
    return recording.current().record(what, address_of(request), timezone.now())


def reported(request: HttpRequest, sent: Sent) -> Outcome:
    """Keep that a reader has the guide's trouble now, on the walk's carrier where that is known."""
    if sent.served.is_draft:
        return Outcome.COUNTED
    guide, carrier, at = sent.walk.guide, sent.walk.carrier, timezone.now()
    telling = engine.touching(sent.served.ongoing, guide.slug, engine.lineage(guide.carriers, carrier))
    was_told = any(incident.impact != "none" for incident in telling)
    known = carrier if carrier in guide.carriers else ""
    report = Report(guide.slug, known or "", caps.sender_of(address_of(request), at), was_told)
    return recording.current().report(report, at)
