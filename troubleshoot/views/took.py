"""How long it took, as a reader says after "solved". It leads back to that page whatever becomes of it."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from troubleshoot import addresses
from troubleshoot.insight.journal import Took
from troubleshoot.insight.recording import Outcome

from .reader.took import MINUTES, may_be_asked
from .sending import Sent, reader_form, recorded

#: The sentence that the page shows, as its :target; see pages/solved.html and components/changed.html.
_TOLD: Final = {Outcome.COUNTED: "#took-kept", Outcome.TOO_MANY: "#not-counted", Outcome.NOT_KEPT: "#not-kept"}


@reader_form
def took(request: HttpRequest, sent: Sent) -> HttpResponse:
    """Take a duration and lead back to its page; what belongs to none leads where its answers do."""
    is_known = sent.cause in sent.walk.guide.triable
    page = addresses.of_solved(sent.walk, sent.cause) if is_known else addresses.of(sent.walk)
    return HttpResponseRedirect(f"{page}{_TOLD[_recorded(request, sent)]}", status=303)


def _recorded(request: HttpRequest, sent: Sent) -> Outcome:
    """Record a duration under its cause alone; the answers before it are nobody's business."""
    if not may_be_asked(sent.walk, sent.causes):
        return Outcome.NOT_KEPT
    try:
        said = Took(sent.walk.guide.slug, sent.cause, sent.own.get(MINUTES, ""))
    except ValueError:
        return Outcome.NOT_KEPT
    return recorded(request, sent, said)
