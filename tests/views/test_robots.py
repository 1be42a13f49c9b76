"""What crawlers may read."""

from django.test import Client


def test_crawlers_may_see_walks_say_noindex_and_find_the_sitemap(client: Client) -> None:
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain"
    assert response.text.splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Sitemap: http://testserver/sitemap.xml",
    ]
    assert client.get("/sitemap.xml").status_code == 200


def test_is_answered_without_a_cookie_and_to_readers_alone(client: Client) -> None:
    response = client.get("/robots.txt")

    assert response.cookies == {}
    assert client.post("/robots.txt").status_code == 405


def test_has_one_address(client: Client) -> None:
    response = client.get("/robots.txt?x=1")

    assert (response.status_code, response["Location"]) == (302, "/robots.txt")
