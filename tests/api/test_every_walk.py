"""What holds for every walk as JSON, whatever the query."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import jsonschema
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.views.conftest import OUTAGE, a_snapshot
from tests.views.document import CARRIERS, CAUSES, DEVICES, QUESTIONS
from tests.views.reading import Page
from troubleshoot import snapshot

from .schema import WALK

START = "/api/v1/guides/x-sms/walk/"
VALID_WALK = jsonschema.Draft202012Validator(WALK)

_ANSWERS = sorted({answer["slug"] for question in QUESTIONS for answer in question["answers"]})
_slugs = st.sampled_from([*_ANSWERS, *CARRIERS, *CAUSES, *DEVICES, "kddi", "frozen"])
_names = st.sampled_from([*(question["slug"] for question in QUESTIONS), "device", "tried", "asked"]) | st.text()
_values = st.lists(_slugs, min_size=1, max_size=3).map(",".join) | st.text()
_well_written = st.lists(st.tuples(_names, _values), max_size=9).map(urlencode)
_bytes = st.binary(max_size=80).map(lambda raw: raw.decode("latin-1"))
queries = _well_written | _bytes


def a_walk(client: Client, address: str, **environment: str) -> dict[str, Any]:
    """Return a walk, once it is sure that it has the shape that was promised."""
    response = client.get(address, **environment)
    assert response.status_code == 200
    walk: dict[str, Any] = response.json()
    VALID_WALK.validate(walk)
    return walk


def places(walk: dict[str, Any]) -> list[dict[str, str]]:
    """Return what a walk links to on the way: its answers, or what follows "not solved"."""
    step = walk["step"]
    return step.get("answers", []) or [step["not_solved"] for _ in range("not_solved" in step)]


def steps_of_page(client: Client, url: str) -> tuple[str, str | None]:
    """Return the kind and the cause of the step that a page shows; the page must be there without a redirect."""
    response = client.get(url)
    assert response.status_code == 200, url
    step = Page(response.text).one(id="step").attributes
    return step["data-step"], step.get("data-cause")


@pytest.mark.parametrize("incidents", [(), (OUTAGE,)], ids=["calm", "outage"])
@given(query=queries)
def test_any_query_gives_a_walk_with_canonical_addresses(incidents: tuple[Any, ...], query: str) -> None:
    snapshot.swap(a_snapshot(*incidents))
    client = Client()

    walk = a_walk(client, START, QUERY_STRING=query)

    step = walk["step"]
    assert steps_of_page(client, walk["url"]) == (step["kind"], step.get("cause"))
    links = [*step.get("next", []), *step.get("last_resorts", []), *walk["incidents"]]
    assert {link["url"]: client.get(link["url"]).status_code for link in links} == {link["url"]: 200 for link in links}
    for place in places(walk):
        reached = a_walk(client, place["api"])
        assert (reached["url"], reached["dropped"]) == (place["url"], [])


@given(query=queries)
def test_the_canonical_query_gives_the_same_walk_again(query: str) -> None:
    client = Client()
    walk = a_walk(client, START, QUERY_STRING=query)

    again = a_walk(client, START, QUERY_STRING=walk["url"].partition("?")[2])

    assert again == {**walk, "dropped": []}


def walked(client: Client, address: str) -> Iterator[dict[str, Any]]:
    """Yield the first step that is no question on every way from an address, by its links alone."""
    walk = a_walk(client, address)
    if walk["step"]["kind"] != "question":
        yield walk
        return
    for answer in walk["step"]["answers"]:
        yield from walked(client, answer["api"])


def test_every_way_leads_to_advice_and_on_to_the_end(client: Client) -> None:
    reached = list(walked(client, START))

    assert {walk["step"]["kind"] for walk in reached} == {"advice"}
    assert {walk["step"]["cause"] for walk in reached} == {"intl-block", "limit", "invalid"}
    assert len(reached) == 3 * 3 * 3 * 4 + 1  # each answer of each question; one that makes its cause certain
    assert {_last(client, walk)["step"]["kind"] for walk in reached} == {"end"}


def _last(client: Client, walk: dict[str, Any]) -> dict[str, Any]:
    """Return where a reader ends whom nothing helps, and who knows no answer."""
    for _ in range(20):
        onward = places(walk)
        if not onward:
            return walk
        walk = a_walk(client, onward[-1]["api"])
    pytest.fail(f"no end after 20 steps: {walk['url']}")


@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"q{number}={number}" for number in range(3000)),
        "situation=" + "x" * 50_000,
        "%E3%81%82=%E3%81%84&=&&&==",
        "a%00b=%F0%9F%98%80&%ED%A0%80=%FF",
        "tried=,,,,",
    ],
    ids=["3000 parameters", "a long one", "empty names", "a NUL and halves of signs", "commas"],
)
def test_no_query_is_an_error(client: Client, query: str) -> None:
    walk = a_walk(client, f"{START}?{query}")

    assert walk["url"] == "/guides/x-sms/walk/situation/"
