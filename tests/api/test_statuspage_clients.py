"""Clients that others have published read our status from a real server, in every state, as they read Statuspage's.

From PyPI statuspage-prometheus-exporter, from npm statuspage.io; the addresses that neither asks for are read by hand.
"""

import http.client
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator
from statuspage_prometheus_exporter import service_checker

from tests.server import Site

from .officers import Act, Officer
from .statuspage_schema import ANSWERS

TOOLS = Path(__file__).parents[1] / "tools"
#: What npm's client is asked for, each call under its own name.
CALLS = """
const { Statuspage } = require("statuspage.io");
const page = new Statuspage("x");
page.setApiUrl(process.argv[1]);
const { incidents, scheduledMaintenances, ...whole } = page.api;
Promise.all([
  whole.getSummary(), whole.getStatus(), whole.getComponents(), incidents.getAll(), incidents.getUnresolved(),
  scheduledMaintenances.getUpcoming(),
]).then((told) => console.log(JSON.stringify(told)));
"""
CALLED = (
    "summary.json",
    "status.json",
    "components.json",
    "incidents.json",
    "incidents/unresolved.json",
    "scheduled-maintenances/upcoming.json",
)
OUTAGE = ("investigating", "identified", "monitoring", "resolved", "postmortem")
UNRESOLVED = OUTAGE[:3]
MAINTENANCE = ("scheduled", "in_progress", "verifying", "completed")
#: Statuspage's word for a component, by impact; the worst last.
STATUS_OF = {
    "none": "operational",
    "maintenance": "under_maintenance",
    "minor": "degraded_performance",
    "major": "partial_outage",
    "critical": "major_outage",
}
PLAN = ("2027-01-31T01:00:00+09:00", "2027-01-31T05:00:00+09:00")
PLANNED = {"scheduled_for": "2027-01-31T01:00:00.000+09:00", "scheduled_until": "2027-01-31T05:00:00.000+09:00"}


def an_outage(last: str = "investigating", **more: Any) -> Act:
    """Return an outage that has come as far as a status."""
    return Act(OUTAGE[: OUTAGE.index(last) + 1], **more)


def a_maintenance(last: str, **more: Any) -> Act:
    """Return a maintenance that has come as far as a status."""
    return Act(MAINTENANCE[: MAINTENANCE.index(last) + 1], impact="maintenance", plan=PLAN, **more)


STATES: dict[str, tuple[Act, ...]] = {
    "all is well": (),
    **{f"impact {impact}": (an_outage(impact=impact),) for impact in ("none", "minor", "major", "critical")},
    **{f"outage {status}": (an_outage(status),) for status in OUTAGE[1:]},
    **{f"maintenance {status}": (a_maintenance(status),) for status in MAINTENANCE},
    "one network": (an_outage(scopes=((None, "docomo"),)),),
    "one brand": (an_outage(scopes=((None, "ahamo"),), impact="critical"),),
    "one guide": (an_outage(scopes=(("x-sms", None),), started_at="2026-11-24T08:30:00+09:00"),),
    "a pair": (an_outage("monitoring", scopes=(("sms-any", "au"),)),),
    "several": (
        an_outage("resolved", impact="critical"),
        a_maintenance("completed"),
        a_maintenance("in_progress", scopes=((None, "softbank"), (None, "docomo"))),
        an_outage("identified", impact="minor", scopes=((None, "docomo"),)),
        an_outage("monitoring", impact="major", scopes=(("x-sms", "ahamo"), ("sms-any", "rakuten"))),
        a_maintenance("scheduled", scopes=((None, "au"),)),
    ),
}


class Shown(NamedTuple):
    """What a site shows: its address, what was published, and the slugs it has."""

    address: str
    acts: tuple[Act, ...]
    slugs: dict[str, Act]

    def get(self, answer: str) -> Any:
        """Return an answer, read by hand."""
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"))
        connection.request("GET", f"/api/v2/{answer}")
        with connection.getresponse() as response:
            told = json.load(response)
        connection.close()
        return told


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, static: Path, filled: Path) -> Iterator[Site]:
    """Serve the first content by a real server."""
    with Site(copytree(filled, tmp_path_factory.mktemp("status") / "var"), static).start() as site:
        yield site


@pytest.fixture(scope="module")
def officer(served: Site) -> Iterator[Officer]:
    """Return who publishes on it."""
    with Officer(served) as one:
        yield one


