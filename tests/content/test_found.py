"""How the pages of the first content are found: each by its own title and description, with data that are valid."""

import json
import re
from collections import Counter

import pytest
from django.test import Client

from tests.schema_org import faults
from tests.views.reading import Page

#: Characters of a title with the site's name, and of a description, that lists of hits show.
TITLE, DESCRIPTION = 60, {"": 120, "/easy": 120, "/en": 160}


@pytest.fixture(params=["", "/en", "/easy"], ids=["ja", "en", "easy"])
def prefix(request):
    return request.param


@pytest.fixture(scope="module")
def read():
    """Return a place for pages that are read already: there are many, and they do not change."""
    return {}


@pytest.fixture
def pages(served, prefix, read):
    """Return the pages of the sitemap in one language by their address in Japanese, without readings over kanji."""
    if prefix not in read:
        client = Client()
        listed = re.findall(r"<loc>http://testserver([^<]+)</loc>", client.get("/sitemap.xml").text)
        paths = [path for path in listed if not path.startswith(("/en/", "/easy/"))]
        texts = {path: re.sub(r"<(r[pt])>.*?</\1>", "", client.get(prefix + path).text) for path in paths}
        read[prefix] = {path: Page(text) for path, text in texts.items()}
    return read[prefix]


def described(page):
    return page.one("meta", name="description")["content"]


def test_pages_are_told_apart_by_title_and_description(pages, prefix):
    assert len(pages) > 100

    titles = Counter(page.one("title").text for page in pages.values())
    descriptions = Counter(map(described, pages.values()))
    assert [title for title, count in titles.items() if count > 1] == []
    assert [text for text, count in descriptions.items() if count > 1] == []
    assert [text for text in descriptions if not 20 <= len(text) <= DESCRIPTION[prefix] or "\n" in text] == []
    assert [title for title in titles if len(title) > TITLE and not prefix] == []


def test_data_are_valid_on_every_page(pages):
    documents = {path: json.loads(page.one("script", type="application/ld+json").text) for path, page in pages.items()}

    assert {path: found for path, one in documents.items() if (found := faults(one))} == {}
    kinds = Counter(thing["@type"] for one in documents.values() for thing in one["@graph"])
    causes = sum(path.startswith("/causes/") for path in pages)
    assert kinds == {"WebSite": 1, "WebPage": len(pages) - 1, "BreadcrumbList": len(pages) - 1, "HowTo": causes}


def test_what_data_say_stands_on_the_page(pages):
    for path, page in pages.items():
        words = "".join(page.one("main").text.split())
        for thing in json.loads(page.one("script", type="application/ld+json").text)["@graph"]:
            steps = [part for one in thing.get("step", ()) for part in one.get("itemListElement", [one])]
            told = [line for step in steps for line in step["text"].splitlines()]
            assert [line for line in told if "".join(line.split()) not in words] == [], path
