"""Measure the guide editor on a guide of 300 questions and 200 causes beside a small one: ``make bench``.

Milliseconds by the clock have bars, and ends with 1 where one is missed; the ratio to the small guide is of the
processor, which a busy machine moves less. The site is the tests' own throw-away one on SQLite: the
benchmark replaces all that is in it.
"""

import os
import sys
import time
from collections.abc import Callable
from typing import Final, NamedTuple

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ.pop("DATABASE_URL", None)  # never somebody's real site

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from benchmarks import results  # noqa: E402
from benchmarks.results import ratios, row  # noqa: E402
from tests.admin.forms import filled  # noqa: E402
from tests.publishing.large import large  # noqa: E402
from troubleshoot.models import Guide  # noqa: E402
from troubleshoot.publishing.importing import import_document  # noqa: E402

RUNS: Final = 7
DONE: Final = {
    "open": "open the editor of a guide",
    "question": "open a question of a guide",
    "picture": "draw the picture of a guide",
    "save": "save a question of a guide",
}


class Figure(NamedTuple):
    """Milliseconds by the clock and of the processor, and the bytes that something gave."""

    clock: float
    processor: float
    size: int


type Figures = dict[str, list[Figure]]


def main() -> int:
    """Measure both guides; return 1 where the large one misses a bar."""
    call_command("migrate", verbosity=0)
    User.objects.create_superuser("editor")
    small, big = measured(10, 10), measured(300, 200)
    rows = []
    for name, runs in big.items():
        grown = ratios([one.processor for one in runs], [one.processor for one in small[name]])
        rows.append(
            row(f"editor_{name}", f"ms to {DONE[name]} of 300 questions, 200 causes", [one.clock for one in runs])
        )
        rows.append(row(f"editor_{name}_grown", f"the processor of it ÷ at 10 and 10, to {DONE[name]}", grown))
    rows.append(
        row("editor_bytes", "bytes of the largest page", [max(one.size for runs in big.values() for one in runs)])
    )
    return int(not results.add(rows))


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

    pages = {"open": f"{base}editor/", "question": question, "picture": f"{base}picture/"}
    found = {name: figures(lambda page=page: timed(lambda: desk.get(page).content)) for name, page in pages.items()}
    return {**found, "save": figures(save)}


def figures(act: Callable[[], Figure]) -> list[Figure]:
    """Return the figures of some runs."""
    return [act() for _ in range(RUNS)]


def timed(act: Callable[[], bytes]) -> Figure:
    """Return how long something took, and the bytes it gave."""
    clock, processor = time.perf_counter(), time.process_time()
    content = act()
    return Figure((time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000, len(content))


if __name__ == "__main__":
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        sys.exit(main())
