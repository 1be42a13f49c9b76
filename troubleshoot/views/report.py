"""A reader's verdict: what readers send with one tap. It leads on whatever becomes of it."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from troubleshoot import addresses, engine
from troubleshoot.insight import recording
from troubleshoot.insight.journal import Verdict
from troubleshoot.insight.recording import Outcome
from troubleshoot.models import Tally

from .reader.resending import SENT
from .reader.took import may_be_asked
from .sending import Sent, reader_form, recorded, reported

#: The sentence that the next page shows, as its :target; see components/changed.html.
_TOLD: Final = {Outcome.COUNTED: "", Outcome.TOO_MANY: "#not-counted", Outcome.NOT_KEPT: "#not-kept"}


@reader_form
def report(request: HttpRequest, sent: Sent) -> HttpResponse:
    """Take a verdict and lead to the next step, or to what follows "solved"."""
    return HttpResponseRedirect(_taken(request, sent), status=303)


def _taken(request: HttpRequest, sent: Sent) -> str:
    """Record a verdict and return where it leads; what is no verdict leads where its answers do.

    That a network said too much is told at a walk's first verdict alone: it makes no difference to a reader, and each
    later step would say so again.
    """
    if not sent.is_verdict:
        return addresses.redirect_to(sent.walk).url
    outcome = _recorded(request, sent)
    told = "" if outcome is Outcome.TOO_MANY and sent.walk.tried else _TOLD[outcome]
    if sent.verdict == Tally.Verdict.SOLVED:
        return addresses.of_solved(sent.walk, sent.cause) + (told or _asking(sent))
    if sent.walk.dropped:
        told = "#answers-changed"
    return addresses.of(engine.after_trying(sent.walk, *sent.causes, sent=SENT in sent.own)) + told


def _asking(sent: Sent) -> str:
    """Return what has the page ask how long it took: once in a while, where that says something."""
    is_asked = may_be_asked(sent.walk, sent.causes) and recording.current().asks()
    return "#how-long" if is_asked else ""


def _recorded(request: HttpRequest, sent: Sent) -> Outcome:
    """Record a verdict under the answers that counted, on what these answers have the site advise and nothing else.

    One from a walk that is no more whole belongs nowhere, and neither does one that no page of ours would send.
    """
    if sent.walk.dropped or not _is_advised(sent):
        return Outcome.NOT_KEPT
    try:
        verdict = _verdict(sent)
    except ValueError:
        return Outcome.NOT_KEPT
    outcome = recorded(request, sent, verdict)
    if outcome is not Outcome.NOT_KEPT and _begins(sent):
        reported(request, sent)
    return outcome


def _is_advised(sent: Sent) -> bool:
    return isinstance(sent.walk.step, engine.Advice) and set(sent.causes) == set(sent.walk.step.slugs)


def _verdict(sent: Sent) -> Verdict:
    """Return what the tallies count. Raises ValueError for what they cannot hold."""
    walk = sent.walk
    counted = [f"{name}={value}" for name, value in engine.parameters(walk) if name in walk.answers]
    return Verdict(
        guide=walk.guide.slug,
        answers="&".join(counted),
        tried=",".join(walk.tried),
        cause=sent.cause,
        verdict=sent.verdict,
        others=",".join(sent.others),
    )


def _begins(sent: Sent) -> bool:
    """Tell whether a verdict is a walk's first and in vain: then somebody has the trouble now."""
    return sent.verdict == Tally.Verdict.UNSOLVED and not sent.walk.tried
