"""The steps of a walk: each is a function of its URL and the snapshot."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from troubleshoot import addresses, engine, snapshot

from . import advising, carrying, steps
from .finding import guide_or_404
from .serving import walk_page


@walk_page
def walk(request: HttpRequest, served: snapshot.Snapshot, guide: str) -> HttpResponse:
    """Redirect to the step that the answers in a link, or in a plain form, lead to."""
    reader = addresses.given_by_form(request)
    return addresses.redirect_to(addresses.replayed(served, guide_or_404(served, guide), reader), reader.asked)


@walk_page
def question(request: HttpRequest, served: snapshot.Snapshot, guide: str, question: str) -> HttpResponse:
    """Show a question with the answers given so far, or one answered before to change it."""
    return _step(request, served, guide, at=question)


@walk_page
def advice(request: HttpRequest, served: snapshot.Snapshot, guide: str, cause: str) -> HttpResponse:
    """Show the remedy of the cause that the answers lead to; another one redirects there."""
    del cause  # the answers alone decide; the address is compared whole
    return _step(request, served, guide)


@walk_page
def end(request: HttpRequest, served: snapshot.Snapshot, guide: str) -> HttpResponse:
    """Show the last resorts, with nothing left to try."""
    return _step(request, served, guide)


@walk_page
def solved(request: HttpRequest, served: snapshot.Snapshot, guide: str, cause: str) -> HttpResponse:
    """Show what to put back and how to be spared next time."""
    found = addresses.replayed(served, guide_or_404(served, guide), addresses.given(request))
    if cause not in found.guide.triable:
        return addresses.redirect_to(found)
    canonical = addresses.of_solved(found, cause)
    if not addresses.asked_by(request, canonical):
        return HttpResponseRedirect(canonical)
    return render(request, "pages/solved.html", {"page": steps.solved_page(found, cause)})


@walk_page
def carry_on(request: HttpRequest, served: snapshot.Snapshot, guide: str) -> HttpResponse:
    """Show how to go on at another device, and the walk as a text for somebody who helps."""
    found = addresses.replayed(served, guide_or_404(served, guide), addresses.given(request))
    canonical = addresses.of_carrying_on(found)
    if not addresses.asked_by(request, canonical):
        return HttpResponseRedirect(canonical)
    page = carrying.carrying_page(found, served, request.build_absolute_uri)
    return render(request, "pages/carry_on.html", {"page": page})


def _step(request: HttpRequest, served: snapshot.Snapshot, guide: str, at: str | None = None) -> HttpResponse:
    found = addresses.replayed(served, guide_or_404(served, guide), addresses.given(request), at)
    if not addresses.asked_by(request, addresses.of(found)):
        return addresses.redirect_to(found)
    match found.step:
        case engine.QuestionStep() as step:
            return render(request, "pages/question.html", {"page": steps.question_page(found, step, served)})
        case engine.Advice() as step:
            return render(request, "pages/advice.html", {"page": advising.advice_page(found, step, served)})
        case engine.End():
            return render(request, "pages/end.html", {"page": steps.end_page(found, served)})
