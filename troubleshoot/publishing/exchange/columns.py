"""The columns of the spreadsheet: what each is called, which field it holds, and how its cells are read.

Headings are part of the file's format, as keys are of JSON: they are the same in every language of the admin.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

from django.utils import translation

from troubleshoot.models import Cause
from troubleshoot.models.texts import LANGUAGES
from troubleshoot.publishing.places import FIELDS

#: How cells of a column are read; "words" sign by sign, "short" whatever the width of signs and the spaces around.
type Reading = Literal["words", "short", "link", "slug", "slugs", "role", "number", "day", "ignored"]


class Column(NamedTuple):
    """A column: ``field`` as the release document has it, with the language of a text; ``width`` in signs."""

    heading: str
    field: str
    language: str = ""
    reading: Reading = "words"
    width: int = 14

    @property
    def name(self) -> str:
        """The name its value has in a row."""
        return f"{self.field}.{self.language}" if self.language else self.field


def _texts(field: str, heading: str = "") -> Iterator[Column]:
    for language, name in LANGUAGES.items():
        yield Column(f"{heading or FIELDS[field]}({name})", field, language, width=44 if language == "ja" else 30)


#: One row a step.
STEPS: Final = (
    Column("原因", "cause", reading="short", width=22),
    Column("原因の題名(見るだけ)", "title", reading="ignored", width=30),
    Column("キー", "key", reading="slug"),
    Column("並び順", "position", reading="number", width=8),
    Column("回線", "carrier", reading="short"),
    Column("端末", "device", reading="short"),
    *_texts("text", "手順"),
    *_texts("detail"),
    Column("リンク", "url", reading="link", width=30),
    Column("電話番号", "tel", reading="short"),
    Column("かかる分", "minutes", reading="number", width=10),
    Column("待つ分", "wait_minutes", reading="number", width=10),
    Column("出典", "source", width=24),
    Column("確認した日", "reviewed", reading="day"),
    Column("一度だけ", "shared", reading="slug"),
)
#: One row a cause: what it says itself.
CAUSES: Final = (
    Column("原因", "slug", reading="slug", width=22),
    Column("種類", "role", reading="role", width=22),
    *(column for name in ("title", "summary", "signs", "confirm", "warning", "afterwards") for column in _texts(name)),
    Column("この回線だけにある", "carriers", reading="slugs", width=20),
    Column("前のスラッグ", "formerly", reading="slugs", width=16),
)
STEPS_SHEET: Final = "手順"
CAUSES_SHEET: Final = "原因"
SLUGS_SHEET: Final = "回線と端末"
SHEETS: Final[Mapping[str, tuple[Column, ...]]] = {STEPS_SHEET: STEPS, CAUSES_SHEET: CAUSES}


def roles() -> dict[str, str]:
    """Return the roles of causes by the words that stand for them in the sheet."""
    with translation.override("ja"):
        return {str(label): value for value, label in Cause.Role.choices}
