"""What tests of outages begin with: the small release's content, one of its causes an outage."""

import pytest

from tests.publishing.documents import small
from troubleshoot.models import Cause
from troubleshoot.publishing.importing import import_document


@pytest.fixture
def content():
    import_document(small(), actor=None)
    Cause.objects.filter(slug="filter").update(role=Cause.Role.OUTAGE)
