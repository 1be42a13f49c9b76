"""Without a second factor nobody publishes, tells of outages or keeps accounts; whoever has one is asked for it."""

import re

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.admin.forms import filled
from tests.publishing.documents import small
from tests.security.coming_in import PASSWORD, SECOND, come_in, is_in, somebody, try_in
from tests.signing_in import code
from troubleshoot.door import factors
from troubleshoot.models import Incident, Release
from troubleshoot.publishing.importing import import_document

PUBLISH = "/admin/troubleshoot/release/publish/"
pytestmark = pytest.mark.django_db


def drafted(title):
    document = small()
    document["causes"]["filter"]["title"]["ja"] = title
    import_document(document, actor=None)


def set_up(client):
    """Have whoever is signed in add an app; return its key and the page of codes."""
    shown = client.get("/admin/factors/app/")
    key = client.session["door.app"]
    return key, client.post("/admin/factors/app/", {**filled(shown, "app-form"), "code": code(key)})


def hidden(page):
    """Return what a page carries to be sent on."""
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)


def test_without_a_second_factor_nothing_is_published_and_nothing_written_is_lost(client, content):
    drafted("別の題")
    somebody()
    come_in(client)

    shown = client.get(PUBLISH)
    refused = client.post(PUBLISH, filled(shown, "tell-form", note="題を直した"))

    assert (shown.status_code, refused.status_code) == (200, 403)
    assert "/admin/factors/?next=" in shown.text
    assert "/admin/factors/" in refused.text
    assert ("note", "題を直した") in hidden(refused)
    assert Release.objects.count() == 1


def test_what_was_refused_is_sent_again_once_a_factor_is_there(client, content):
    drafted("別の題")
    somebody()
    come_in(client)
    refused = client.post(PUBLISH, filled(client.get(PUBLISH), "tell-form", note="題を直した"))

    set_up(client)
    sent = client.post(PUBLISH, filled(refused, "needed-form"))

    assert sent.status_code == 303
    assert Release.objects.newest().note == "題を直した"


def test_looking_again_at_what_would_be_published_takes_none(client, content):
    drafted("別の題")
    somebody()
    come_in(client)

    assert client.post(PUBLISH, {**filled(client.get(PUBLISH), "tell-form"), "check": "1"}).status_code == 200
    assert Release.objects.count() == 1


@pytest.mark.parametrize("role", ["障害担当", "責任者"])
def test_without_a_second_factor_nobody_tells_of_an_outage(client, content, role):
    somebody(role=role)
    come_in(client)

    refused = client.post("/admin/troubleshoot/incident/add/", {"title": "止まっています", "body": "調べています。"})

    assert (refused.status_code, Incident.objects.count()) == (403, 0)
    assert ("title", "止まっています") in hidden(refused)


def test_whoever_writes_alone_goes_on_without(client, content):
    somebody(role="編集者")
    come_in(client)
    page = "/admin/troubleshoot/cause/add/"

    assert client.get(page).status_code == 200
    assert client.post(page, filled(client.get(page), "cause_form")).status_code == 200  # its mistakes are shown


def test_whoever_has_a_factor_is_not_in_before_it_is_given(client, content):
    somebody(app=True)

    asked = try_in(client)

    assert (asked.status_code, asked["Location"]) == (303, f"{SECOND}?next=%2Fadmin%2F")
    assert not is_in(client)
    assert client.post(SECOND, {"door-code": code()}).status_code == 302
    assert is_in(client)
    drafted("別の題")
    assert client.post(PUBLISH, filled(client.get(PUBLISH), "tell-form")).status_code == 303


def test_the_second_step_alone_lets_nobody_in(client, content):
    somebody(app=True)

    answer = client.post(SECOND, {"door-code": code()})

    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/?next=%2Fadmin%2F")
    assert not is_in(client)


def test_a_password_that_was_changed_meanwhile_ends_the_second_step(client, content):
    user = somebody(app=True)
    try_in(client)

    user.set_password("yet-another-password-7")
    user.save()

    assert client.post(SECOND, {"door-code": code()}).status_code == 302
    assert not is_in(client)


def test_a_code_is_right_once(client, content):
    somebody(app=True)
    come_in(client)
    client.post("/admin/logout/")

    try_in(client)

    assert client.post(SECOND, {"door-code": code()}).status_code == 422


def test_codes_for_emergencies_are_shown_once_and_good_once(client, content):
    user = somebody(app=False)
    come_in(client)
    _key, shown = set_up(client)
    codes = re.findall(r"<code>([a-z0-9-]{17})</code>", shown.text)
    client.post("/admin/logout/")

    try_in(client)
    first = client.post(SECOND, {"door-code": codes[0].upper()})
    pages = client.get("/admin/factors/").text
    client.post("/admin/logout/")
    try_in(client)
    again = client.post(SECOND, {"door-code": codes[0]})

    assert (len(codes), first.status_code, again.status_code) == (10, 302, 422)
    assert not any(one in pages for one in codes)
    assert factors.of(user).codes == 9
    assert not any(codes[1].replace("-", "") in row.token for row in user.staticdevice_set.get().token_set.all())


def test_wide_digits_and_gaps_are_understood(client, content):
    somebody(app=True)
    try_in(client)
    wide = code().translate({ord("0") + digit: ord("０") + digit for digit in range(10)})

    assert client.post(SECOND, {"door-code": f"{wide[:3]} {wide[3:]}"}).status_code == 302


def test_looking_before_telling_of_an_outage_takes_none_and_tells_nobody(client, content):
    somebody(role="障害担当")
    come_in(client)
    page = "/admin/troubleshoot/incident/add/"

    assert client.post(page, {"title": "止まっています", "_preview": "1"}).status_code in {200, 422}
    assert Incident.objects.count() == 0


def test_wrong_code_keeps_no_app(client, content):
    somebody()
    come_in(client)
    client.get("/admin/factors/app/")

    answer = client.post("/admin/factors/app/", {"code": "000000"})

    assert (answer.status_code, TOTPDevice.objects.count()) == (422, 0)


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_door_leads_nowhere_else(client, content, to):
    somebody(app=True)

    asked = client.post("/admin/login/", {"username": "hanako", "password": PASSWORD, "next": to})
    answer = client.post(SECOND, {"door-code": code(), "next": to})

    assert "evil" not in asked["Location"]
    assert answer["Location"] == "/admin/"


def test_a_site_where_everybody_must_have_one_leads_there(client, content, settings):
    settings.SECOND_FACTOR = "everybody"
    somebody(role="編集者")
    come_in(client)
    page = "/admin/troubleshoot/cause/add/"

    led, refused = client.get(page), client.post(page, {"title_ja": "新しい原因"})

    assert (led.status_code, led["Location"]) == (302, "/admin/factors/?next=%2Fadmin%2Ftroubleshoot%2Fcause%2Fadd%2F")
    assert refused.status_code == 403
    assert ("title_ja", "新しい原因") in hidden(refused)
    set_up(client)
    assert client.get(page).status_code == 200


def test_a_site_may_go_without(client, content, settings):
    settings.SECOND_FACTOR = "off"
    drafted("別の題")
    somebody()
    come_in(client)

    assert client.post(PUBLISH, filled(client.get(PUBLISH), "tell-form")).status_code == 303
