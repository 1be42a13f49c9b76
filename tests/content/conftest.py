"""The first content: the fixtures as a release in memory, the database closed."""

from types import MappingProxyType

import pytest
from django.core.management import call_command
from django.db import transaction

from troubleshoot import engine, snapshot
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.first import FIXTURES
from troubleshoot.publishing.publish import NOTHING


@pytest.fixture(scope="session")
def document(django_db_setup, django_db_blocker):
    """Return what the fixtures compile to; the tables are left empty."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", *(f"fixtures/{name}" for name in FIXTURES), verbosity=0)
        compiled = compile_document()
        transaction.set_rollback(True)
    assert compiled != NOTHING
    return compiled


@pytest.fixture(scope="session")
def release(document):
    return engine.load(document)


@pytest.fixture
def served(document, release):
    """Serve the first content."""
    snapshot.swap(
        snapshot.Snapshot(
            number=1,
            digest=engine.digest(document),
            published_at="2026-11-25T00:00:00+09:00",
            releases=MappingProxyType({"ja": release}),
            document=document,
        )
    )
    yield
    snapshot.swap(None)
