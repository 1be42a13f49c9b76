"""The mirror of a release with the small guide of the readers' pages, its first questions with fewer answers."""

from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
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


@contextmanager
def connections_kept():
    """Have no page close a connection of the tests' thread, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def served():
    """Serve the narrow release, without an ongoing incident."""
    snapshot.swap(narrow(PAST))
    with connections_kept():
        yield snapshot.current()
    snapshot.swap(None)


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """Write the mirror once, for tests that only read."""
    folder = tmp_path_factory.mktemp("mirrored") / "mirror"
    snapshot.swap(narrow(PAST))
    with connections_kept():
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