@pytest.fixture(scope="module")
def release(served: Site) -> Any:
    """Return the document of what is published."""
    return json.loads(served.get("/api/v1/release/")[1])


@pytest.fixture(params=STATES, scope="module")
def shown(request: pytest.FixtureRequest, served: Site, officer: Officer) -> Shown:
    """Publish a state."""
    acts = STATES[request.param]
    return Shown(served.address, acts, dict(zip(officer.publish(*acts), acts, strict=True)))


@pytest.fixture(scope="module")
def by_npm(shown: Shown) -> dict[str, Any]:
    """Return all that npm's client reads, by the address it asks."""
    assert (TOOLS / "node_modules/statuspage.io").exists(), "The client from npm is not installed: make tools"
    command = ["node", "-e", CALLS, shown.address]
    said = subprocess.run(command, cwd=TOOLS, capture_output=True, text=True, check=True)
    return dict(zip(CALLED, json.loads(said.stdout), strict=True))


def components_of(release: Any, acts: tuple[Act, ...]) -> list[tuple[str, str]]:
    """Return the name and status of each component, as the acts have them: each guide, then all carriers on it."""
    found = []
    for guide, told in in_order(release["guides"]):
        leaves = [
            (carrier["name"]["ja"], worst(act for act in acts if touches(act, guide, lines(release, slug))))
            for slug, carrier in in_order(release["carriers"])
        ]
        found += [(told["title"]["ja"], max((status for _, status in leaves), key=list(STATUS_OF.values()).index))]
        found += leaves
    return found


def in_order(table: Any) -> list[tuple[str, Any]]:
    """Return guides or carriers by slug in the editors' order."""
    return sorted(table.items(), key=lambda one: one[1]["position"])


def lines(release: Any, carrier: str) -> set[str]:
    """Return a carrier and its network."""
    return {carrier, release["carriers"][carrier]["parent"] or carrier}


def touches(act: Act, guide: str, carriers: set[str]) -> bool:
    return any(of in {None, guide} and on in {None, *carriers} for of, on in act.scopes)


def worst(acts: Iterator[Act]) -> str:
    ongoing = [act.impact for act in acts if act.status in {*UNRESOLVED, "in_progress", "verifying"}]
    return STATUS_OF[max(ongoing, key=list(STATUS_OF).index, default="none")]


def indicator_of(acts: tuple[Act, ...]) -> str:
    """Return the worst impact of the outages that go on."""
    impacts = [act.impact for act in acts if act.status in UNRESOLVED]
    return max(impacts, key=list(STATUS_OF).index, default="none")


def named(told: Any) -> list[tuple[str, str]]:
    return [(one["name"], one["status"]) for one in told]


def as_published(shown: Shown, told: list[Any], *statuses: str) -> None:
    """Assert that incidents are those published that have one of these statuses, with all that was said."""
    mine = {slug: act for slug, act in shown.slugs.items() if act.status in statuses}
    assert {one["shortlink"]: said(one) for one in told} == {
        f"{shown.address}/incidents/{slug}/": {
            "name": act.title["ja"],
            "impact": act.impact,
            "updates": [(status, f"いまは{status}です。") for status in act.statuses[::-1]],
            "ended": act.status in {"resolved", "postmortem", "completed"},
            "planned": PLANNED if act.plan else {},
        }
        for slug, act in mine.items()
    }


def said(incident: Any) -> dict[str, Any]:
    return {
        "name": incident["name"],
        "impact": incident["impact"],
        "updates": [(update["status"], update["body"]) for update in incident["incident_updates"]],
        "ended": incident["resolved_at"] is not None,
        "planned": {name: value for name, value in incident.items() if name.startswith("scheduled_")},
    }


def test_npm_s_client_reads_what_was_published(shown: Shown, by_npm: dict[str, Any], release: Any) -> None:
    components = components_of(release, shown.acts)

    assert by_npm["status.json"]["status"]["indicator"] == indicator_of(shown.acts)
    assert named(by_npm["components.json"]["components"]) == components
    assert named(by_npm["summary.json"]["components"]) == components
    assert by_npm["summary.json"]["status"] == by_npm["status.json"]["status"]
    as_published(shown, by_npm["summary.json"]["incidents"], *UNRESOLVED)
    as_published(shown, by_npm["summary.json"]["scheduled_maintenances"], "scheduled", "in_progress", "verifying")
    as_published(shown, by_npm["incidents.json"]["incidents"], *OUTAGE)
    as_published(shown, by_npm["incidents/unresolved.json"]["incidents"], *UNRESOLVED)
    as_published(shown, by_npm["scheduled-maintenances/upcoming.json"]["scheduled_maintenances"], "scheduled")


