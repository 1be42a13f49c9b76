"""What processes do to a site's database and folder while they are killed; run by ``playing.play``.

A process here forks its actors once Django is set up and no connection is open. Each chore is some work that somebody
waits for: it is let go on once, so that its steps are known, then killed before each of them. After each kill the site
must be wholly as before or wholly as after, and doing the work again must end it.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import django
from django.conf import settings

from tests.faults.migrating import kill_while_migrating, look
from tests.faults.steps import Ended, Step, killed_at, steps_of
from tests.publishing.acts import (
    alone,
    begin,
    draft,
    fork,
    heard,
    is_whole,
    kill_while_publishing,
    state,
    tell,
    two_publish,
    two_publish_the_same,
)


class Chore(Protocol):
    """Some work, done anew each time; ``before`` and ``after``: what the site holds without it and with it."""

    def prepare(self) -> None:
        """Give it something to do."""

    def work(self, writing: int) -> None:
        """Do it; tell what is acknowledged."""

    def held(self) -> object:
        """Return what the site holds now, judged; raise AssertionError where it is torn."""

    def wanted(self) -> tuple[object, object]:
        """Return what the site may hold: without the work, and with it."""

    def litter(self) -> list[str]:
        """Return the files that nobody needs once all is done."""


class Publishing:
    """Publishing an edit of two tables; this process's release file is of it."""

    version = 0

    def __init__(self) -> None:
        alone(begin)

    def prepare(self) -> None:
        self.version += 1
        alone(partial(draft, self.version))

    def work(self, writing: int) -> None:
        from troubleshoot.publishing.publish import publish

        tell(writing, publish(actor=None).release.number)

    def held(self) -> object:
        from troubleshoot.publishing import loading
        from troubleshoot.snapshot import localfile

        found = state()
        assert is_whole(found), found
        newest = loading.newest()
        file = localfile.read_newest(settings.VAR_DIR / "releases")
        assert file is None or file["number"] <= newest.number, "a file of what was never published"
        return newest.document["guides"]["sms"]["title"]["ja"]

    def wanted(self) -> tuple[object, object]:
        return f"版{self.version - 1}", f"版{self.version}"

    def litter(self) -> list[str]:
        return [one.name for one in (settings.VAR_DIR / "releases").iterdir() if one.name.startswith(".")]


class Importing:
    """Replacing the drafts by a file, by the operator's command; ``suffix``: a document or a spreadsheet."""

    version = 0
    suffix = ".json"

    def __init__(self) -> None:
        alone(begin)
        self._file = settings.VAR_DIR / f"drafts{self.suffix}"
        self._before, self._after = "", ""

    def prepare(self) -> None:
        from troubleshoot.publishing.compile import compile_document

        self.version += 1
        document = alone(compile_document)
        self._before = _digest(document)
        for cause in document["causes"].values():
            cause["title"]["ja"] = f"版{self.version}"
            for step in cause["steps"]:
                step["text"]["ja"] = f"版{self.version}の手順です。"
        self._after = _digest(document)
        self._file.write_bytes(self._content(document))

    def _content(self, document: dict[str, Any]) -> bytes:
        from troubleshoot import engine

        return engine.canonical_bytes(document)

    def work(self, writing: int) -> None:
        from django.core.management import call_command

        with open("/dev/null", "w") as nowhere:  # noqa: PTH123  # no file of ours
            call_command("import_document", str(self._file), stdout=nowhere)
        tell(writing, "imported")

    def held(self) -> object:
        from troubleshoot.models import Revision
        from troubleshoot.publishing.compile import compile_document

        document = compile_document()
        for slug, cause in document["causes"].items():
            kept = Revision.objects.of("cause", slug).order_by("pk").last()
            assert kept is None or kept.after == cause, "the history says another thing than the drafts"
        return _digest(document)

    def wanted(self) -> tuple[object, object]:
        return self._before, self._after

    def litter(self) -> list[str]:
        return []


class ImportingSheet(Importing):
    """The same by a spreadsheet."""

    suffix = ".xlsx"

    def _content(self, document: dict[str, Any]) -> bytes:
        from troubleshoot.publishing.exchange.writing import workbook

        return workbook(document)


class Flushing:
    """Bringing three verdicts of the journal into the database."""

    number = 0

    def __init__(self) -> None:
        self._folder = settings.VAR_DIR / "journal"

    def prepare(self) -> None:
        self.number += 3
        self._recorded(range(self.number - 3, self.number))

    def _recorded(self, numbers: Iterable[int]) -> None:
        def record(writing: int) -> None:
            from tests.insight.verdicts import NOON, a_verdict
            from troubleshoot.insight.journal import Journal

            journal = Journal(self._folder)
            for number in numbers:
                journal.append(a_verdict(cause=f"c{number}"), NOON)

        heard(*fork(record))  # its end lets go of the segment

    def work(self, writing: int) -> None:
        from troubleshoot.insight.flushing import flush
        from troubleshoot.insight.journal import Journal

        flush(Journal(self._folder))
        tell(writing, "flushed")

    def held(self) -> object:
        from tests.insight.acts import counted

        found = Counter(counted())
        assert set(found.values()) <= {1}, found
        return len(found)

    def wanted(self) -> tuple[object, object]:
        return self.number - 3, self.number

    def litter(self) -> list[str]:
        return [one.name for one in self._folder.iterdir()]


