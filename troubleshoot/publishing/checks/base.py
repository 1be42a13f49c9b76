"""What a check says, and what it is given to judge."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from troubleshoot import engine
from troubleshoot.publishing.places import Json, Place, within, words
from troubleshoot.snapshot import LANGUAGES

type Level = Literal["error", "warning"]
#: The digest of each part of a document's tables, by table and slug.
type Digests = Mapping[tuple[str, str], bytes]

ERROR: Final = "error"
WARNING: Final = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an editor should mend: an error blocks publishing, a warning is shown.

    ``code`` is a word to search for; ``message`` says in Japanese what to do; ``place`` is a kind and its slugs,
    such as ("question", "x-sms", "reach"); ``field``: the document's field there that it is about, "" for several.
    """

    code: str
    level: Level
    message: str
    place: Place
    field: str = ""

    def __str__(self) -> str:
        return f"[{self.code}] {words(self.place)}: {self.message}"

    @property
    def blocks(self) -> bool:
        """Whether nothing can be published while this stands."""
        return self.level == ERROR


def error(code: str, place: Place, message: str, field: str = "") -> Finding:
    """Return a finding that blocks publishing."""
    return Finding(code, ERROR, message, place, field)


def warning(code: str, place: Place, message: str, field: str = "") -> Finding:
    """Return a finding that is shown and blocks nothing."""
    return Finding(code, WARNING, message, place, field)


#: The place of everything.
EVERYTHING: Final[Place] = ("document",)


@dataclass(frozen=True, slots=True)
class Subject:
    """What checks judge: a document of sound shape, or the part of one that somebody works at.

    ``release`` holds what the engine makes of the whole, without the guides whose references are broken. ``at`` is the
    day of judging, None to judge no dates. ``outages`` names the cause of each ongoing incident, by the incident's
    slug. ``languages``: those readers are served in. ``focus``: the place that is judged; ``around``: the whole that
    the document is a part of, where it is one, as far as links and lineages need it. ``digests``: those of the
    document's parts, where somebody has them: what was found in equal parts is remembered.
    """

    document: Json
    release: engine.Release
    at: date | None = None
    outages: Sequence[tuple[str, str]] = ()
    languages: Sequence[str] = LANGUAGES
    focus: Place = EVERYTHING
    around: Json = field(default_factory=dict)
    digests: Digests = field(default_factory=dict)

    @property
    def whole(self) -> Json:
        """What the judged stands in."""
        return self.around or self.document

    def concerns(self, *place: str) -> bool:
        """Tell whether somebody asks about a place, or about something within it."""
        return within(place, self.focus) or within(self.focus, place)


type Check = Callable[[Subject], Iterable[Finding]]
