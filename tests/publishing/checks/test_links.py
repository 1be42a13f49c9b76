"""Checks of links and old slugs: each defect planted, and silence where all is well."""

import pytest

from tests.publishing.checks.planting import findings, said
from tests.publishing.checks.test_shape import put
from tests.publishing.documents import small, texts

LINK = ("causes", "filter", "steps", 0, "url")
PLACE = ("step", "filter", "open")


@pytest.mark.parametrize(
    "link",
    [
        "/causes/gone/",
        "/causes/filter/gone/",
        "/carriers/gone/",
        "/guides/gone/",
        "/guides/sms/walk/gone/",
        "/guides/sms/advice/gone/",
        "/guides/sms/elsewhere/",
        "/admin/",
        "/en/causes/gone/",
        "/guides/",
    ],
)
def test_link_to_a_page_that_is_not_there_is_broken(link):
    assert said(put(small(), LINK, link), "broken-link") == [("error", PLACE)]


@pytest.mark.parametrize(
    "link",
    [
        "/",
        "/search/?q=sms",
        "/causes/airplane/#steps",
        "/causes/filtre/",
        "/causes/filter/ahamo/",
        "/carriers/docomo/",
        "/guides/sms/",
        "/guides/sms/walk/?reach=none",
        "/guides/sms/walk/recent/?reach=none",
        "/guides/sms/advice/filter/",
        "/guides/sms/solved/filter/",
        "/guides/sms/end/",
        "/incidents/",
        "/incidents/x-2026/",
        "/easy/",
        "/en/guides/sms/",
        "https://example.org/causes/gone/",
        "",
    ],
)
def test_link_to_a_page_that_is_there_is_not_mentioned(link):
    assert said(put(small(), LINK, link), "broken-link") == []


def test_link_within_a_text_is_checked_too():
    document = put(
        small(), ("causes", "filter", "summary"), texts("[こちら](/causes/gone/)と[ここ](/causes/airplane/)です。")
    )

    assert {finding.message.split(" ")[1] for finding in findings(document, "broken-link")} == {"/causes/gone/"}


@pytest.mark.parametrize(
    ("trail", "old", "place"),
    [
        (("causes", "filter"), "airplane", ("cause", "filter")),
        (("causes", "airplane"), "filtre", ("cause", "filter")),
        (("carriers", "ahamo"), "docomo", ("carrier", "ahamo")),
        (("guides", "sms"), "sms", ("guide", "sms")),
        (("guides", "sms", "questions", 0), "recent", ("question", "sms", "reach")),
        (("guides", "sms", "questions", 0, "answers", 0), "unsure", ("answer", "sms", "reach", "none")),
    ],
)
def test_old_slug_that_leads_two_ways_is_a_duplicate(trail, old, place):
    document = put(small(), (*trail, "formerly"), [old])

    assert said(document, "duplicate-slug") == [("error", place)]


def test_same_old_slug_of_different_kinds_is_no_duplicate():
    document = put(small(), ("guides", "sms", "formerly"), ["filter"])

    assert said(document, "duplicate-slug") == []
