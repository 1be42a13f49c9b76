"""What serving costs, by real servers: under load, pages first seen, at the start, and at an outage."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.servers import ROOT

from .filled import Bench, running
from .load import load
from .profiling import top
from .results import Row, ratios, row
from .servers import (
    BROWSER,
    PLAIN,
    PROCESSORS,
    BareAsgi,
    BareThreads,
    Measured,
    Nginx,
    Profiled,
    Project,
    Raw,
    RawAlike,
    Site,
    Wagtail,
    cpu,
    took,
)
from .walks import addresses

#: Pages asked for before the first measured one; the search's indexes are made in the background of a start.
WARMING: Final = 50
SEARCHES: Final = ["/search/?q=SMS", "/en/search/?q=SMS", "/easy/search/?q=SMS"]
#: At an outage: of what two workers can give so much is asked for; milliseconds that each connection pauses.
SHARE, PAUSE, WORKERS = 0.8, 5, 2
SERVED: Final = {
    "nginx": "nginx, the same file",
    "raw": "raw bytes, the same server",
    "raw_alike": "raw bytes with the page's headers, the same server",
    "hit": "a step's hit, Brotli",
    "hit_browser": "the same, asked with all that a browser says",
    "bare_asgi": "a bare Django view, the same server",
    "bare_view": "a bare Django view, threads (gthread)",
    "wagtail": "Wagtail's page of the same size, threads",
}


def under_load(bench: Bench) -> list[Row]:
    """Ask all by turns for the same bytes as fast as they give them; Wagtail for a page that is as long unpacked."""
    env = bench.environment
    site = Site(env, bench.step)
    servers: dict[str, Measured] = dict(zip(SERVED, (
        Nginx(env), Raw(env), RawAlike(env), site, site, BareAsgi(env), BareThreads(env), Wagtail(env)
    ), strict=True))  # fmt: skip
    rates: dict[str, list[float]] = {name: [] for name in SERVED}
    costs: dict[str, list[float]] = {name: [] for name in SERVED}
    with running(dict.fromkeys(servers.values())):
        for name, one in servers.items():
            got = one.get(one.page)
            assert len(got) == bench.plain if name == "wagtail" else got == bench.sent, name
            _asked(bench, name, one, 1)
        for _ in range(bench.length.rounds):
            for name, one in servers.items():
                rate, cost = _asked(bench, name, one, bench.length.seconds)
                rates[name].append(rate)
                costs[name].append(cost)
    return [*_compared(rates, costs), *_costs(rates, costs)]


def _asked(bench: Bench, name: str, server: Measured, seconds: int) -> tuple[float, float]:
    """Return the requests a second that a variant gives, and the µs of its processor for each."""
    least = bench.plain if name == "wagtail" else len(bench.sent)
    says = BROWSER if name == "hit_browser" else PLAIN
    return took(lambda: load(server, [server.page], least, seconds, says=says).requests, server)


def profile(bench: Bench) -> str:
    """Return where the time of a served hit goes, the server's included."""
    file = Path(bench.environment["BENCH_FOLDER"]) / "profile"
    with Profiled({**bench.environment, "BENCH_PROFILE": str(file)}, bench.step).start() as site:
        asked = load(site, [site.page], len(bench.sent), bench.length.seconds).requests
    return top(str(file), asked)


def _compared(rates: dict[str, list[float]], costs: dict[str, list[float]]) -> Iterable[Row]:
    """Compare by the clock, and by the processor: on a busy machine a server of several threads is given more of it."""
    others = {name: f"{SERVED['hit']} ÷ {what}" for name, what in SERVED.items() if not name.startswith("hit")}
    for name, what in others.items():
        yield row(f"hit_vs_{name}", f"{what}: requests a second", ratios(rates["hit"], rates[name]))
    for name, what in others.items():
        yield row(
            f"hit_cpu_vs_{name}", f"{what}: requests a second of the processor", ratios(costs[name], costs["hit"])
        )


def _costs(rates: dict[str, list[float]], costs: dict[str, list[float]]) -> Iterable[Row]:
    for name, what in SERVED.items():
        yield row(f"served_{name}", f"{what}: requests a second", rates[name])
    for name, what in SERVED.items():
        yield row(f"cpu_{name}", f"{what}: µs of the server's processor a request", costs[name])
    for name, what in SERVED.items():
        used = [rate * cost / 1e6 for rate, cost in zip(rates[name], costs[name], strict=True)]
        yield row(f"busy_{name}", f"{what}: processors it used", used)


