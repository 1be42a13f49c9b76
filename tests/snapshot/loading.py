"""Plain loaders to hand to the snapshot: a database that can be changed, damaged and taken away."""

from pathlib import Path
from typing import Any

from tests.publishing.documents import small
from troubleshoot import engine, snapshot
from troubleshoot.engine.guide import Incident
from troubleshoot.snapshot import Published


class AwayError(Exception):
    """The database cannot be reached."""


def a_release(number: int = 1, title: str = "") -> Published:
    """Return a release whose guide bears a title."""
    document = small()
    document["guides"]["sms"]["title"]["ja"] = title or f"第{number}版"
    return Published(number, engine.digest(document), "2026-11-25T12:00:00+09:00", document)


def an_incident(slug: str, *, ongoing: bool = True) -> Incident:
    return Incident(
        slug=slug,
        title={"ja": "障害"},
        status="investigating" if ongoing else "resolved",
        impact="major",
        cause="outage",
        scopes=((None, None),),
        started_at="2026-11-25T09:00:00+09:00",
        ongoing=ongoing,
    )


class Database:
    """What the loaders read; ``asked`` lists what they were asked for."""

    def __init__(self, published: Published | None = None) -> None:
        self.published = published
        self.incidents: tuple[Incident, ...] = ()
        self.incidents_number = 0
        self.away = False
        self.asked: list[str] = []

    def loaders(self, folder: Path | None = None) -> snapshot.Loaders:
        return snapshot.Loaders(
            versions=lambda: self._answer("versions", (self._number(), self.incidents_number)),
            release=lambda: self._answer("release", self.published),
            incidents=lambda: self._answer("incidents", self.incidents),
            folder=folder,
        )

    def _number(self) -> int:
        return self.published.number if self.published else 0

    def _answer(self, asked: str, answer: Any) -> Any:
        if self.away:
            raise AwayError("db.internal refuses helpcenter")
        self.asked.append(asked)
        return answer
