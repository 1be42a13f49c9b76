"""Release documents of any size for the benchmarks, the same ones each time.

A guide has 24 nodes: twelve questions, five on the longest path, and twelve causes. A cause is shared by two guides, as
help centers share them, so there are six new ones a guide. Texts are sentences of the first content in its three
languages, each with a mark of its own, so that no two are the same by chance.
"""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests import server
from tests.publishing import documents
from tests.publishing.documents import Document

ROOT: Final = Path(__file__).parents[1]
#: Questions a level: every answer of one leads to the next level, the last one asks for the carrier.
LEVELS: Final = (1, 3, 4, 3, 1)
CAUSES: Final = 12
#: Causes that come new with each guide; it shares the others with the guide before it.
NEW_CAUSES: Final = 6
#: As many as the first content's causes have on average, but for those with a set of steps for each carrier.
STEPS: Final = 6
ANSWERS: Final = 4
NOTES: Final = 6
SCENARIOS: Final = 3
_SPOKEN_OF: Final = 3
_SAID: Final = ("much-less", "less", "a-little-less", "a-little-more", "more", "much-more", "strongly")
_WORDS: Final = ("SMS", "メール", "通知", "電話", "コード", "認証")


def content(guides: int, seed: int = 20261126) -> Document:
    """Return a document of so many guides, sound for the checks; of more guides the first ones are the same."""
    return _Writer(seed).document(guides)


@contextmanager
def first_content() -> Iterator[Path]:
    """Yield the file of the first content's release document, as a new site has it."""
    with TemporaryDirectory(prefix="helpcenter-bench-") as name:
        folder = Path(name)
        site = server.Site(folder, folder)
        site.manage("migrate", "--verbosity", "0")
        site.manage("load_first_content")
        (folder / "document.json").write_text(site.manage("export_document"), encoding="utf-8")
        yield folder / "document.json"


def _fields(file: str, model: str) -> list[dict[str, Any]]:
    """Return the fields of one table's rows of the first content."""
    rows = json.loads((ROOT / "fixtures" / f"{file}.json").read_text(encoding="utf-8"))
    return [row["fields"] for row in rows if row["model"] == f"troubleshoot.{model}"]


def _lines(model: str, kept: tuple[str, ...]) -> dict[str, Document]:
    """Return the first content's carriers or devices."""
    return {
        row["slug"]: {**{name: row[name] for name in kept}, "parent": row["parent"][0] if row["parent"] else None}
        for row in _fields("carriers", model)
    }


