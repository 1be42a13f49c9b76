"""The style guide draws every component, for those who work on the design alone."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User

from tests.views.conftest import a_snapshot
from troubleshoot import snapshot
from troubleshoot.views.reader import fragments

COMPONENTS = sorted(path.name for path in (Path(__file__).parents[2] / "templates/components").glob("*.html"))
#: Stands in every page's head, where there is nothing to see.
UNSEEN = {"found.html"}


@pytest.fixture(autouse=True)
def served():
    """Serve the small release; the style guide itself needs none."""
    snapshot.swap(a_snapshot())
    yield
    snapshot.swap(None)


@pytest.fixture
def designer(client, db):
    client.force_login(User.objects.create_user("designer", is_staff=True))
    return client


def test_draws_every_component(designer):
    fragments.forget()

    response = designer.get("/styleguide/")

    drawn = {template.name.removeprefix("components/") for template in response.templates if template.name}
    assert [name for name in COMPONENTS if name not in drawn | UNSEEN] == []


def test_is_kept_by_nobody_and_found_by_no_engine(designer):
    response = designer.get("/styleguide/")

    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert "styleguide" not in designer.get("/sitemap.xml").text


@pytest.mark.parametrize("language", ["en", "easy"])
def test_is_there_in_every_language(designer, language):
    assert designer.get(f"/{language}/styleguide/").status_code == 200


def test_is_not_there_for_readers(client):
    assert client.get("/styleguide/").status_code == 404


def test_is_there_for_whoever_develops(client, settings):
    settings.DEBUG = True

    assert client.get("/styleguide/").status_code == 200
