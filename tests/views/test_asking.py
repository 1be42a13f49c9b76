"""A guide that asks only what pays: an address that asks something else leads on, an answer to it counts as ever."""

import copy

import pytest

from troubleshoot import snapshot

from .conftest import PAST
from .document import DOCUMENT, served_as
from .reading import Page

ADVICE = "/guides/x-sms/advice/intl-block/?situation=locked&reach=people-only&carrier=au"


@pytest.fixture(autouse=True)
def served(served):
    """Serve the small guide as one that asks what pays; its last question takes far longer than it saves."""
    document = copy.deepcopy(dict(DOCUMENT))
    guide = document["guides"]["x-sms"]
    guide["asking"] = "what-pays"
    (recent,) = (one for one in guide["questions"] if one["slug"] == "recent")
    recent["minutes"] = 50
    small = served_as(document, PAST)
    snapshot.swap(small)
    return small


@pytest.mark.parametrize("path", ["walk/recent/", "walk/", "end/"])
def test_an_address_that_asks_what_does_not_pay_leads_on(client, path):
    response = client.get(f"/guides/x-sms/{path}?situation=locked&reach=people-only&carrier=au")

    assert (response.status_code, response["Location"]) == (302, ADVICE)
    assert client.get(ADVICE).status_code == 200


def test_the_answer_before_it_links_to_what_comes_after_it(client):
    page = Page(client.get("/guides/x-sms/walk/carrier/?situation=locked&reach=people-only").text)

    assert ADVICE in [link["href"] for link in page.all("a")]


def test_an_answer_to_it_stays_and_may_be_changed(client):
    answered = "situation=locked&reach=people-only&recent=resent&carrier=au"
    page = Page(client.get(client.get(f"/guides/x-sms/walk/?{answered}")["Location"]).text)

    assert f"/guides/x-sms/walk/recent/?{answered}" in [link["href"] for link in page.all("a")]
    assert client.get(f"/guides/x-sms/walk/recent/?{answered}").status_code == 200


def test_as_json_the_walk_leads_on_too(client):
    told = client.get("/api/v1/guides/x-sms/walk/?situation=locked&reach=people-only&carrier=au").json()

    assert (told["url"], told["step"]["kind"], told["waiting"]) == (ADVICE, "advice", {})