class _Writer:
    """Writes guides one after another, each from a chance of its own."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.chance = random.Random(seed)  # noqa: S311  # the same document each time
        self.marks = count()
        self.sentences = {
            name: [row[name.split()[1]] for row in _fields(file, name.split()[0]) if row[name.split()[1]]]
            for file, names in _SENTENCES.items()
            for name in names
        }

    def document(self, guides: int) -> Document:
        """Return the whole."""
        carriers = _lines("carrier", ("name", "note", "contact", "url", "position"))
        document: Document = {
            "format": 2,
            "carriers": {slug: {**one, "formerly": []} for slug, one in carriers.items()},
            "devices": _lines("device", ("name", "position")),
            "causes": {"contact": self.cause("last-resort"), "outage": self.cause("outage")},
            "guides": {},
        }
        self.carriers = {slug: one["name"] for slug, one in carriers.items()}
        document["causes"] |= {f"cause-0-{index}": self.cause() for index in range(CAUSES - NEW_CAUSES)}
        for number in range(1, guides + 1):
            self.chance.seed(self.seed + number)
            document["causes"] |= {f"cause-{number}-{index}": self.cause() for index in range(NEW_CAUSES)}
            document["causes"][f"cause-{number}-0"]["steps"].append({**self.step(STEPS), "carrier": "docomo"})
            document["guides"][f"guide-{number}"] = self.guide(number)
        return document

    def texts(self, name: str) -> dict[str, str]:
        """Return a sentence such as the first content has there, in each language, with a mark of its own."""
        mark = next(self.marks)
        return {
            language: f"{text} ({_marked(mark)})" for language, text in self.chance.choice(self.sentences[name]).items()
        }

    def cause(self, role: str = "fault") -> Document:
        """Return a cause with its steps."""
        told = {name: self.texts(f"cause {name}") for name in ("title", "summary", "signs", "confirm", "warning")}
        return {**documents.cause("", *(self.step(index) for index in range(STEPS)), role=role), **told}

    def step(self, index: int) -> Document:
        """Return a step; every other one has a detail."""
        detail = self.texts("remedystep detail") if index % 2 else {}
        return {**documents.step(f"step-{index}"), "text": self.texts("remedystep text"), "detail": detail}

    def guide(self, number: int) -> Document:
        """Return a guide over its own causes and those it shares with the guide before."""
        causes = [f"cause-{of}-{index}" for of in (number - 1, number) for index in range(NEW_CAUSES)]
        questions = list(self.questions(causes))
        title = {"ja": f"{self.chance.choice(_WORDS)}が届かない {number}", "en": f"It does not arrive {number}"}
        guide = documents.guide(
            "",
            *questions,
            summary=self.texts("guide summary"),
            position=number,
            notes=[self.note(index) for index in range(NOTES)],
            candidates=self.candidates(causes),
            scenarios=[self.scenario(index, questions[0]) for index in range(SCENARIOS)],
        )
        return {**guide, "title": {**title, "easy": f"とどきません {number}"}}

    def candidates(self, causes: list[str]) -> list[Document]:
        """Return all causes as candidates; their weights sum to 100."""
        shares = [self.chance.randint(2, 8) for _ in causes[1:]]
        return [
            documents.candidate(slug, weight, minutes_to_know=self.chance.randint(1, 9), efficacy=0.8)
            for slug, weight in zip(causes, [100 - sum(shares), *shares], strict=True)
        ]

    def questions(self, causes: list[str]) -> Iterator[Document]:
        """Yield the questions level by level."""
        levels = [[f"q-{level}-{index}" for index in range(size)] for level, size in enumerate(LEVELS[:-1])]
        levels.append(["carrier"])
        for number, level in enumerate(levels[:-1]):
            for place, slug in enumerate(level):
                yield self.question(slug, place, levels[number + 1], causes)
        answers = [documents.answer(slug, text=name) for slug, name in self.carriers.items()]
        yield documents.question(
            "carrier", *answers, self.unsure(None), kind="carrier", text=self.texts("question text")
        )

    def question(self, slug: str, place: int, following: list[str], causes: list[str]) -> Document:
        """Return a question whose answers lead to different questions of the next level."""
        answers = [
            documents.answer(
                f"answer-{index}",
                following[(place + index) % len(following)],
                text=self.texts("answer text"),
                hint=self.texts("answer hint") if index % 2 else {},
                effects={cause: self.chance.choice(_SAID) for cause in self.chance.sample(causes, _SPOKEN_OF)},
            )
            for index in range(ANSWERS)
        ]
        texts = {"text": self.texts("question text"), "help": self.texts("question help")}
        return documents.question(slug, *answers, self.unsure(following[place % len(following)]), **texts)

    def unsure(self, following: str | None) -> Document:
        """Return the answer of who does not know."""
        text = {"ja": "わからない", "en": "Not sure", "easy": "わかりません"}
        return documents.answer("unsure", following, text=text)

    def note(self, index: int) -> Document:
        """Return something the guide says around the walk."""
        kind = ("caution", "first-step", "prevention")[index % 3]
        texts = {"text": self.texts("guidenote text"), "detail": self.texts("guidenote detail")}
        return documents.note(f"note-{index}", kind=kind, **texts)

    def scenario(self, index: int, entry: Document) -> Document:
        """Return a case that holds whatever the estimates are."""
        answers = {entry["slug"]: f"answer-{index}"}
        return documents.scenario(f"scenario-{index}", answers, never=["contact"])


#: Which texts of the first content, by its file.
_SENTENCES: Final = {
    "causes": (
        *(f"cause {name}" for name in ("title", "summary", "signs", "confirm", "warning")),
        *(f"remedystep {name}" for name in ("text", "detail")),
    ),
    "guides": (
        *("guide summary", "guidenote text", "guidenote detail"),
        *("question text", "question help", "answer text", "answer hint"),
    ),
}


#: The words of marks are few, as all words of a language are beside its texts.
_SYLLABLES: Final = tuple(f"{first}{second}" for first in "bdfghkmnprstwz" for second in "aeiou")


def _marked(number: int) -> str:
    """Return a number in syllables, which make no text wider."""
    digits = []
    while number or not digits:
        number, digit = divmod(number, len(_SYLLABLES))
        digits.append(_SYLLABLES[digit])
    return " ".join(digits)
