"""What real processes do to one database: race, save while others publish, die in the middle.

Run as ``python -m tests.publishing.acts NAME`` by ``processes.act``; arguments come as JSON on standard input, the
result goes as JSON to standard output. A process here forks its actors once Django is set up and no connection is
open, so that each has its own and starting one costs nothing.
"""

import hashlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import django
from django.conf import settings


def fork(act: Callable[[int], None]) -> tuple[int, int]:
    """Start an actor; return its process and a pipe of what it tells, a line each."""
    reading, writing = os.pipe()
    actor = os.fork()
    if actor == 0:
        os.close(reading)
        try:
            act(writing)
        finally:
            os._exit(0)
    os.close(writing)
    return actor, reading


def heard(actor: int, reading: int) -> list[str]:
    """Wait for an actor's end and return the whole lines it told."""
    with os.fdopen(reading, encoding="utf-8") as pipe:
        told = pipe.read()
    os.waitpid(actor, 0)
    return told.split("\n")[:-1]


def tell(writing: int, line: object) -> None:
    os.write(writing, f"{line}\n".encode())


def alone[T](work: Callable[[], T]) -> T:
    """Do some work and leave no connection open that a fork would share."""
    from django.db import connections

    try:
        return work()
    finally:
        connections.close_all()


def begin() -> None:
    """Start from the small document, published."""
    from tests.publishing.documents import small
    from troubleshoot.publishing.importing import import_document
    from troubleshoot.publishing.publish import publish

    import_document(small(), actor=None)
    draft(0)
    publish(actor=None)


def draft(version: int) -> None:
    """Save one edit of two tables, as an editor does: both or none. Compiling reads them first and last."""
    from django.db import transaction

    with transaction.atomic():
        rename_carrier(version)
        rename_guide(version)


def rename_carrier(version: int) -> None:
    from troubleshoot.models import Carrier

    Carrier.objects.filter(slug="docomo").update(name={"ja": f"版{version}"})


def rename_guide(version: int) -> None:
    from troubleshoot.models import Guide

    Guide.objects.filter(slug="sms").update(title={"ja": f"版{version}"})


def versions(document: dict[str, Any]) -> list[str]:
    """Return which edit the carrier and the guide hold."""
    return [document["carriers"]["docomo"]["name"]["ja"], document["guides"]["sms"]["title"]["ja"]]


def state(above: int = 0) -> dict[str, Any]:
    """Return what the database holds, judged: every release whole, none missing, the drafts of one piece.

    ``above``: releases up to this number were judged before, and are not looked at again.
    """
    from troubleshoot.models import Counter, Release
    from troubleshoot.publishing.checks import check
    from troubleshoot.publishing.compile import compile_document

    releases = list(Release.objects.filter(number__gt=above).order_by("number"))
    drafts = compile_document()
    return {
        "numbers": list(Release.objects.order_by("number").values_list("number", flat=True)),
        "counter": Counter.objects.get(name=Counter.RELEASE).number,
        "torn": [one.number for one in releases if hashlib.sha256(one.document.encode()).hexdigest() != one.digest],
        "mixed": [one.number for one in releases if len(set(versions(json.loads(one.document)))) > 1],
        "drafts": versions(drafts),
        "draft_errors": [str(finding) for finding in check(drafts) if finding.blocks],
    }


def publish_all(writing: int) -> None:
    """Publish all drafts; tell the number, or that nothing was new."""
    from troubleshoot.publishing.publish import publish

    release, created, _ = publish(actor=None)
    tell(writing, f"{release.number} {'created' if created else 'same'}")


def two_publish(races: int) -> dict[str, Any]:
    """Let two processes each publish an edit of its own at one moment, again and again."""
    from troubleshoot.publishing.publish import PublishConflict, publish

    def edit_and_publish(
        edit: Callable[[int], None], only: frozenset[tuple[str, ...]], race: int, start: float, writing: int
    ) -> None:
        edit(race)
        time.sleep(max(start - time.monotonic(), 0))
        try:
            tell(writing, publish(actor=None, only=only).release.number)
        except PublishConflict:
            tell(writing, "refused")

    alone(begin)
    edits = [
        (rename_carrier, frozenset({("carrier", "docomo")})),
        (rename_guide, frozenset({("guide", "sms")})),
    ]
    told = []
    for race in range(1, races + 1):
        start = time.monotonic() + 0.05
        actors = [fork(partial(edit_and_publish, edit, only, race, start)) for edit, only in edits]
        told.append([line for actor in actors for line in heard(*actor)])
    return {"told": told, **alone(state), "newest": alone(newest_versions)}


def newest_versions() -> list[str]:
    from troubleshoot.publishing import loading

    return versions(dict(loading.newest().document))


def two_publish_the_same(races: int) -> dict[str, Any]:
    """Let two processes publish the same drafts at one moment."""
    alone(begin)
    told = []
    for race in range(races):
        alone(partial(draft, race))
        actors = [fork(publish_all) for _ in range(2)]
        told.append(sorted(line for actor in actors for line in heard(*actor)))
    return {"told": told, **alone(state)}


