"""The Nu HTML checker finds no error in any kind of page, and nothing to warn of."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.test.client import RequestFactory

from tests.browser.pages import PAGES
from troubleshoot import snapshot
from troubleshoot.views.reader import errors

from .outages import OUTAGE, PAST

ROOT = Path(__file__).parents[2]
VNU = ROOT / "tests/tools/node_modules/vnu-jar/build/dist/vnu.jar"
FOREIGN = {"Origin": "http://elsewhere.example"}
FORM = "application/x-www-form-urlencoded"
EMPTY = {"cause": "ios-filter", "verdict": "solved", "feedback.text": ""}
#: Properties of CSS that browsers know and the checker does not yet.
TOO_NEW = ("field-sizing",)


def judged(*arguments: str | Path) -> list[str]:
    """Return what the checker says, a line each; it runs once for all that it is given."""
    assert VNU.exists(), "The Nu HTML checker is not installed: make tools"
    command = ["java", "-jar", VNU, "--stdout", "--format", "json", "--Werror", *arguments]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)["messages"]
    return [f"{Path(one['url']).name}:{one.get('lastLine')}: {one['message']}" for one in said]


def read(client: Client, url: str) -> str:
    """Return a page's HTML, or that of the page it redirects to."""
    response = client.get(url)
    return client.get(response["Location"]).text if "Location" in response else response.text


def written(folder: Path, pages: dict[str, str]) -> Path:
    """Write pages into files that are named like them."""
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return folder


@pytest.fixture
def incidents(served: None) -> Iterator[None]:
    """Have an outage that goes on and one that is over."""
    current = snapshot.current()
    snapshot.swap(replace(current, incidents=(OUTAGE, PAST), incidents_number=1))
    yield
    snapshot.swap(current)


@pytest.mark.usefixtures("served")
def test_pages_are_valid_in_every_language(client: Client, tmp_path: Path) -> None:
    prefixes = {"ja": "", "en": "/en", "easy": "/easy"}
    pages = {
        f"{language} {name}": read(client, prefix + url)
        for language, prefix in prefixes.items()
        for name, url in PAGES.items()
    }

    assert judged(written(tmp_path, pages)) == []


@pytest.mark.usefixtures("incidents")
def test_pages_are_valid_during_an_outage(client: Client, tmp_path: Path) -> None:
    addresses = [
        "/",
        "/guides/x-sms/",
        PAGES["question"],
        "/incidents/",
        *(f"/incidents/{one.slug}/" for one in (OUTAGE, PAST)),
    ]
    pages = {str(number): read(client, url) for number, url in enumerate(addresses)}

    assert "調べています。" in pages["4"]
    assert judged(written(tmp_path, pages)) == []


@pytest.mark.usefixtures("served")
def test_pages_that_say_no_are_valid(client: Client, rf: RequestFactory, tmp_path: Path) -> None:
    answers = {
        "refused": client.post("/guides/x-sms/report/", headers=FOREIGN),
        "not understood": client.post("/guides/x-sms/feedback/", urlencode(EMPTY), content_type=FORM),
        "out of order": errors.server_error(rf.get("/")),
    }

    assert [answer.status_code for answer in answers.values()] == [403, 422, 500]
    assert judged(written(tmp_path, {name: answer.text for name, answer in answers.items()})) == []


def test_stylesheets_are_valid() -> None:
    said = judged("--css", *sorted((ROOT / "static/css").glob("*.css")))

    unknown = [f"Property “{name}” doesn't exist." for name in TOO_NEW]
    assert [one for one in said if not one.endswith(tuple(unknown))] == []
