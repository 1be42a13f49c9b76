"""Measure the guide editor on a guide of 300 questions and 200 causes beside a small one: ``make bench``.

Prints milliseconds by the clock and of the processor, bytes, and the ratio to the small guide; ends with 1 where a bar
is missed by the clock. On a busy machine read the processor's. The site is the tests' own throw-away one on SQLite: the
benchmark replaces all that is in it.
"""

import os
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Final, NamedTuple

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ.pop("DATABASE_URL", None)  # never somebody's real site

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from tests.admin.forms import filled  # noqa: E402
from tests.publishing.large import large  # noqa: E402
from troubleshoot.models import Guide  # noqa: E402
from troubleshoot.publishing.importing import import_document  # noqa: E402

RUNS: Final = 7
#: Milliseconds and bytes.
OPENED, SAVED, DRAWN, LARGEST = 1500, 300, 500, 600_000


class Figure(NamedTuple):
    """Milliseconds by the clock and of the processor, and the bytes that something gave."""

    clock: float
    processor: float
    size: int


type Figures = dict[str, Figure]


def main() -> int:
    """Measure both guides; return 1 where the large one misses a bar."""
    call_command("migrate", verbosity=0)
    User.objects.create_superuser("editor")
    small, big = measured(10, 10), measured(300, 200)
    missed = []
    bars = {"open the editor": OPENED, "open a question": OPENED, "draw the picture": DRAWN, "save a question": SAVED}
    print(f"{'':20}{'10 questions':>16}{'300 questions':>16}{'ratio':>7}{'bar':>9}{'bytes':>9}   (clock / processor)")
    for name, bar in bars.items():
        few, many = small[name], big[name]
        times = "".join(f"{one.clock:8.0f} / {one.processor:<3.0f}ms" for one in (few, many))
        print(f"{name:20}{times}{many.processor / few.processor:7.1f}{bar:6} ms{many.size:9}")
        missed += [name] if many.clock > bar or many.size > LARGEST else []
    print(f"missed: {', '.join(missed)}" if missed else "every bar is reached")
    return bool(missed)


def measured(questions: int, causes: int) -> Figures:
    """Return what an editor's doings take in a guide of that size."""
    import_document(large(questions, causes), actor=None)
    desk = Client()
    desk.force_login(User.objects.get())
    base = f"/admin/troubleshoot/guide/{Guide.objects.get().pk}/"
    question = f"{base}editor/q-1/"
    texts = iter(f"{number}回目の文" for number in range(RUNS))

    def save() -> Figure:
        form = filled(desk.get(question), "panel-form", text_ja=next(texts))
        return timed(lambda: desk.post(question, form).content)

    pages = {"open the editor": f"{base}editor/", "open a question": question, "draw the picture": f"{base}picture/"}
    found = {name: figure(lambda page=page: timed(lambda: desk.get(page).content)) for name, page in pages.items()}
    return {**found, "save a question": figure(save)}


def figure(act: Callable[[], Figure]) -> Figure:
    """Return the medians of some runs."""
    runs = [act() for _ in range(RUNS)]
    clock, processor, _sizes = zip(*runs, strict=True)
    return Figure(median(clock), median(processor), runs[-1].size)


def timed(act: Callable[[], bytes]) -> Figure:
    """Return how long something took, and the bytes it gave."""
    clock, processor = time.perf_counter(), time.process_time()
    content = act()
    return Figure((time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000, len(content))


if __name__ == "__main__":
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        sys.exit(main())
