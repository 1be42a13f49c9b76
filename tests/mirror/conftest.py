"""The mirror of a release with the small guide of the readers' pages, its first questions with fewer answers."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

import pytest
from django.conf import settings
from django.test import Client

from helpcenter.mirror.exporting import export
from helpcenter.mirror.mirrored import Mirror
from tests.views.conftest import PAST, a_snapshot
from tests.views.document import DOCUMENT
from troubleshoot import engine, snapshot

MADE = datetime(2026, 11, 26, 4, 5, tzinfo=UTC)
ANSWERS = {"situation": {"locked", "invalid"}, "reach": {"people-only", "all"}, "carrier": {"docomo", "unsure"}}


def narrow(*incidents):
    """Return a snapshot of the small guide, narrow enough to be written whole."""
    document = deepcopy(dict(DOCUMENT))
    for question in document["guides"]["x-sms"]["questions"]:
        kept = ANSWERS.get(question["slug"])
        question["answers"] = [one for one in question["answers"] if kept is None or one["slug"] in kept]
    releases = {language: engine.load(document, language) for language in snapshot.LANGUAGES}
    return replace(a_snapshot(*incidents), document=document, releases=MappingProxyType(releases))


@pytest.fixture(autouse=True)
def served():
    """Serve the narrow release, without an ongoing incident."""
    snapshot.swap(narrow(PAST))
    yield snapshot.current()
    snapshot.swap(None)


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """Write the mirror once, for tests that only read."""
    folder = tmp_path_factory.mktemp("mirrored") / "mirror"
    snapshot.swap(narrow(PAST))
    export(folder, MADE)
    return folder


@pytest.fixture
def mirror(served):
    """Return what the written mirror was made of."""
    return Mirror(served, MADE)


@pytest.fixture
def live():
    """Return the live page of an address."""
    client = Client(HTTP_HOST=settings.SITE_URL.partition("//")[2])

    def get(address):
        response = client.get(address)
        assert response.status_code == 200, address
        return response.text

    return get
