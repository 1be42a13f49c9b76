"""The release document: canonical bytes whose SHA-256 is the digest, asked for again only when it is another."""

import hashlib
import json

import pytest
from django.test import Client

from tests.views.document import DOCUMENT
from troubleshoot import snapshot
from troubleshoot.snapshot.store import build

RELEASE = "/api/v1/release/"


def test_the_bytes_are_the_document_s_and_sum_up_to_the_digest(client: Client, served: snapshot.Snapshot) -> None:
    response = client.get(RELEASE)

    assert response["Content-Type"] == "application/json"
    assert hashlib.sha256(response.content).hexdigest() == served.digest
    assert json.loads(response.content) == dict(DOCUMENT)


def test_the_etag_is_strong_and_the_digest(client: Client, served: snapshot.Snapshot) -> None:
    response = client.get(RELEASE)

    assert response["ETag"] == f'"{served.digest}"'
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=86400"


def test_who_has_it_already_is_told_so(client: Client, served: snapshot.Snapshot) -> None:
    response = client.get(RELEASE, headers={"If-None-Match": f'"{served.digest}"'})

    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == f'"{served.digest}"'
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=86400"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_who_has_another_gets_this_one(client: Client) -> None:
    response = client.get(RELEASE, headers={"If-None-Match": '"another"'})

    assert response.status_code == 200
    assert json.loads(response.content) == dict(DOCUMENT)


@pytest.mark.parametrize("condition", [{}, {"If-None-Match": '""'}], ids=["plain", "conditional"])
def test_before_the_first_publishing_there_is_none(client: Client, condition: dict[str, str]) -> None:
    snapshot.swap(build(None))

    response = client.get(RELEASE, headers=condition)

    assert (response.status_code, response.json()["detail"]) == (404, "まだ何も公開されていません。")
    assert "ETag" not in response
