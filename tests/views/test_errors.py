"""Pages for when something is not there or went wrong still help: sentence, incident, guides, phone numbers."""

import pytest
from django.test import Client
from django.test.utils import override_settings
from django.urls import path

from helpcenter import urls

from .reading import Page

handler404, handler500 = urls.handler404, urls.handler500


def broken(request):
    """Fail, as a view with a fault does."""
    message = "a fault"
    raise ZeroDivisionError(message)


urlpatterns = [path("broken/", broken), *urls.urlpatterns]


def answered(url: str):
    """Return an answer as a browser gets it, a fault in a view included."""
    return Client(raise_request_exception=False).get(url)


@pytest.mark.point(38)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@override_settings(ROOT_URLCONF="tests.views.test_errors")
@pytest.mark.parametrize(("url", "status"), [("/nowhere/", 404), ("/causes/nonsense/", 404), ("/broken/", 500)])
def test_an_error_helps(outage, url: str, status: int) -> None:
    response = answered(url)

    page = Page(response.text)
    assert response.status_code == status
    assert (response["X-Robots-Tag"], page.one("meta", name="robots")["content"]) == ("noindex", "noindex")
    assert "no-store" in response["Cache-Control"]
    assert page.one("p", data_incident=outage.slug)
    assert page.one("p", class_="lead").text
    assert {"/guides/x-sms/", "/carriers/docomo/"} <= set(page.links().values())
    assert [one["href"] for one in page.all("a", class_="call")] == ["tel:151"]
    assert page.all("link", rel="alternate") == []
