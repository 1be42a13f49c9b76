"""The guide x-sms leads everyone somewhere, soon, and its editors' scenarios come out."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from troubleshoot import engine
from troubleshoot.addresses import read
from troubleshoot.publishing.scenarios import WATCHED, run

SITUATIONS = [
    *("locked", "login2fa", "signup", "number-change", "pw-reset", "suspicious-login", "unsure"),
    *("lost-device", "keychange", "suspended", "code-invalid"),
]
API = "/api/v1/guides/x-sms/walk/"


def walked(guide, address):
    """Return the walk that the query of an address describes."""
    given = read(urlsplit(address).query.encode())
    return engine.replay(guide, given.answers, given.tried)


def test_every_entry_situation_is_walked(release):
    assert list(release.guides["x-sms"].questions["situation"].answers) == sorted(
        SITUATIONS, key=list(release.guides["x-sms"].questions["situation"].answers).index
    )


@pytest.mark.point(1)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_path_ends_in_advice_within_five_questions(client, served, release, situation):
    """Follow each answer that a question gives: each tick by itself, none, unsure. Ask for each cause once."""
    guide, advised, stuck, ahead = release.guides["x-sms"], {}, [], [(f"{API}?situation={situation}", 1)]
    while ahead:
        address, asked = ahead.pop()
        walk = walked(guide, address)
        if isinstance(walk.step, engine.QuestionStep):
            ahead += [(answer["api"], asked + 1) for answer in client.get(address).json()["step"]["answers"]]
            continue
        cause = walk.step.cause if isinstance(walk.step, engine.Advice) else None
        remedy = cause and engine.remedy_for(cause, guide, walk.carrier, walk.device)
        if asked > 5 or not cause or not (remedy.steps or cause.role == "look-alike"):
            stuck.append((address, asked))
        elif (cause.slug, walk.carrier) not in advised:
            advised[cause.slug, walk.carrier] = client.get(address).json()["step"]

    assert stuck == []
    assert {(slug, step["kind"], step["cause"]) for (slug, _), step in advised.items()} == {
        (slug, "advice", slug) for slug, _ in advised
    }
    assert [step for step in advised.values() if not step["remedy"]["steps"] and step["role"] != "look-alike"] == []
    assert advised


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


def test_who_waits_a_day_is_told_no_count_and_begins_to_count_there(client, served):
    page = "/guides/x-sms/advice/resend-limit/?situation=locked&screen=limit-msg"
    form = "situation=locked&screen=limit-msg&resent=2&cause=resend-limit&verdict=unsolved&code.sent=yes"

    assert "回までにします" not in client.get(page).text
    sent = client.post("/guides/x-sms/report/", form, content_type="application/x-www-form-urlencoded")
    assert sent["Location"].partition("#")[0].endswith("&tried=resend-limit&resent=1")
