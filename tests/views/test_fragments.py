"""Parts of pages that are drawn once: whoever had them drawn, each page is what it is when all is drawn anew."""

from dataclasses import replace
from random import Random

import pytest
from django.test import Client

from tests.views.conftest import OUTAGE, a_snapshot
from troubleshoot import snapshot
from troubleshoot.views.reader import fragments

from .test_every_page import PAGES

ADDRESSES = [f"{prefix}{url}" for prefix in ("", "/en", "/easy") for url in PAGES.values()]


@pytest.mark.parametrize("incidents", [(), (OUTAGE,)], ids=["quiet", "outage"])
def test_every_page_is_the_same_as_drawn_anew(client: Client, incidents) -> None:
    snapshot.swap(a_snapshot(*incidents))
    anew = {}
    for address in ADDRESSES:
        fragments.forget()
        anew[address] = client.get(address).content
    fragments.forget()

    for address in Random(7).sample(ADDRESSES * 2, 2 * len(ADDRESSES)):
        assert client.get(address).content == anew[address], address


def test_a_release_is_drawn_anew(client: Client, served: snapshot.Snapshot) -> None:
    client.get("/causes/intl-block/")

    snapshot.swap(replace(served, digest="other", number=8))

    assert "第8版" in client.get("/causes/intl-block/").text


def test_fragments_take_no_more_room_than_is_given(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(fragments, "MOST", 5)
    monkeypatch.setattr(fragments, "_kept", {})

    for address in ADDRESSES:
        client.get(address)

    assert 0 < len(fragments._kept) <= 5
