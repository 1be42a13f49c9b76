"""Judge pages by Lighthouse and on a slow line: ``make audit``. Clocks speak here, so it is no part of the tests.

Prints a table for each and ends with 1 where a bar is missed. On a busy machine the figures are worse than the pages.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import PHONE, QUIET
from tests.browser.pages import PAGES
from tests.browser.walking import answer
from tests.server import ROOT, Site

CHROMIUM: Final = os.environ.get("CHROMIUM", "/usr/bin/chromium")
LIGHTHOUSE: Final = ROOT / "tests/tools/node_modules/lighthouse/cli/index.js"
FLAGS: Final = "--headless=new --no-sandbox"
#: Of 100.
BARS: Final = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 90}
JUDGED: Final = ("home", "guide", "question", "advice", "cause on carrier", "search")
#: These ask to be left out by search engines, which Lighthouse takes for a fault.
UNLISTED: Final = {"question", "advice", "search"}

TRIES: Final = 3
RUNS: Final = 5
#: Bits a second, milliseconds of latency, how many times slower the processor.
LINE, LATENCY, SLOWDOWN = 400_000, 400, 4
#: Milliseconds.
LONGEST_LCP, LONGEST_INP = 1800, 200
LCP: Final = """new Promise((told) => new PerformanceObserver((seen) => told(seen.getEntries().at(-1).startTime))
    .observe({type: "largest-contentful-paint", buffered: true}))"""
LISTEN: Final = """() => {
    window.lasted = [];
    new PerformanceObserver((seen) => window.lasted.push(
        ...seen.getEntries().filter((one) => one.interactionId).map((one) => one.duration)
    )).observe({type: "event", durationThreshold: 16});
}"""
TOOK: Final = "new Promise((told) => setTimeout(() => told(Math.max(16, ...window.lasted)), 500))"


def main() -> int:
    """Audit the first content, served as in production; return 1 where a bar is missed."""
    with tempfile.TemporaryDirectory(prefix="helpcenter-audit-") as name:
        folder, static = Path(name) / "var", Path(name) / "static"
        folder.mkdir()
        static.mkdir()
        with Site(folder, static).fill().start() as site:
            missed = [*judge(site), *time(site)]
    print("\n".join(["", "missed:", *missed] if missed else ["", "every bar is reached"]))
    return bool(missed)


def judge(site: Site) -> list[str]:
    """Print what Lighthouse gives each page; return what is below its bar."""
    print(f"{'Lighthouse':20}", *(f"{category:>15}" for category in BARS))
    missed = []
    for name in JUDGED:
        # Judged where its links lead: never at a redirect.
        with urllib.request.urlopen(site.address + PAGES[name]) as page:
            report = best(page.url, unlisted=name in UNLISTED)
        print(f"{name:20}", *(f"{score:15}" for score in scores(report).values()), flush=True)
        missed += [f"{name}: {line}" for line in below(report, unlisted=name in UNLISTED)]
    return missed


def best(url: str, *, unlisted: bool) -> dict:
    """Return the best of up to three reports: a busy machine only ever takes points away."""
    reports = []
    for _ in range(TRIES):
        reports.append(lighthouse(url))
        if not below(reports[-1], unlisted=unlisted):
            break
    return max(reports, key=lambda report: scores(report)["performance"])


def scores(report: dict) -> dict[str, int]:
    """Return the points of each category."""
    return {category: round(report["categories"][category]["score"] * 100) for category in BARS}


def below(report: dict, *, unlisted: bool) -> list[str]:
    """Return the categories that miss their bar, with what cost them points."""
    wanted = {category: bar for category, bar in BARS.items() if category != "seo" or not unlisted}
    got = scores(report)
    return [
        f"{category} {got[category]} < {bar}: {', '.join(faults(report, category))}"
        for category, bar in wanted.items()
        if got[category] < bar
    ]


def lighthouse(url: str) -> dict:
    """Return Lighthouse's report on an address, on its own slow phone."""
    command = ["node", LIGHTHOUSE, url, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    command.append(f"--only-categories={','.join(BARS)}")
    environment = {**os.environ, "CHROME_PATH": CHROMIUM}
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout)


def faults(report: dict, category: str) -> list[str]:
    """Return the checks of a category that cost points."""
    weighed = [one["id"] for one in report["categories"][category]["auditRefs"] if one["weight"]]
    return [name for name in weighed if (report["audits"][name]["score"] or 0) < 1]


def time(site: Site) -> list[str]:
    """Print how fast the first view and a step are on a slow line; return what is above its bar."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        runs = [visit(browser, site) for _ in range(RUNS)]
        browser.close()
    print(f"\n{LINE // 1000} kbit/s, {LATENCY} ms, processor ÷ {SLOWDOWN}: median of {RUNS} (all)")
    missed = []
    bars = {"LCP of the guide": LONGEST_LCP, "INP of an answer": LONGEST_INP}
    for (name, bar), figures in zip(bars.items(), zip(*runs, strict=True), strict=True):
        print(f"{name:20}{median(figures):8.0f} ms ≤ {bar}  ({', '.join(f'{one:.0f}' for one in sorted(figures))})")
        if median(figures) > bar:
            missed.append(f"{name}: {median(figures):.0f} ms > {bar}")
    return missed


def visit(browser: Browser, site: Site) -> tuple[float, float]:
    """Open the guide as somebody new and answer; return milliseconds to the largest paint and of the tap."""
    page = browser.new_page(base_url=site.address, **PHONE)
    slow_down(page)
    page.goto("/guides/x-sms/")
    painted = page.evaluate(LCP)
    page.evaluate(LISTEN)
    answer(page, "locked")
    page.wait_for_function("document.activeElement.id === 'step-title'")
    tapped = page.evaluate(TOOK)
    page.context.close()
    return painted, tapped


def slow_down(page: Page) -> None:
    """Put a page on a slow line and a slow processor."""
    devtools = page.context.new_cdp_session(page)
    speed = LINE / 8
    line = {"offline": False, "latency": LATENCY, "downloadThroughput": speed, "uploadThroughput": speed}
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", line)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})


if __name__ == "__main__":
    sys.exit(main())
