"""What a screen reader meets on ten pages, in its order: compared with tests/browser/aria/, which somebody has read.

After a change that is meant, this writes them anew; then read the difference:
``RENEW=1 .venv/bin/python -m pytest tests/browser/test_reading_order.py``
"""

import os
import re
from pathlib import Path

import pytest

from .conftest import PHONE, opened
from .pages import PAGES

GOLDEN = Path(__file__).parent / "aria"
NAMES = (
    *("home", "guide", "question", "question to tick", "advice", "end", "solved", "cause on carrier", "search"),
    "not found",
)
#: Where links lead is for other tests; a site of a test's own has a port of its own.
ADDRESS = re.compile(r"\n *- /url: .*|(?<=127\.0\.0\.1):\d+")


@pytest.fixture(scope="module")
def screen(browser, site):
    """A phone whose clock no page reads."""
    page = opened(browser, site.address, java_script_enabled=False, **PHONE)
    yield page
    page.context.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_read_in_its_order(screen, name):
    golden = GOLDEN / f"{name.replace(' ', '-')}.yaml"
    screen.goto(PAGES[name])

    read = ADDRESS.sub("", screen.locator("body").aria_snapshot()) + "\n"

    if os.environ.get("RENEW"):
        golden.write_text(read, encoding="utf-8")
    assert read == golden.read_text(encoding="utf-8")


def test_each_of_what_was_read_is_a_page():
    assert {path.stem for path in GOLDEN.iterdir()} == {name.replace(" ", "-") for name in NAMES}