def first_seen(bench: Bench) -> list[Row]:
    """Ask for pages of walks that nobody asked for before, beside a bare Django view on the same worker."""
    rounds, pages = bench.length.rounds, bench.length.pages
    fresh = addresses(bench.guide, WARMING + rounds * pages)
    site, bare = Site(bench.environment, bench.step), BareAsgi(bench.environment)
    misses, views = [], []
    with running((site, bare)):
        _ask(site, SEARCHES + fresh[:WARMING])
        _ask(bare, ["/"] * WARMING)
        for start in range(WARMING, len(fresh), pages):
            part = fresh[start : start + pages]
            misses.append(took(lambda: _ask(site, part), site)[1])  # noqa: B023
            views.append(took(lambda: _ask(bare, ["/"] * pages), bare)[1])
    return [
        row("miss_vs_bare_view", "a walk's page first seen ÷ a bare Django view, same worker: its processor",
            ratios(misses, views)),
        row("cpu_miss", "a walk's page first seen, one at a time: µs of the server's processor", misses),
        row("cpu_bare_one", "a bare Django view, one at a time: µs of the server's processor", views),
    ]  # fmt: skip


def _ask(server: Measured, pages: list[str]) -> int:
    """Get pages one after another; return how many."""
    connection = server.connect()
    for page in pages:
        assert server.get(page, connection)
    connection.close()
    return len(pages)


def starting(bench: Bench) -> list[Row]:
    """Start the site and a bare Django project by turns."""
    path = f"{bench.environment['BENCH_FOLDER']}:{ROOT}"
    bare = {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "project.settings"}
    for warm in (Site(bench.environment, bench.step), Project(bare)):
        _started(warm)
    rounds = [
        _started(Site(bench.environment, bench.step)) + _started(Project(bare)) for _ in range(bench.length.rounds)
    ]
    own, own_cpu, others, others_cpu = zip(*rounds, strict=True)
    return [
        row(
            "cold_start",
            "from exec to the first page ÷ that of a bare Django project, same server",
            ratios(own, others),
        ),
        row("start_cpu", "the same, of the processor", ratios(own_cpu, others_cpu)),
        row("start_site", "the site, with a release file: s to the first page", own),
        row("start_bare", "what startproject writes: s to the first page", others),
    ]


def _started(server: Measured) -> tuple[float, float]:
    """Return the seconds that a server takes until it gives its page, by the clock and of the processor."""
    start = time.perf_counter()
    with server.start():
        took = time.perf_counter() - start
        return took, sum(map(cpu, server.processes()))


def at_an_outage(bench: Bench) -> list[Row]:
    """Have many ask two workers for a few pages, at a rate below what they can give; weigh the workers."""
    everywhere = frozenset(PROCESSORS)
    site = Site(bench.environment, bench.step, workers=WORKERS, processors=everywhere)
    most, late, shares = [], [], []
    with site.start():
        _ask(site, SEARCHES + bench.hot + addresses(bench.guide, bench.length.pages * WORKERS))
        least = min(len(site.get(page)) for page in bench.hot)
        # Each connection asks, waits for the answer, and pauses: so many of them ask for that much.
        for _ in range(bench.length.rounds):
            top = load(site, bench.hot, least, bench.length.seconds, connections=64, processors=everywhere).rate
            readers = round(SHARE * top * (PAUSE + 1) / 1000 / (shares[-1] / SHARE if shares else 1))
            calm = load(site, bench.hot, least, bench.length.seconds, connections=max(readers, 2), pause=PAUSE,
                        processors=everywhere)  # fmt: skip
            most.append(top)
            late.append(calm.p99)
            shares.append(calm.rate / top)
        weights = site.memory()
    return [
        row(
            "outage_peak", f"ms within which 99 of 100 have one of {len(bench.hot)} hot pages, {WORKERS} workers", late
        ),
        row("outage_share", "how much was asked for then, ÷ what the workers can give", shares),
        row("served_hot", f"{WORKERS} workers, hot pages, beside the load on all processors: requests a second", most),
        row("worker_memory", "MiB of a worker, its part of what it shares (PSS)", [one["Pss"] for one in weights]),
        row("worker_memory_own", "of which it shares with nobody", [one["Private_Dirty"] for one in weights]),
    ]
