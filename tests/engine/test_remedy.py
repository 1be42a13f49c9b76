"""Whose steps a reader is shown."""

import pytest

from tests.guides import CARRIERS, DEVICES, SMS
from troubleshoot import engine
from troubleshoot.engine.guide import Carrier, Cause, RemedyStep

CAUSE = Cause(
    "block",
    "fault",
    "block",
    steps=(
        RemedyStep("all", "設定を開く", minutes=1.5, wait_minutes=5),
        RemedyStep("iphone", "設定を開く", device="ios", minutes=1),
        RemedyStep("network", "店に行く", carrier="docomo"),
        RemedyStep("brand", "電話する", carrier="ahamo", device="android"),
    ),
)


@pytest.mark.parametrize(
    ("carrier", "device", "owner", "keys"),
    [
        (None, None, None, ["all", "iphone"]),
        (None, "ios-26", None, ["all", "iphone"]),
        (None, "android", None, ["all"]),
        ("au", None, None, ["all", "iphone"]),
        ("docomo", None, "docomo", ["network"]),
        ("ahamo", None, "ahamo", ["brand"]),
        ("ahamo", "android", "ahamo", ["brand"]),
        ("ahamo", "ios", "docomo", ["network"]),
        (None, "ios", None, ["all", "iphone"]),
        ("unsure", "unsure", None, ["all", "iphone"]),
    ],
)
def test_remedy_is_the_most_specific_carriers_for_the_device(carrier, device, owner, keys):
    remedy = engine.remedy_for(CAUSE, SMS, carrier, device)

    assert (remedy.carrier, [step.key for step in remedy.steps]) == (owner, keys)


def test_remedy_sums_its_minutes_of_doing_and_of_waiting():
    remedy = engine.remedy_for(CAUSE, SMS)

    assert (remedy.minutes, remedy.wait_minutes) == (2.5, 5)


def test_remedy_of_an_unknown_device_takes_as_long_as_the_longest():
    order = (None, "ios", "ios-26", "android", None)
    steps = (RemedyStep(str(place), "する", device=kind, minutes=1, wait_minutes=2) for place, kind in enumerate(order))

    remedy = engine.remedy_for(Cause("by-device", "fault", "by device", steps=tuple(steps)), SMS)

    assert (len(remedy.steps), remedy.minutes, remedy.wait_minutes) == (5, 4, 8)


def test_remedy_of_a_wider_kind_of_device_has_the_steps_of_its_finer_kinds():
    steps = (RemedyStep("new", "開く", device="ios-26"), RemedyStep("other", "開く", device="android"))

    remedy = engine.remedy_for(Cause("by-device", "fault", "by device", steps=steps), SMS, device="ios")

    assert [step.key for step in remedy.steps] == ["new"]


def test_remedy_of_a_cause_without_fitting_steps_is_empty():
    remedy = engine.remedy_for(Cause("none", "fault", "none"), SMS, "docomo", "ios")

    assert (remedy.carrier, remedy.steps, remedy.minutes) == (None, (), 0)


@pytest.mark.parametrize(
    ("table", "slug", "lineage"),
    [
        (CARRIERS, "ahamo", ("ahamo", "docomo")),
        (CARRIERS, "docomo", ("docomo",)),
        (DEVICES, "ios-26", ("ios-26", "ios")),
        (CARRIERS, "unsure", ()),
        (CARRIERS, None, ()),
        ({"a": Carrier("a", "a", "b"), "b": Carrier("b", "b", "a")}, "a", ("a", "b")),
    ],
)
def test_lineage_goes_from_brand_to_network(table, slug, lineage):
    assert engine.lineage(table, slug) == lineage
