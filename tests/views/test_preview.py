"""Previews: the drafts by the readers' own pages, for whoever holds a pass; nothing else of the site changes."""

from datetime import timedelta

import pytest
from django.core.signing import Signer, TimestampSigner
from django.utils import timezone

from tests.publishing.documents import scenario, small
from troubleshoot.insight import recording
from troubleshoot.insight.journal import Journal
from troubleshoot.insight.recording import Recorder
from troubleshoot.models import Guide, Miss, Question, RemedyStep, Tally
from troubleshoot.publishing import passes
from troubleshoot.publishing.importing import import_document
from troubleshoot.wiring import misses

from .reading import Page

ADVICE = "/guides/sms/advice/airplane/?reach=none&recent=plane"


@pytest.fixture(autouse=True)
def drafts(db):
    """Have the small content as drafts; readers are served another guide."""
    import_document(small(), actor=None)


@pytest.fixture
def recorder(tmp_path):
    before = recording.current()
    recording.install(own := Recorder(Journal(tmp_path / "journal")))
    yield own
    recording.install(before)


def within(path, token=None):
    return f"/preview/{token or passes.new().token}{path}"


def test_preview_shows_the_draft_that_readers_do_not_have(client):
    RemedyStep.objects.filter(cause__slug="airplane", key="on").update(text={"ja": "機内モードを切ります。"})

    shown = client.get(within(ADVICE))

    assert "機内モードを切ります。" in shown.text
    assert client.get(ADVICE).status_code == 404


def test_every_link_of_a_preview_stays_in_it(client):
    token = passes.new().token

    page = Page(client.get(within(ADVICE, token)).text)

    own = [link["href"] for link in page.all("a") if link["href"].startswith("/")]
    forms = [form["action"] for form in page.all("form")]
    assert {address.startswith(f"/preview/{token}/") for address in own + forms} == {True}
    assert any(address.startswith(f"/preview/{token}/en/guides/sms/") for address in own)


def test_a_preview_in_another_language_stays_in_it(client):
    token = passes.new().token

    page = Page(client.get(within("/en/guides/sms/", token)).text)

    assert page.one("html")["lang"] == "en"
    assert page.one("h1").text == "コードが届かない (en)"
    assert page.one("a", class_="site-name")["href"] == f"/preview/{token}/en/"