def test_what_no_client_asks_for_is_as_published_and_all_has_its_shape(shown: Shown, by_npm: dict[str, Any]) -> None:
    by_hand = {answer: shown.get(answer) for answer in ANSWERS}

    every, active = (by_hand[f"scheduled-maintenances{name}.json"] for name in ("", "/active"))
    as_published(shown, every["scheduled_maintenances"], *MAINTENANCE)
    as_published(shown, active["scheduled_maintenances"], "in_progress", "verifying")
    assert {answer: by_hand[answer] for answer in by_npm} == by_npm
    for answer, told in by_hand.items():
        assert [error.message for error in Draft202012Validator(ANSWERS[answer]).iter_errors(told)] == []


def test_the_exporter_reads_what_was_published(
    shown: Shown, release: Any, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where it keeps what it read

    read = service_checker.check_status_page_service(
        "help", {"name": "Help", "url": f"{shown.address}/api/v2/summary.json"}
    )

    components = components_of(release, shown.acts)
    unresolved = [act for act in shown.acts if act.status in UNRESOLVED]
    planned = [act for act in shown.acts if act.status in MAINTENANCE[:3]]
    incidents, maintenances = read["incident_metadata"], read["maintenance_metadata"]
    assert read["success"], read
    assert read["raw_status"] == exported(shown.acts, components)
    assert read["status"] == int(read["raw_status"] == "none")
    assert named(read["component_metadata"]) == components
    assert [one["status_value"] for one in read["component_metadata"]] == [
        int(status == "operational") for _, status in components
    ]
    assert sorted((one["name"], one["status"], one["impact"]) for one in incidents) == sorted(
        (act.title["ja"], act.status, act.impact) for act in unresolved
    )
    assert sorted((one["status"], one["scheduled_start"], one["scheduled_end"]) for one in maintenances) == sorted(
        (act.status, *PLANNED.values()) for act in planned
    )
    ids = [one["id"] for one in (*incidents, *maintenances)]
    summary = shown.get("summary.json")
    assert ids == [one["id"] for one in (*summary["incidents"], *summary["scheduled_maintenances"])]


def exported(acts: tuple[Act, ...], components: list[tuple[str, str]]) -> str:
    """Return what the exporter makes of a page: a component that is not well, is a minor outage to it."""
    if any(act.status in UNRESOLVED for act in acts):
        return indicator_of(acts)
    return "none" if {status for _, status in components} == {"operational"} else "minor"


def test_the_answers_are_kept_ready_and_known_again(served: Site, officer: Officer) -> None:
    officer.publish(an_outage())
    host = served.address.removeprefix("http://")

    def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(host)
        connection.request(method, path, headers=headers)
        with connection.getresponse() as response:
            told = response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        connection.close()
        return told

    before = hits(served)
    for answer in ANSWERS:
        path = f"/api/v2/{answer}"
        status, headers, body = ask(path)
        assert status == 200
        assert headers["etag"].startswith('"')
        assert headers["access-control-allow-origin"] == "*"
        assert headers["content-type"] == "application/json"
        assert headers["cache-control"].startswith("public, max-age=0, s-maxage=1,")
        assert ask(path, **{"If-None-Match": headers["etag"]})[0] == 304
        assert ask(path, "HEAD")[::2] == (200, b"")
        assert ask(f"{path}?_=123")[::2] == (200, body)
        assert ask(path)[2] == body
    served.until(lambda: hits(served) >= before + len(ANSWERS), within=10)
    assert ask("/api/v2/nonsense.json")[1]["content-type"] == "application/problem+json"


def hits(site: Site) -> float:
    """Return how many answers of the API were sent as they were held."""
    told = [line.rpartition(" ")[2] for line in site.get("/metrics")[1].splitlines() if HELD in line]
    return sum(map(float, told))


HELD = 'helpcenter_requests_total{answer="hit",kind="api",status="200"}'
