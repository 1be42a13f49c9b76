"""What docs/api.md says of the API is so."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern

from troubleshoot import urls

DOCUMENT = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```http\nGET (\S+)\n```\n+```json\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.mark.parametrize(("address", "answer"), EXAMPLES, ids=[address[:60] for address, _ in EXAMPLES])
def test_examples_are_true(client: Client, address: str, answer: str) -> None:
    response = client.get(address)

    assert response.json() == json.loads(answer)


def test_there_is_an_example_of_each_kind_of_step_and_of_a_problem() -> None:
    answers = [json.loads(answer) for _, answer in EXAMPLES]

    kinds = [answer["step"]["kind"] for answer in answers if "step" in answer]
    assert kinds == ["question", "advice", "end"]
    assert [answer["title"] for answer in answers if "title" in answer] == ["Not Found"]


def test_every_address_is_listed() -> None:
    nowhere = {"api-nowhere", "status-nowhere"}
    routes = [one for one in (*urls.API, *urls.STATUSPAGE) if isinstance(one, URLPattern) and one.name not in nowhere]
    served = {"/" + re.sub(r"<\w+:(\w+)>", r"<\1>", str(one.pattern)) for one in routes}

    listed = {address.partition("?")[0] for address in re.findall(r"^\| `GET ([^`]+)`", DOCUMENT, re.MULTILINE)}
    assert listed == served
