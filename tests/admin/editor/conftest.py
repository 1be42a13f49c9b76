"""A guide of three questions in the editor: one with answers of each sort, one of several, one guarded."""

from functools import partial

import pytest

from tests.admin.conftest import fill
from tests.publishing.documents import answer, question, small, sms
from troubleshoot import engine
from troubleshoot.models import Guide
from troubleshoot.publishing.importing import import_document


@pytest.fixture
def document():
    """Return the small document with a third question, which is asked after some answers of the first alone."""
    document = small()
    document["guides"]["sms"] = sms()
    guard = {"question": "reach", "answers": ["some"], "otherwise": {"next": None, "cause": None}}
    document["guides"]["sms"]["questions"][1]["next"] = "where"
    document["guides"]["sms"]["questions"].append(question("where", answer("home"), answer("unsure"), guard=guard))
    return document


@pytest.fixture
def content(db, rows, document):
    """Have a document as drafts; the editor asks for no release."""
    fill(rows, ("drafts", engine.digest(document)), partial(import_document, document, actor=None))


@pytest.fixture
def guide(content):
    return Guide.objects.get()


@pytest.fixture
def base(guide):
    """Return where the guide's editor is."""
    return f"/admin/troubleshoot/guide/{guide.pk}/"