def _digest(document: dict[str, Any]) -> str:
    from troubleshoot import engine

    return engine.digest(document)


CHORES: dict[str, Callable[[], Chore]] = {
    "publish": Publishing,
    "import": Importing,
    "import-sheet": ImportingSheet,
    "flush": Flushing,
}


def kill_at_each_step(chore: str, at_most: int, seed: int) -> dict[str, Any]:
    """Kill a chore before each of its steps, or before so many of them; judge the site, then have it done."""
    one = CHORES[chore]()
    one.prepare()
    steps = _ended(steps_of(one.work), one)
    chosen = sorted({*random.Random(seed).sample(range(len(steps)), min(at_most, len(steps))), len(steps) - 1})
    found: dict[str, Any] = {"steps": len(steps), "old": 0, "new": 0, "killed": 0}
    wrong = []
    for index in chosen:
        one.prepare()
        ended = killed_at(steps[index], one.work)
        wrong += _judged(one, ended, steps[index], found)
        found["killed"] += ended.killed  # a run may have a step less than the one before, and end
        again = steps_of(one.work)
        if again.killed or not again.told or alone(one.held) != one.wanted()[1]:
            wrong.append(f"not done again after {steps[index]}")
    return {**found, "tried": len(chosen), "wrong": wrong, "litter": one.litter()}


def _ended(ended: Ended, one: Chore) -> list[Step]:
    assert not ended.killed, "it was to go on to its end"
    assert ended.told, "it failed"
    assert alone(one.held) == one.wanted()[1]
    return ended.steps


def _judged(one: Chore, ended: Ended, step: Step, found: dict[str, Any]) -> list[str]:
    """Count what the site holds after a kill; return what is wrong with it."""
    try:
        held = alone(one.held)
    except AssertionError as torn:
        return [f"torn at {step}: {torn}"]
    old, new = one.wanted()
    if held not in {old, new} or (ended.told and held != new):
        return [f"at {step} there is {held!r}, acknowledged {ended.told}"]
    found["new" if held == new else "old"] += 1
    return []


def calls_of(what: str) -> list[list[str]]:
    """Return each call by which a process has the disk keep something: its name and what it is handed."""
    ended = steps_of(lambda writing: tell(writing, _keeping(what)[1](1)))
    assert ended.told
    return [[step.call, step.what] for step in ended.steps if " = -1 " not in step.what]


def refused_by_the_disk(what: str, call: str) -> dict[str, Any]:
    """Have the disk be full at each call of a name while something is kept in place of what was kept before."""
    folder, keep = _keeping(what)
    heard(*fork(lambda writing: keep(1)))
    before = {one.name: one.read_text() for one in folder.iterdir()}

    def try_on(writing: int) -> None:
        try:
            keep(2)
        except OSError as refusal:
            tell(writing, refusal)

    ended = steps_of(try_on, f"inject={call}:error=ENOSPC:when=1")
    after = {one.name: one.read_text() for one in folder.iterdir()}
    return {"refused": ended.told, "before": before, "after": {name: text for name, text in after.items() if text}}


def _keeping(what: str) -> tuple[Path, Callable[[int], object]]:
    """Return a folder and what keeps the so-manieth release, list of incidents or verdict there."""
    from tests.insight.verdicts import NOON, a_verdict
    from tests.snapshot.loading import a_release, an_incident
    from troubleshoot.insight.journal import Journal
    from troubleshoot.snapshot import localfile

    folder = settings.VAR_DIR / "kept"
    folder.mkdir()
    return folder, {
        "release": lambda number: localfile.write(folder, a_release(number)._asdict()),
        "incidents": lambda number: localfile.write_incidents(folder, number, (an_incident("now"),)),
        "verdict": lambda number: Journal(folder).append(a_verdict(cause=f"c{number}"), NOON),
    }[what]


ACTS = {
    act.__name__: act
    for act in (
        calls_of,
        kill_at_each_step,
        kill_while_migrating,
        kill_while_publishing,
        look,
        refused_by_the_disk,
        two_publish,
        two_publish_the_same,
    )
}


if __name__ == "__main__":
    django.setup()
    settings.VAR_DIR = Path(settings.VAR_DIR)
    json.dump(ACTS[sys.argv[1]](**json.load(sys.stdin)), sys.stdout)
