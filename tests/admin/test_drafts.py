"""Which forms were saved is told to the editors' pages alone."""

import pytest

from tests.admin.forms import filled
from troubleshoot.models import Cause


@pytest.mark.parametrize("secure", [True, False])
def test_cookie_of_saved_drafts_goes_to_the_editors_pages_as_the_session_does(desk, settings, secure):
    settings.SESSION_COOKIE_SECURE = secure
    page = f"/admin/troubleshoot/cause/{Cause.objects.get(slug='filter').pk}/change/"

    saved = desk.post(page, filled(desk.get(page), "cause_form", draft="1a2b", title_ja="新しい題"))

    told = saved.cookies["saved-drafts"]
    assert saved.status_code == 302
    assert (told.value, told["path"], bool(told["secure"])) == (".1a2b", "/admin/", secure)
