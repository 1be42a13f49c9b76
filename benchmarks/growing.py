"""Measures one thing at one size in a process of its own: ``python -m benchmarks.growing NAME GUIDES``, for ``growth``.

Prints the figures as JSON, and why they are what they are, by the names of rows. The site is the tests' own throw-away
one, or the database that the environment names.
"""

import cProfile
import gc
import json
import os
import sys
import time
import tracemalloc
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path, PurePath
from statistics import median
from typing import Any, Final

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
if not os.environ.get("DATABASE_URL"):
    os.environ.pop("DATABASE_URL", None)

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from benchmarks.content import content  # noqa: E402
from benchmarks.profiling import LINES, top  # noqa: E402
from troubleshoot import engine, search, snapshot  # noqa: E402
from troubleshoot.models import Guide  # noqa: E402
from troubleshoot.publishing.importing import import_document  # noqa: E402
from troubleshoot.publishing.publish import publish  # noqa: E402

SMALL: Final = 10
WORKERS: Final = 2
#: Calls in a block, and blocks of each size in turn.
CALLS, BLOCKS = 8, 30
#: A step of a generated guide, and an answer that leads on.
STEP: Final = "/guides/guide-3/walk/q-1-1/?q-0-0=answer-1"
ANSWERS: Final = {"q-0-0": "answer-1"}
FOUND: Final = 200
#: Answers of the scenario that is replayed.
SIX: Final = 6

type Figures = dict[str, float]

#: Where the time or the memory of a row goes, by the row's name.
whys: Final[dict[str, str]] = {}


def seconds(act: Callable[[], Any]) -> float:
    """Return what something takes of the processor."""
    start = time.process_time()
    act()
    return time.process_time() - start


def fill(guides: int) -> Figures:
    """Write so many guides into an empty database."""
    call_command("migrate", verbosity=0)
    document = content(guides)
    return {"import": seconds(lambda: import_document(document, actor=None))}


def publishing(_guides: int) -> Figures:
    """Publish all guides, as a process does that has not judged any; then one, as it does afterwards, twice."""

    def edited() -> None:
        guide = Guide.objects.get(slug="guide-1")
        Guide.objects.filter(pk=guide.pk).update(summary={**guide.summary, "ja": f"{time.time_ns()}番目の文です。"})

    edited()
    of_all = seconds(lambda: publish(actor=None))

    def of_one() -> None:
        edited()
        publish(actor=None, only=frozenset({("guide", "guide-1")}))

    took = seconds(of_one)
    with cProfile.Profile() as profile:
        of_one()
    whys["publish_one_ms"] = top(profile, unit="ms")
    return {"all": of_all, "one": took}


def memory(guides: int) -> Figures:
    """Load a snapshot as a server does before it forks, and let two workers use all of it."""
    served, build, rebuild = _built(_published(guides))
    gc.collect()
    gc.freeze()
    pause = median(seconds(gc.collect) for _ in range(9)) * 1000
    used, before = _used_by_workers(served), _kilobytes("self")
    indexes = [search.held(served.releases, language) for language in snapshot.LANGUAGES]
    gc.collect()
    searched = (_kilobytes("self") - before) * bool(indexes)
    return {"kB": used, "search": searched, "pause": pause, "build": build, "rebuild": rebuild}


def weights(guides: int) -> Figures:
    """Build a snapshot and see which lines made what it holds."""
    tracemalloc.start()
    served = snapshot.build(_published(guides))
    gc.collect()
    most = tracemalloc.take_snapshot().statistics("lineno")[:LINES]
    lines = [f"{'kB a guide':>10} {'objects':>9}"]
    for one in most:
        where = f"{'/'.join(PurePath(one.traceback[0].filename).parts[-2:])}:{one.traceback[0].lineno}"
        lines.append(f"{one.size / 1024 / guides:10.2f} {one.count / guides:9.1f}  {where}")
    whys["memory_per_guide"] = "\n".join(lines)
    return {"guides": len(served.release().guides)}


