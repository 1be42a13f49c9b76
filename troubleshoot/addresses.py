"""From a request to a walk and back: reads what a link or a plain form gives, writes the canonical address.

The language is part of the address: its prefix is Django's script prefix, see helpcenter/languages.py.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

from troubleshoot import engine, search, snapshot

#: Named by the form of a question that takes several, so that no tick at all is not taken for a link.
ASKED: Final = "asked"


class Language(NamedTuple):
    """A language readers are served in.

    ``code``: as the release and the catalogues name it; ``tag``: of the page's ``lang``; ``hreflang``: tells the two
    kinds of Japanese apart; ``name``: what its own readers call it.
    """

    code: str
    prefix: str
    tag: str
    hreflang: str
    name: str


LANGUAGES: Final[Mapping[str, Language]] = {
    "ja": Language("ja", "", "ja", "ja", "日本語"),
    "en": Language("en", "en/", "en", "en", "English"),
    "easy": Language("easy", "easy/", "ja", "ja-x-easy", "やさしい にほんご"),
}


def language() -> Language:
    """Return the language that is being answered in."""
    return LANGUAGES.get(get_language() or "ja", LANGUAGES["ja"])


def served() -> snapshot.Snapshot:
    """Return the snapshot in the language that is being answered in. Raises snapshot.NoSnapshotError."""
    return snapshot.current().read_in(language().code)


def in_language(address: str, other: Language) -> str:
    """Return an address of the language that is being answered in, in another language."""
    prefix = get_script_prefix()
    site = prefix.removesuffix(language().prefix)
    return site + other.prefix + address.removeprefix(prefix)


def page(name: str, *slugs: str) -> str:
    """Return the address of a readers' page by its name and slugs, in the language that is being answered in."""
    return _page(get_script_prefix(), name, slugs)


@lru_cache(maxsize=8192)
def _page(_prefix: str, name: str, slugs: tuple[str, ...]) -> str:
    return reverse(f"troubleshoot:{name}", args=slugs)


class Given(NamedTuple):
    """What a query names: answers by question, causes tried, and the question whose form was sent."""

    answers: Mapping[str, str]
    tried: tuple[str, ...]
    asked: str = ""


def given(request: HttpRequest) -> Given:
    """Read a request's query."""
    # WSGI hands bytes on as Latin-1.
    return read(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))


def read(raw: bytes) -> Given:
    """Read a query, or a form's body: a name given twice is joined by commas. Total, whatever the bytes, however many.

    Django's own reading refuses more than a thousand fields; a walk is never an error.
    """
    answers: dict[str, str] = {}
    for name, value in parse_qsl(raw.decode(errors="replace"), keep_blank_values=True, errors="replace"):
        answers[name] = f"{answers[name]},{value}" if name in answers else value
    tried = tuple(cause for cause in answers.pop("tried", "").split(",") if cause)
    return Given(answers, tried)


def given_by_form(request: HttpRequest) -> Given:
    """Read the query of a link to a walk, or of the form of a question that takes several."""
    found = given(request)
    answers = dict(found.answers)
    return Given(answers, found.tried, answers.pop(ASKED, ""))


def replayed(served: snapshot.Snapshot, guide: engine.Guide, reader: Given, at: str | None = None) -> engine.Walk:
    """Return the walk that a request describes."""
    return engine.replay(guide, reader.answers, reader.tried, at, served.ongoing, suspicions=served.suspicions)


def place(address: str) -> str:
    """Return the address of an engine's path on this site."""
    return get_script_prefix().rstrip("/") + address


def of_written(link: str) -> str:
    """Return a link as an editor wrote it; one to our own pages stays in the language and the preview of this page."""
    if not link.startswith("/"):
        return link
    prefix = get_script_prefix()
    if any(one.prefix and link.startswith(f"/{one.prefix}") for one in LANGUAGES.values()):
        prefix = prefix.removesuffix(language().prefix)  # the editor chose the language
    return prefix.rstrip("/") + link


def of(walk: engine.Walk) -> str:
    """Return the canonical address of a walk's step."""
    return place(engine.address(walk))


def of_solved(walk: engine.Walk, cause: str) -> str:
    """Return the canonical address of the page that follows "solved"."""
    return _with_query(page("solved", walk.guide.slug, cause), walk)


def of_carrying_on(walk: engine.Walk) -> str:
    """Return the canonical address of the page that carries a walk to another device, or to somebody who helps."""
    return _with_query(page("carry-on", walk.guide.slug), walk)


def of_found(found: search.Found) -> str:
    """Return the address of a page that the search found."""
    return page(found.kind, found.slug)


def _with_query(path: str, walk: engine.Walk) -> str:
    query = engine.query(walk)
    return f"{path}?{query}" if query else path


def asked_by(request: HttpRequest, address: str) -> bool:
    """Tell whether a request asks for exactly this address, byte for byte in its query."""
    query = request.META.get("QUERY_STRING", "")
    return address == (f"{request.path}?{query}" if query else request.path)


def redirect_to(walk: engine.Walk, asked: str = "") -> HttpResponseRedirect:
    """Send the reader to where the answers lead, and say so there when some could not be kept."""
    if walk.dropped:
        return HttpResponseRedirect(f"{of(walk)}#answers-changed")
    match walk.step:
        case engine.QuestionStep(question=question) if question.slug == asked:
            return HttpResponseRedirect(f"{of(walk)}#tick-one")
    return HttpResponseRedirect(of(walk))


def todays(served: snapshot.Snapshot, slugs: Mapping[str, str]) -> dict[str, str]:
    """Return slugs of a path by their kind, old ones as they are called today."""
    renamed = served.release().renamed
    new_names = {"guide": renamed.guides, "cause": renamed.causes, "carrier": renamed.carriers}
    return {kind: new_names.get(kind, {}).get(slug, slug) for kind, slug in slugs.items()}


def moved(
    request: HttpRequest, served: snapshot.Snapshot, slugs: Mapping[str, str]
) -> HttpResponsePermanentRedirect | None:
    """Send a link with an old slug in its path to today's address for good; None where all are today's."""
    today = todays(served, slugs)
    if today == slugs or request.resolver_match is None:
        return None
    query = request.META.get("QUERY_STRING", "")
    address = reverse(request.resolver_match.view_name, kwargs=today)
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
