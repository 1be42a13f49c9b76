"""An editor at the admin, with the small content published."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.db import connection

from tests.publishing.documents import small
from troubleshoot import engine, snapshot
from troubleshoot.incidents import lifecycle
from troubleshoot.models import Carrier, Cause, Guide, Release
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.publish import publish


def staff(name, *permissions):
    """Create somebody who may enter the admin and do these things, "all" for everything there is."""
    user = User.objects.create_user(name, is_staff=True)
    ours = Permission.objects.filter(content_type__app_label="troubleshoot")
    user.user_permissions.set(ours if permissions == ("all",) else ours.filter(codename__in=permissions))
    return user


@pytest.fixture(autouse=True)
def fresh_snapshot():
    """Let each test load its own release."""
    snapshot.swap(None)
    yield
    snapshot.swap(None)


def outage():
    """Return the small document with a cause that only waiting helps against."""
    document = small()
    document["causes"]["filter"]["role"] = "outage"
    return document


@pytest.fixture
def document():
    """Return what the drafts say; a module may have its own."""
    return small()


@pytest.fixture(scope="session")
def rows():
    """Return a place for the rows that ``fill`` found, by what they are."""
    return {}


def fill(rows, name, work):
    """Fill the tables by some work; where nothing is committed, the rows that it made the first time will do."""
    if name in rows and connection.in_atomic_block:
        for table, those in rows[name].items():
            table.objects.bulk_create(those)
        return
    work()
    tables = apps.get_app_config("troubleshoot").get_models(include_auto_created=True)
    rows[name] = {table: list(table.objects.all()) for table in tables}


@pytest.fixture
def content(db, rows, document):
    """Have a document as drafts and as release 1."""

    def begin():
        import_document(document, actor=None)
        publish(actor=None, note="最初")

    fill(rows, ("published", engine.digest(document)), begin)
    return Release.objects.get()


@pytest.fixture
def live(transactional_db, content):
    """The same, where commits are real: what is published is served."""
    return content


@pytest.fixture
def incident(content):
    """Have an outage on two carriers; the drafts need the cause of ``outage``."""
    return lifecycle.begin(
        actor=None,
        title={"ja": "ドコモで届きません"},
        cause=Cause.objects.get(slug="filter"),
        body={"ja": "調べています。"},
        scopes=[
            (Guide.objects.get(), Carrier.objects.get(slug="docomo")),
            (None, Carrier.objects.get(slug="ahamo")),
        ],
    )


@pytest.fixture
def editor(content):
    return staff("editor", "all")


@pytest.fixture
def desk(client, editor):
    """A browser in which the editor is signed in."""
    client.force_login(editor)
    return client
