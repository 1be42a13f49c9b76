"""A finding, and how findings are told."""

import json
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

#: How bad a finding is, and the word for it.
LEVELS: Final = {"ok": "正常", "watch": "注意", "wrong": "異常"}


class Finding(NamedTuple):
    """What a look came to: how bad (one of LEVELS), what is so, what to do; ``code``: the look's name."""

    level: str
    text: str
    do: str = ""
    code: str = ""

    def __str__(self) -> str:
        return f"{LEVELS[self.level]} {self.code}: {self.text}" + (f" → {self.do}" if self.do else "")


type Look = Callable[[], Finding]


def ok(text: str) -> Finding:
    """Return that something is as it should be."""
    return Finding("ok", text)


def watch(text: str, do: str) -> Finding:
    """Return what readers do not feel yet."""
    return Finding("watch", text, do)


def wrong(text: str, do: str) -> Finding:
    """Return what keeps something from working, or endangers it."""
    return Finding("wrong", text, do)


def named(look: Look, finding: Finding) -> Finding:
    """Return a finding under its look's name."""
    return finding._replace(code=look.__name__.replace("_", "-"))


def are_wrong(findings: Iterable[Finding]) -> int:
    """Return how many things are wrong."""
    return sum(finding.level == "wrong" for finding in findings)


def told(findings: Iterable[Finding], *, as_json: bool) -> str:
    """Return the findings as lines, or as one JSON list for a monitor."""
    if as_json:
        return json.dumps([finding._asdict() for finding in findings], ensure_ascii=False)
    return "\n".join(map(str, findings))