def many_publish_what_is_due(races: int) -> dict[str, Any]:
    """Let three processes publish the same two plans at one moment, again and again."""
    from datetime import timedelta

    from django.contrib.auth.models import User
    from django.utils import timezone

    from troubleshoot.models import Cause, PlannedRelease
    from troubleshoot.publishing.planning import plan, publish_due

    def plan_two(race: int) -> None:
        draft(race + 1)
        Cause.objects.filter(slug="filter").update(title={"ja": f"版{race + 1}"})
        choices = ({("carrier", "docomo"), ("guide", "sms")}, {("cause", "filter")})
        for number, only in enumerate(choices, start=2 * race):
            later = timezone.now() + timedelta(minutes=number + 1)
            plan(actor=User.objects.get(), at=later, note=str(number), only=frozenset(only))

    def publish_on(writing: int) -> None:
        for planned in publish_due(timezone.now() + timedelta(days=1)):
            tell(writing, planned.note)

    alone(begin)
    alone(lambda: User.objects.create_superuser("planner"))
    told = []
    for race in range(races):
        alone(partial(plan_two, race))
        actors = [fork(publish_on) for _ in range(3)]
        told.append(sorted((line for actor in actors for line in heard(*actor)), key=int))
    plans = alone(lambda: list(PlannedRelease.objects.order_by("pk").values_list("state", "release__note")))
    return {"told": told, "plans": plans, **alone(state)}


def publish_behind_one_who_hangs() -> dict[str, Any]:
    """Look and publish while another process holds the line and does not move, publish once it was killed."""
    from django.db import connection, transaction

    from troubleshoot.publishing import transactions
    from troubleshoot.publishing.publish import PublishConflict, first_in_line, preview, publish

    def hang(writing: int) -> None:
        with transaction.atomic():
            first_in_line()
            tell(writing, "holding")
            time.sleep(60)

    alone(begin)
    alone(partial(draft, 1))
    transactions.LOCK_WAIT, transactions.PATIENCE = "200ms", 0.5
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["timeout"] = 0.2
    hanging, reading = fork(hang)
    os.read(reading, 10)
    waiting = [change.name for change in preview().changes]
    try:
        refusal = str(publish(actor=None).release)
    except PublishConflict as conflict:
        refusal = str(conflict)
    os.kill(hanging, signal.SIGKILL)
    heard(hanging, reading)
    return {
        "waiting": waiting,
        "refusal": refusal,
        "afterwards": publish(actor=None).release.number,
        **alone(state),
    }


def publish_while_saving(seconds: float) -> dict[str, Any]:
    """Let one process save edit after edit while another publishes what it finds.

    Both pause now and then: SQLite's lock is not fair to those who wait.
    """
    alone(begin)
    end = time.monotonic() + seconds
    chance = random.Random(1)

    def save(writing: int) -> None:
        version = 0
        while time.monotonic() < end:
            version += 1
            draft(version)
            time.sleep(chance.uniform(0, 0.01))
        tell(writing, version)

    def publish_on(writing: int) -> None:
        while time.monotonic() < end:
            publish_all(writing)
            time.sleep(chance.uniform(0, 0.04))

    saving, publishing = fork(save), fork(publish_on)
    saved, published = heard(*saving), heard(*publishing)
    return {"saved": int(saved[0]), "published": len(published), **alone(state)}


def kill_while_publishing(kills: int, seed: int) -> dict[str, Any]:
    """Kill a process that saves and publishes in a loop, at many moments; judge the database after each."""
    alone(begin)
    chance = random.Random(seed)
    found: dict[str, Any] = {"acknowledged": 0, "published": 0, "lost": [], "wrong": []}
    for kill in range(kills):

        def act(writing: int, first: int = kill * 1000) -> None:
            for version in range(first, first + 1000):
                draft(version)
                publish_all(writing)

        actor, reading = fork(act)
        first = os.read(reading, 100).decode()
        time.sleep(chance.uniform(0, 0.2))
        os.kill(actor, signal.SIGKILL)
        numbers = [int(line.split()[0]) for line in first.split("\n")[:-1] + heard(actor, reading)]
        after = alone(partial(state, found["published"]))
        found["acknowledged"] += len(numbers)
        found["published"] = len(after["numbers"])
        found["lost"] += [number for number in numbers if number not in after["numbers"]]
        if not is_whole(after):
            found["wrong"].append(after)
    return found


def two_load_first_content(fixtures: str) -> dict[str, Any]:
    """Let two processes fill an empty database at one moment, as two servers starting do."""
    from troubleshoot.models import Release
    from troubleshoot.publishing.first import load_first_content

    def load(writing: int) -> None:
        release = load_first_content(Path(fixtures))
        tell(writing, release.number if release else "nothing to do")

    told = [line for actor in [fork(load), fork(load)] for line in heard(*actor)]
    return {"told": sorted(told), "releases": alone(Release.objects.count)}


def is_whole(after: dict[str, Any]) -> bool:
    """Tell whether nothing is torn or mixed, numbers have no gap, and both halves of each edit are there."""
    return (
        after["numbers"] == list(range(1, after["counter"] + 1))
        and not after["torn"]
        and not after["mixed"]
        and not after["draft_errors"]
        and len(set(after["drafts"])) == 1
    )


def set_up() -> dict[str, Any]:
    """Set Django up on the database given; return all that ``processes.act`` gave."""
    given: dict[str, Any] = json.load(sys.stdin)
    settings.DATABASES = {"default": given["database"]}
    settings.VAR_DIR = Path(given["folder"])
    django.setup()
    return given


if __name__ == "__main__":
    given = set_up()
    json.dump(globals()[sys.argv[1]](**given["arguments"]), sys.stdout)