def _built(published: snapshot.Published) -> tuple[snapshot.Snapshot, float, float]:
    """Return a snapshot, and the seconds that it and the next one take, in which one guide is another."""
    served, build = _timed(lambda: snapshot.build(published))
    guides = published.document["guides"]
    changed = {**guides, "guide-1": {**guides["guide-1"], "title": {"ja": "題"}}}
    after = published._replace(document={**published.document, "guides": changed})
    return served, build, seconds(lambda: snapshot.build(after, served))


def _published(guides: int) -> snapshot.Published:
    return snapshot.Published(guides, "", "2026-11-26T00:00:00+09:00", content(guides))


def _timed[T](act: Callable[[], T]) -> tuple[T, float]:
    start = time.process_time()
    made = act()
    return made, time.process_time() - start


def _used_by_workers(served: snapshot.Snapshot) -> float:
    """Return the kB that this process and its workers hold together once each has gone through every guide."""
    ready, tell = os.pipe()
    wait, go = os.pipe()
    workers = [os.fork() or _work(served, tell, wait) for _ in range(WORKERS)]
    for _ in workers:
        os.read(ready, 1)
    together = sum(_kilobytes(str(process)) for process in ("self", *workers))
    os.write(go, b"." * WORKERS)
    for process in workers:
        os.waitpid(process, 0)
    return together


def _work(served: snapshot.Snapshot, tell: int, wait: int) -> int:
    """Go through every guide, say so, and end when everybody was looked at."""
    for release in served.releases.values():
        for guide in release.guides.values():
            engine.replay(guide, ANSWERS)
    os.write(tell, b".")
    os.read(wait, 1)
    os._exit(0)


def _kilobytes(process: str) -> float:
    """Return what a process holds, its part of what it shares with others."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("Pss:")))


def steps(guides: int) -> Figures:
    """Draw the same step of few and of many guides in turn; replay one of the first content."""
    few, many = (snapshot.build(_published(size)) for size in (SMALL, guides))
    gc.collect()
    gc.freeze()
    reader = Client(headers={"host": "localhost"})
    of_pages = _ratio(*(_drawn(reader, served) for served in (many, few)))
    of_replays = _ratio(*(_replayed(served) for served in (many, few)))
    return {"page": of_pages, "replay": of_replays, "replay_us": _six_answers()}


def _drawn(reader: Client, served: snapshot.Snapshot) -> Callable[[], None]:
    def draw() -> None:
        snapshot.swap(served)
        status = reader.get(STEP).status_code
        if status != FOUND:
            sys.exit(f"{STEP} answers {status}")

    return draw


def _replayed(served: snapshot.Snapshot) -> Callable[[], object]:
    guide = served.release().guides["guide-3"]
    return lambda: [engine.replay(guide, ANSWERS) for _ in range(50)]


def _ratio(one: Callable[[], object], other: Callable[[], object]) -> float:
    """Return how much longer one takes than the other, both in blocks by turns; each counts with its best."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(BLOCKS):
        for act, times in zip((one, other), took, strict=True):
            times.append(seconds(lambda act=act: [act() for _ in range(CALLS)]))
    return min(took[0]) / min(took[1])


def _six_answers() -> float:
    """Return the µs that replaying six answers over the candidates of the first content's guide takes at best."""
    call_command("migrate", verbosity=0)
    snapshot.swap(None)
    call_command("load_first_content", verbosity=0)
    guide = snapshot.current().release().guides["x-sms"]
    told = next(one.answers for one in guide.scenarios if len(one.answers) >= SIX)
    least = min(seconds(lambda: [engine.replay(guide, told) for _ in range(100)]) for _ in range(BLOCKS)) * 10_000
    with cProfile.Profile() as profile:
        for _ in range(1000):
            engine.replay(guide, told)
    whys["replay_us"] = top(profile, 1000)
    return least


if __name__ == "__main__":
    measures = {"fill": fill, "publishing": publishing, "memory": memory, "weights": weights, "steps": steps}
    with redirect_stdout(sys.stderr):
        figures = measures[sys.argv[1]](int(sys.argv[2]))
    sys.stdout.write(json.dumps({"figures": figures, "whys": whys}))
