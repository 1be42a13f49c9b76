"""The one way to write a walk."""

import pytest

from tests.guides import SMS
from troubleshoot import engine

ANSWERS = {
    "tried": "nonsense",
    "device": "ios",
    "recent": "resent,moved",
    "carrier": "ahamo",
    "channel": "app",
    "reach": "unsure",
    "situation": "locked",
}


@pytest.mark.parametrize(
    ("answers", "tried", "at", "address"),
    [
        ({}, (), None, "/guides/sms/walk/situation/"),
        ({}, ("limit", "block"), None, "/guides/sms/walk/situation/?tried=block,limit"),
        ({"situation": "refused"}, (), None, "/guides/sms/advice/refused/?situation=refused"),
        (
            {"recent": "none", "reach": "all", "channel": "sms"},
            (),
            None,
            "/guides/sms/walk/situation/?channel=sms&reach=all&recent=none",
        ),
        (
            ANSWERS,
            ("limit",),
            "reach",
            "/guides/sms/walk/reach/?situation=locked&reach=unsure&recent=moved,resent"
            "&channel=app&carrier=ahamo&device=ios&tried=limit",
        ),
        (
            {"situation": "locked", "reach": "unsure", "carrier": "au", "recent": "none"},
            ("outage", "channel", "limit", "filter", "block"),
            None,
            "/guides/sms/end/?situation=locked&reach=unsure&recent=none&carrier=au"
            "&tried=block,filter,limit,channel,outage",
        ),
    ],
    ids=["entry", "tried", "certain", "waiting", "everything", "end"],
)
def test_address_is_canonical(answers, tried, at, address):
    assert engine.address(engine.replay(SMS, answers, tried, at)) == address


def test_parameters_are_what_the_query_says():
    walk = engine.replay(SMS, ANSWERS, ["block"])

    assert "&".join(f"{name}={value}" for name, value in engine.parameters(walk)) == engine.query(walk)
    assert engine.address(walk) == f"{engine.path(walk)}?{engine.query(walk)}"
