"""Checks of remedies: each defect planted, and silence where all is well."""

import pytest

from tests.publishing.checks.planting import findings, said
from tests.publishing.documents import small, step

PLACE = ("cause", "filter")


def remedied(*steps, **changes):
    """Return a sound document but for one cause's steps."""
    document = small()
    document["causes"]["filter"].update(steps=list(steps), **changes)
    return document


@pytest.mark.parametrize("role", ["fault", "outage", "last-resort"])
def test_cause_without_steps_is_named(role):
    assert said(remedied(role=role), "no-steps") == [("error", PLACE)]


def test_look_alike_needs_no_steps():
    assert said(remedied(role="look-alike"), "no-steps") == []


def test_carrier_whose_readers_find_no_step_is_named():
    document = remedied(step("own", carrier="docomo"))
    document["carriers"]["au"] = {**document["carriers"]["docomo"], "name": {"ja": "au"}, "url": ""}

    (finding,) = findings(document, "no-steps-for-carrier")

    assert (finding.level, finding.place) == ("error", PLACE)
    assert finding.message.startswith("auの読者に出る手順がありません。")


def test_steps_of_every_carrier_leave_those_who_do_not_know_theirs():
    (finding,) = findings(remedied(step("own", carrier="docomo")), "no-steps-for-carrier")

    assert finding.message.startswith("回線がわからない読者に出る手順がありません。")


def test_common_steps_are_for_all_carriers():
    assert said(remedied(step("open"), carriers=["ahamo"]), "no-steps-for-carrier") == []


def test_device_whose_readers_find_no_step_is_named():
    (finding,) = findings(remedied(step("own", device="ios")), "no-steps-for-device")

    assert (finding.level, finding.place) == ("error", PLACE)
    assert finding.message.startswith("Androidの読者に出る手順がありません。")


def test_steps_of_finer_kinds_of_one_device_do_not_add_up():
    document = remedied(step("open"), *(step(f"{kind}{n}", device=kind) for kind in ("new", "old") for n in range(4)))
    for kind in ("new", "old"):
        document["devices"][kind] = {**document["devices"]["ios"], "parent": "ios"}

    assert said(document, "too-many-steps") == []


@pytest.mark.point(16)
def test_more_than_seven_steps_for_one_reader_are_too_many():
    (finding,) = findings(remedied(*(step(f"s{number}") for number in range(8))), "too-many-steps")

    assert (finding.level, finding.place) == ("warning", PLACE)
    assert "8個" in finding.message


def test_steps_of_other_devices_and_carriers_do_not_add_up():
    ios = [step(f"i{number}", device="ios") for number in range(4)]
    android = [step(f"a{number}", device="android") for number in range(4)]
    docomo = [step(f"d{number}", carrier="docomo") for number in range(7)]

    assert said(remedied(*ios, *android, *docomo), "too-many-steps") == []


def test_too_many_steps_of_a_carrier_name_it():
    docomo = [step(f"d{number}", carrier="docomo") for number in range(8)]

    (finding,) = findings(remedied(step("open"), *docomo), "too-many-steps")

    assert finding.message.startswith("ドコモの読者に手順が8個出ます。")


def test_step_not_looked_at_for_a_year_or_never_is_stale():
    old, never, fresh = (
        step("old", reviewed="2025-11-23"),
        step("never", reviewed=""),
        step("fresh", reviewed="2025-11-24"),
    )

    (finding,) = findings(remedied(old, never, fresh), "stale-review")

    assert (finding.level, finding.place) == ("warning", PLACE)
    assert "2個あります: 「設定を開きます。」「設定を開きます。」。" in finding.message


def test_review_dates_are_not_judged_without_a_day():
    assert said(remedied(step("never", reviewed="")), "stale-review", at=None) == []
