"""An editor at the admin, with the small content published."""

import pytest
from django.contrib.auth.models import Permission, User

from tests.publishing.documents import small
from troubleshoot import snapshot
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


@pytest.fixture
def content(db):
    """Have the small document as drafts and as release 1."""
    import_document(small(), actor=None)
    return publish(actor=None, note="最初").release


@pytest.fixture
def live(transactional_db, content):
    """The same, where commits are real: what is published is served."""
    return content


@pytest.fixture
def editor(content):
    return staff("editor", "all")


@pytest.fixture
def desk(client, editor):
    """A browser in which the editor is signed in."""
    client.force_login(editor)
    return client
