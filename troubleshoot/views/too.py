"""A reader's "I have this too", sent with one tap. What became of it is told on the guide's status page."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from troubleshoot import addresses
from troubleshoot.insight.recording import Outcome

from .sending import Sent, reader_form, reported

#: The sentence that the status page shows, as its :target; see components/thanks.html.
_TOLD: Final = {
    Outcome.COUNTED: "#counted",
    Outcome.TOO_MANY: "#counted-before",
    Outcome.NOT_KEPT: "#not-counted-now",
}


@reader_form
def too(request: HttpRequest, sent: Sent) -> HttpResponse:
    """Take a report and lead to how the guide's trouble stands."""
    status = addresses.page("guide-status", sent.walk.guide.slug)
    return HttpResponseRedirect(f"{status}{_TOLD[reported(request, sent)]}", status=303)
