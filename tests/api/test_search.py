"""The search as JSON says what its page says."""

import jsonschema
from django.test import Client

from tests.views.reading import Page

from .schema import SLUG, TEXT, WORD, address, many, one_of, strict

RESULT = strict(
    kind=one_of("guide", "cause", "carrier"),
    slug=SLUG,
    title=WORD,
    excerpt=TEXT,
    url=address("/"),
    score={"type": "number", "exclusiveMinimum": 0},
)
SEARCH = strict(query=TEXT, corrected={"anyOf": [WORD, {"type": "null"}]}, results=many(RESULT))


def test_the_best_page_comes_first(client: Client) -> None:
    found = client.get("/api/v1/search/?q=海外SMS 拒否").json()

    jsonschema.validate(found, SEARCH)
    assert (found["query"], found["corrected"]) == ("海外SMS 拒否", None)
    assert found["results"][0] == {
        "kind": "cause",
        "slug": "intl-block",
        "title": "海外SMSの拒否",
        "excerpt": "海外からのSMSを止める設定です。",
        "url": "/causes/intl-block/",
        "score": found["results"][0]["score"],
    }


def test_it_lists_the_pages_of_the_search_page(client: Client) -> None:
    found = client.get("/api/v1/search/?q=SMS ドコモ").json()["results"]

    page = Page(client.get("/search/?q=SMS ドコモ").text)
    assert [one["url"] for one in found] == [link["href"] for link in page.all("a", class_="answer")]
    assert len(found) > 1


def test_a_better_writing_is_told(client: Client) -> None:
    found = client.get("/api/v1/search/?q=twiter SMS").json()

    jsonschema.validate(found, SEARCH)
    assert found["corrected"] == "Twitter SMS"


def test_no_query_is_an_error(client: Client) -> None:
    for query in ("", "?q=", "?q=%00%FF", f"?q={'x' * 2000}", "?q=a&q=b"):
        response = client.get(f"/api/v1/search/{query}")

        assert response.status_code == 200
        jsonschema.validate(response.json(), SEARCH)
        assert response.json()["results"] == []
