"""Names in URLs: what is not there is a 404 that helps, what was renamed redirects for good."""

import pytest
from django.test import Client, RequestFactory

from troubleshoot import snapshot
from troubleshoot.views.reader import errors

from .reading import Page


@pytest.mark.parametrize(
    "url",
    [
        "/guides/nonsense/",
        "/guides/nonsense/walk/?situation=locked",
        "/guides/nonsense/advice/filter/",
        "/guides/nonsense/end/",
        "/guides/nonsense/solved/filter/",
        "/causes/nonsense/",
        "/causes/intl-block/nonsense/",
        "/carriers/nonsense/",
        "/incidents/nonsense/",
        "/nonsense/",
    ],
)
def test_what_is_not_there_is_a_404_that_helps(client: Client, url: str) -> None:
    response = client.get(url)

    assert response.status_code == 404
    assert response.cookies == {}
    page = Page(response.text)
    assert page.one("h1").text == "ページが見つかりません"
    assert page.one("form", role="search")["action"] == "/search/"
    assert "/guides/x-sms/" in page.links().values()
    assert page.one("meta", name="robots")["content"] == "noindex"


@pytest.mark.parametrize(
    ("url", "today"),
    [
        ("/guides/twitter-sms/", "/guides/x-sms/"),
        ("/guides/twitter-sms/walk/?situation=locked&x=%2C", "/guides/x-sms/walk/?situation=locked&x=%2C"),
        ("/guides/twitter-sms/walk/reach/?situation=locked", "/guides/x-sms/walk/reach/?situation=locked"),
        ("/guides/x-sms/advice/international-block/?a=b", "/guides/x-sms/advice/intl-block/?a=b"),
        ("/causes/international-block/", "/causes/intl-block/"),
        ("/causes/international-block/kddi/", "/causes/intl-block/au/"),
        ("/carriers/kddi/", "/carriers/au/"),
    ],
)
def test_what_was_renamed_redirects_for_good(client: Client, url: str, today: str) -> None:
    response = client.get(url)

    assert (response.status_code, response["Location"]) == (301, today)


def test_a_failure_keeps_the_guides_in_reach(rf: RequestFactory) -> None:
    response = errors.server_error(rf.get("/"))

    assert (response.status_code, response["Cache-Control"]) == (500, "no-store")
    assert "/guides/x-sms/" in Page(response.text).links().values()


@pytest.mark.point(38)
def test_a_failure_without_any_release_is_still_a_page(rf: RequestFactory) -> None:
    snapshot.swap(None)
    try:
        raise snapshot.NoSnapshotError  # noqa: TRY301  # what the handler is called within
    except snapshot.NoSnapshotError:
        response = errors.server_error(rf.get("/"))

    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert Page(response.text).one("h1").text == "いまは表示できません"
