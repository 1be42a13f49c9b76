"""Statuspage's API made of the snapshot: shapes, states, and ids that stay."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from tests.views.conftest import OUTAGE, PAST, a_snapshot
from troubleshoot import snapshot
from troubleshoot.engine.guide import Incident, IncidentUpdate
from troubleshoot.snapshot.store import build

from .statuspage_schema import ANSWERS

LISTS = {
    "incidents.json": "incidents",
    "incidents/unresolved.json": "incidents",
    "scheduled-maintenances.json": "scheduled_maintenances",
    "scheduled-maintenances/upcoming.json": "scheduled_maintenances",
    "scheduled-maintenances/active.json": "scheduled_maintenances",
}
UNRESOLVED = ("investigating", "identified", "monitoring")
OVER = ("resolved", "postmortem", "completed")
OF_OUTAGE = (*UNRESOLVED, "resolved", "postmortem")
OF_MAINTENANCE = ("scheduled", "in_progress", "verifying", "completed")
STATUS_OF = {
    "none": "operational",
    "minor": "degraded_performance",
    "major": "partial_outage",
    "critical": "major_outage",
    "maintenance": "under_maintenance",
}
DESCRIPTIONS = {
    "none": "All Systems Operational",
    "minor": "Minor Service Outage",
    "major": "Partial System Outage",
    "critical": "Major Service Outage",
}


def told(statuses: tuple[str, ...], last: str) -> tuple[IncidentUpdate, ...]:
    """Return an update for each status up to the last, newest first, an hour apart."""
    passed = statuses[: statuses.index(last) + 1]
    return tuple(
        IncidentUpdate(
            status,
            {"ja": f"{status}です。", "en": f"It is {status}."},
            at=f"2026-11-24T{hour:02}:20:00+09:00",
            written_at=f"2026-11-24T{hour:02}:21:30.250+09:00",
        )
        for hour, status in enumerate(passed, 9)
    )[::-1]


def an_outage(status: str = "investigating", impact: str = "major", **more: Any) -> Incident:
    """Return an outage that has come as far as a status."""
    resolved_at = "2026-11-24T12:20:00+09:00" if status in OVER else ""
    plain = replace(
        OUTAGE,
        status=status,
        impact=impact,
        updates=told(OF_OUTAGE, status),
        resolved_at=resolved_at,
        ongoing=status in UNRESOLVED,
        created_at="2026-11-24T09:21:30.250+09:00",
    )
    return replace(plain, **more)


def a_maintenance(status: str = "scheduled", **more: Any) -> Incident:
    """Return a maintenance that has come as far as a status."""
    planned = an_outage(
        slug="docomo-2026-11-30",
        scopes=((None, "docomo"),),
        started_at="2026-11-30T01:00:00+09:00",
        scheduled_start="2026-11-30T01:00:00+09:00",
        scheduled_end="2026-11-30T05:00:00+09:00",
    )
    return replace(
        planned,
        status=status,
        impact="maintenance",
        updates=told(OF_MAINTENANCE, status),
        ongoing=status in {"in_progress", "verifying"},
        resolved_at="2026-11-30T05:00:00+09:00" if status in OVER else "",
        **more,
    )


STATES: dict[str, tuple[Incident, ...]] = {
    "all is well": (),
    "an old one": (PAST,),
    **{
        f"{status}, {impact}": (an_outage(status, impact),)
        for status in OF_OUTAGE
        for impact in ("none", "minor", "major", "critical")
    },
    **{f"maintenance {status}": (a_maintenance(status),) for status in OF_MAINTENANCE},
    "one carrier": (an_outage(scopes=((None, "docomo"),)),),
    "one guide": (an_outage(scopes=(("x-sms", None),)),),
    "another guide": (an_outage(scopes=(("sms-any", None),)),),
    "a pair": (an_outage(scopes=(("x-sms", "ahamo"),)),),
    "several": (
        an_outage("identified", "minor", scopes=((None, "au"),), slug="au-1"),
        a_maintenance("in_progress"),
        an_outage("monitoring", "critical", scopes=(("x-sms", "ahamo"),), slug="ahamo-1"),
        an_outage("resolved", slug="old-1"),
        PAST,
    ),
    "nothing said": (an_outage(updates=(), created_at=""),),
}
every_state = pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
every_answer = pytest.mark.parametrize("answer", ANSWERS)


@pytest.fixture(autouse=True)
def own(served: snapshot.Snapshot) -> Iterator[None]:
    """Serve the small release with all well."""
    snapshot.swap(replace(served, incidents=()))
    yield
    snapshot.swap(None)


def ask(client: Client, answer: str, prefix: str = "") -> Any:
    """Return what stands at an address of the API."""
    response = client.get(f"{prefix}/api/v2/{answer}")
    assert response.status_code == 200
    return response.json()


def components(client: Client) -> dict[str, str]:
    """Return the status of each component by its name, the group first."""
    return {one["name"]: one["status"] for one in ask(client, "components.json")["components"]}


@every_state
def test_every_answer_has_its_shape_in_every_state(client: Client, state: tuple[Incident, ...]) -> None:
    snapshot.swap(a_snapshot(*state))

    assert {answer: faults(answer, ask(client, answer)) for answer in ANSWERS} == {answer: [] for answer in ANSWERS}


@every_answer
@pytest.mark.parametrize("prefix", ["/en", "/easy"])
def test_every_answer_has_its_shape_in_every_language(client: Client, answer: str, prefix: str) -> None:
    snapshot.swap(a_snapshot(*STATES["several"]))

    assert faults(answer, ask(client, answer, prefix)) == []


@every_answer
def test_the_shapes_are_strict(client: Client, answer: str) -> None:
    told = ask(client, answer)

    assert faults(answer, {**told, "more": 1}) == ["$: Additional properties are not allowed ('more' was unexpected)"]
    assert faults(answer, {**told, "page": {**told["page"], "updated_at": "2026-11-24T09:20:00+09:00"}}) != []


def faults(answer: str, told: Any) -> list[str]:
    """Return what of an answer is not as its shape has it."""
    judge = Draft202012Validator(ANSWERS[answer], format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in judge.iter_errors(told)]


@every_state
def test_the_lists_hold_what_their_names_say(client: Client, state: tuple[Incident, ...]) -> None:
    snapshot.swap(a_snapshot(*state))

    listed = {
        answer: [(one["shortlink"], one["status"]) for one in ask(client, answer)[kind]]
        for answer, kind in LISTS.items()
    }

    def of(*statuses: str) -> list[tuple[str, str]]:
        return [(f"http://testserver/incidents/{one.slug}/", one.status) for one in state if one.status in statuses]

    assert listed == {
        "incidents.json": of(*OF_OUTAGE),
        "incidents/unresolved.json": of(*UNRESOLVED),
        "scheduled-maintenances.json": of(*OF_MAINTENANCE),
        "scheduled-maintenances/upcoming.json": of("scheduled"),
        "scheduled-maintenances/active.json": of("in_progress", "verifying"),
    }


@every_state
def test_the_summary_is_its_parts(client: Client, state: tuple[Incident, ...]) -> None:
    snapshot.swap(a_snapshot(*state))

    summary = ask(client, "summary.json")

    maintenances = ask(client, "scheduled-maintenances.json")["scheduled_maintenances"]
    assert summary == {
        **ask(client, "status.json"),
        **ask(client, "components.json"),
        **ask(client, "incidents/unresolved.json"),
        "scheduled_maintenances": [one for one in maintenances if one["status"] != "completed"],
    }


@pytest.mark.parametrize("impact", ["none", "minor", "major", "critical"])
def test_an_outage_s_impact_is_the_page_s_and_the_components(client: Client, impact: str) -> None:
    snapshot.swap(a_snapshot(an_outage(impact=impact)))

    assert ask(client, "status.json")["status"] == {"indicator": impact, "description": DESCRIPTIONS[impact]}
    assert set(components(client).values()) == {STATUS_OF[impact]}


@pytest.mark.parametrize(
    ("status", "description", "carrier"),
    {
        "scheduled": ("scheduled", "All Systems Operational", "operational"),
        "in progress": ("in_progress", "Service Under Maintenance", "under_maintenance"),
        "verifying": ("verifying", "Service Under Maintenance", "under_maintenance"),
        "completed": ("completed", "All Systems Operational", "operational"),
    }.values(),
)
def test_a_maintenance_is_no_outage(client: Client, status: str, description: str, carrier: str) -> None:
    snapshot.swap(a_snapshot(a_maintenance(status)))

    assert ask(client, "status.json")["status"] == {"indicator": "none", "description": description}
    assert components(client) == {"XのSMSが届かない": carrier, "ドコモ": carrier, "ahamo": carrier, "au": "operational"}


def test_a_brand_has_its_network_s_status_and_the_worst_wins(client: Client) -> None:
    snapshot.swap(
        a_snapshot(
            an_outage(impact="critical", scopes=(("x-sms", "ahamo"),), slug="ahamo-1"),
            a_maintenance("in_progress"),
            an_outage(impact="minor", scopes=((None, "docomo"),), slug="docomo-1"),
        )
    )

    assert components(client) == {
        "XのSMSが届かない": "major_outage",
        "ドコモ": "degraded_performance",
        "ahamo": "major_outage",
        "au": "operational",
    }
    assert ask(client, "status.json")["status"]["indicator"] == "critical"


def test_what_is_limited_to_another_guide_touches_no_component_here(client: Client) -> None:
    snapshot.swap(a_snapshot(an_outage(scopes=(("sms-any", None),))))

    assert set(components(client).values()) == {"operational"}
    assert ask(client, "incidents.json")["incidents"][0]["components"] == []
    assert ask(client, "incidents.json")["incidents"][0]["incident_updates"][0]["affected_components"] is None


def test_a_group_lists_its_components(client: Client) -> None:
    group, *leaves = ask(client, "components.json")["components"]

    assert (group["group"], group["group_id"], group["position"]) == (True, None, 1)
    assert group["components"] == [leaf["id"] for leaf in leaves]
    assert {leaf["group_id"] for leaf in leaves} == {group["id"]}
    assert [(leaf["name"], leaf["position"]) for leaf in leaves] == [("ドコモ", 1), ("ahamo", 2), ("au", 3)]
    assert {leaf["page_id"] for leaf in leaves} == {ask(client, "status.json")["page"]["id"]}


def test_an_incident_tells_its_times(client: Client) -> None:
    snapshot.swap(a_snapshot(an_outage("postmortem")))

    incident = ask(client, "incidents.json")["incidents"][0]

    assert {name: value for name, value in incident.items() if name.endswith("_at")} == {
        "started_at": "2026-11-24T09:00:00.000+09:00",
        "created_at": "2026-11-24T09:21:30.250+09:00",
        "updated_at": "2026-11-24T13:21:30.250+09:00",
        "monitoring_at": "2026-11-24T11:20:00.000+09:00",
        "resolved_at": "2026-11-24T12:20:00.000+09:00",
    }


def test_an_incident_that_is_investigated_again_is_no_longer_monitored(client: Client) -> None:
    again = IncidentUpdate("investigating", {"ja": "また届きません。"}, "2026-11-24T12:00:00+09:00")
    before = an_outage("monitoring")
    snapshot.swap(a_snapshot(replace(before, status="investigating", updates=(again, *before.updates))))

    assert ask(client, "incidents.json")["incidents"][0]["monitoring_at"] is None


def test_a_maintenance_tells_its_plan(client: Client) -> None:
    snapshot.swap(a_snapshot(a_maintenance()))

    maintenance = ask(client, "scheduled-maintenances/upcoming.json")["scheduled_maintenances"][0]

    assert maintenance["scheduled_for"] == "2026-11-30T01:00:00.000+09:00"
    assert maintenance["scheduled_until"] == "2026-11-30T05:00:00.000+09:00"
    assert maintenance["updated_at"] == "2026-11-24T09:21:30.250+09:00"
    assert [one["name"] for one in maintenance["components"]] == ["ドコモ", "ahamo"]


def test_updates_tell_how_the_components_changed(client: Client) -> None:
    snapshot.swap(a_snapshot(an_outage("resolved", "critical", scopes=(("x-sms", "ahamo"),))))

    incident = ask(client, "incidents.json")["incidents"][0]

    changes = [
        (update["status"], affected["name"], affected["old_status"], affected["new_status"])
        for update in incident["incident_updates"]
        for affected in update["affected_components"]
    ]
    name = "XのSMSが届かない - ahamo"
    assert changes == [
        ("resolved", name, "major_outage", "operational"),
        ("monitoring", name, "major_outage", "major_outage"),
        ("identified", name, "major_outage", "major_outage"),
        ("investigating", name, "operational", "major_outage"),
    ]
    assert incident["incident_updates"][0]["affected_components"][0]["code"] == incident["components"][0]["id"]


def test_a_correction_keeps_the_update_s_id_and_says_when(client: Client) -> None:
    before = an_outage("identified")
    snapshot.swap(a_snapshot(before))
    first = ask(client, "incidents.json")["incidents"][0]["incident_updates"]
    corrected = replace(
        before.updates[0],
        body={"ja": "原因がわかりました。"},
        at="2026-11-24T09:10:00+09:00",
        corrected_at="2026-11-24T12:00:00+09:00",
    )
    snapshot.swap(a_snapshot(replace(before, updates=(before.updates[1], corrected))))

    told = ask(client, "incidents.json")

    second = told["incidents"][0]["incident_updates"]
    assert [one["id"] for one in second] == [one["id"] for one in first[::-1]]
    mended = second[1]
    assert (mended["body"], mended["display_at"]) == ("原因がわかりました。", "2026-11-24T09:10:00.000+09:00")
    assert (mended["created_at"], mended["updated_at"]) == (
        "2026-11-24T10:21:30.250+09:00",
        "2026-11-24T12:00:00.000+09:00",
    )
    assert told["incidents"][0]["updated_at"] == told["page"]["updated_at"] == "2026-11-24T12:00:00.000+09:00"


def test_updates_of_one_moment_have_ids_of_their_own_that_stay(client: Client) -> None:
    at = "2026-11-24T09:20:00+09:00"
    first, second, third = (IncidentUpdate("investigating", {"ja": f"{number}"}, at) for number in (1, 2, 3))
    snapshot.swap(a_snapshot(replace(OUTAGE, updates=(second, first))))
    before = [one["id"] for one in ask(client, "incidents.json")["incidents"][0]["incident_updates"]]
    snapshot.swap(a_snapshot(replace(OUTAGE, updates=(third, second, first))))

    after = [one["id"] for one in ask(client, "incidents.json")["incidents"][0]["incident_updates"]]

    assert len(set(after)) == 3
    assert after[1:] == before


def test_ids_are_the_same_in_every_language_release_and_state(client: Client, served: snapshot.Snapshot) -> None:
    snapshot.swap(replace(served, incidents=(an_outage(),)))
    before = ids(ask(client, "summary.json"))
    resolved = an_outage("monitoring", "critical")
    snapshot.swap(replace(served, number=8, published_at="2026-11-25T00:00:00+09:00", incidents=(resolved, PAST)))

    after = ids(ask(client, "summary.json", "/en"))

    assert len(set(before)) == len(before) == 1 + 4 + 1 + 1
    assert set(before) < set(after)


def ids(told: Any) -> list[str]:
    """Return the ids of page, components, incidents and updates, each once."""
    incidents = told["incidents"]
    found = [
        told["page"],
        *told["components"],
        *incidents,
        *(one for each in incidents for one in each["incident_updates"]),
    ]
    return [one["id"] for one in found]


def test_ids_are_promises(client: Client) -> None:
    snapshot.swap(a_snapshot(an_outage()))

    told = ask(client, "summary.json")

    assert ids(told) == [
        "hsvfrl6wlw4a",
        "mqfzpm6dldax",
        "qgb5kevyhs6s",
        "nspzn2ln6xi7",
        "oscyub56r4rh",
        "xvp7kwfo5nc6",
        "4bfck2dt4dvj",
    ]


def test_the_page_says_who_it_is_and_when_it_changed(client: Client) -> None:
    page = ask(client, "status.json", "/en")["page"]

    assert {name: value for name, value in page.items() if name != "id"} == {
        "name": "Help Guide",
        "url": "http://testserver/en/",
        "time_zone": "Asia/Tokyo",
        "updated_at": "2026-11-24T00:00:00.000+09:00",
    }


def test_words_are_in_the_address_s_language(client: Client) -> None:
    snapshot.swap(a_snapshot(an_outage(title={"ja": "届きません", "en": "No codes arrive"})))

    ours, english = (ask(client, "summary.json", prefix)["incidents"][0] for prefix in ("", "/en"))

    assert [(one["name"], one["incident_updates"][0]["body"], one["shortlink"]) for one in (ours, english)] == [
        ("届きません", "investigatingです。", "http://testserver/incidents/x-2026-11-24/"),
        ("No codes arrive", "It is investigating.", "http://testserver/en/incidents/x-2026-11-24/"),
    ]


def test_only_the_fifty_newest_are_listed(client: Client) -> None:
    many = [replace(PAST, slug=f"au-{number}") for number in range(60)]
    planned = [a_maintenance("completed", slug=f"m-{number}") for number in range(60)]
    snapshot.swap(a_snapshot(*many, *planned))

    outages, maintenances = ask(client, "incidents.json"), ask(client, "scheduled-maintenances.json")

    assert [one["shortlink"] for one in outages["incidents"]] == [
        f"http://testserver/incidents/au-{number}/" for number in range(50)
    ]
    assert len(maintenances["scheduled_maintenances"]) == 50


@every_answer
def test_a_query_changes_nothing(client: Client, answer: str) -> None:
    assert ask(client, f"{answer}?_=1700000000&x=%2C") == ask(client, answer)


@every_answer
def test_before_the_first_publishing_there_is_nothing_to_tell(client: Client, answer: str) -> None:
    snapshot.swap(build(None))

    response = client.get(f"/api/v2/{answer}")

    assert (response.status_code, response.json()["detail"]) == (404, "まだ何も公開されていません。")
