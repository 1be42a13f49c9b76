"""The form for a reader's own words after a verdict. It is the same for everybody, so that its page can be kept."""

from dataclasses import dataclass
from typing import Final

from troubleshoot import addresses, engine
from troubleshoot.engine.guide import Slug

#: Fields of the form's own. No question can be named like them: slugs have no dot.
TEXT: Final = "feedback.text"
#: Hidden from people; whoever fills it in fills in everything.
TRAP: Final = "feedback.website"
#: Characters that are taken.
LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class FeedbackPart:
    """The form, empty or as it came back. ``causes``: what it may be about by slug, where the reader has to say."""

    url: str
    fields: tuple[tuple[str, str], ...]
    causes: tuple[tuple[Slug, str], ...] = ()
    cause: Slug = ""
    text: str = ""
    error: str = ""
    longest: int = LONGEST


def after_solved(walk: engine.Walk, cause: Slug, text: str = "", error: str = "") -> FeedbackPart:
    """Return the form beside "solved"."""
    return FeedbackPart(_url(walk), _fields(walk, cause, "solved"), text=text, error=error)


def after_trying(walk: engine.Walk, cause: Slug = "", text: str = "", error: str = "") -> FeedbackPart:
    """Return the form for what was tried in vain; which of several it is about, the reader says."""
    if len(walk.tried) == 1:
        return FeedbackPart(_url(walk), _fields(walk, walk.tried[0], "unsolved"), text=text, error=error)
    causes = tuple((slug, walk.guide.causes[slug].title) for slug in walk.tried)
    fields = (*engine.parameters(walk), ("verdict", "unsolved"))
    return FeedbackPart(_url(walk), fields, causes, cause, text, error)


def _url(walk: engine.Walk) -> str:
    return addresses.page("feedback", walk.guide.slug)


def _fields(walk: engine.Walk, cause: Slug, verdict: str) -> tuple[tuple[str, str], ...]:
    return (*engine.parameters(walk), ("cause", cause), ("verdict", verdict))
