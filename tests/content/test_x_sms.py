"""The guide x-sms leads everyone somewhere, soon, and its editors' scenarios come out."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from troubleshoot import engine
from troubleshoot.publishing.scenarios import WATCHED, run

SITUATIONS = [
    *("locked", "login2fa", "signup", "number-change", "pw-reset", "suspicious-login", "unsure"),
    *("lost-device", "keychange", "suspended", "code-invalid"),
]
API = "/api/v1/guides/x-sms/walk/"


def ways(step):
    """Return the addresses that a reader may go on to; where several hold, each tick by itself, none and unsure."""
    return [answer["api"] for answer in step["answers"]]


def test_every_entry_situation_is_walked(release):
    assert list(release.guides["x-sms"].questions["situation"].answers) == sorted(
        SITUATIONS, key=list(release.guides["x-sms"].questions["situation"].answers).index
    )


@pytest.mark.point(1)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_path_ends_in_advice_within_five_questions(client, served, situation):
    stuck, ahead = [], [(f"{API}?situation={situation}", 1)]
    walked = 0
    while ahead:
        address, asked = ahead.pop()
        walk = client.get(address).json()
        step = walk["step"]
        if step["kind"] == "question":
            ahead += [(following, asked + 1) for following in ways(step)]
        else:
            walked += 1
            told = step["kind"] == "advice" and (step["remedy"]["steps"] or step["role"] == "look-alike")
            if not told or asked > 5:
                stuck.append((address, asked))

    assert (stuck, walked > 0) == ([], True)


def test_readers_are_asked_at_most_four_questions_on_average(release):
    assert engine.evaluate(release.guides["x-sms"]).questions <= 4


def test_the_order_costs_little_more_than_the_best_and_far_less_than_the_catalogue(release):
    found = engine.evaluate(release.guides["x-sms"])

    assert found.ours / found.best <= 1.10
    assert found.catalogue / found.ours >= 1.5


def test_all_scenarios_come_out(release):
    guide = release.guides["x-sms"]

    outcomes = [run(guide, scenario) for scenario in guide.scenarios]

    assert [scenario.key for scenario in guide.scenarios] == [f"o{number:02}" for number in range(1, 11)]
    assert {one.scenario.key: one.failures for one in outcomes if one.failures} == {}
    assert sum(bool(one.scenario.among_three & set(one.order[:WATCHED])) for one in outcomes) == 10
    assert sum(one.order[0] in one.scenario.first for one in outcomes) >= 9
    assert [one for one in outcomes if one.dropped] == []


@pytest.mark.point(3)
def test_every_advice_s_link_is_canonical(client, served, release):
    for scenario in release.guides["x-sms"].scenarios:
        walk = engine.replay(release.guides["x-sms"], scenario.answers)
        address = engine.address(walk)

        assert client.get(address).status_code == 200
        assert dict(parse_qsl(urlsplit(address).query)) == dict(engine.parameters(walk))
