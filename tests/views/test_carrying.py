"""A walk is carried on at another device, or to somebody who helps."""

import pytest
from django.test import Client

from troubleshoot.views.reader import carrying

from .reading import Page

WALK = "situation=locked&reach=people-only&recent=mnp,resent&carrier=docomo&device=ios&tried=intl-block"
CARRY_ON = f"/guides/x-sms/carry-on/?{WALK}"
SAID = """\
「XのSMSが届かない」で困っています。

■ 状況
・何をしているときですか → ロックされた
・ほかのSMSは届きますか → 友だちからだけ届く
・どこの回線ですか → ドコモ
・最近のことで当てはまるものは → 乗り換えた、何度も送った
・端末: iPhone

■ 試したこと(まだ解決していません)
・海外SMSの拒否

■ 次に確かめること
・迷惑フォルダに入った

■ お願い
・携帯電話会社の方へ: このSMSを止めている設定や契約がないか、調べてください。
・サービスの方へ: SMSを使わずに本人だと確かめる方法を、教えてください。

この続きのページ:
"""


@pytest.mark.parametrize(
    "url",
    [
        "/guides/x-sms/",
        "/guides/x-sms/walk/reach/?situation=locked",
        f"/guides/x-sms/advice/filter/?{WALK}",
        "/guides/x-sms/end/?situation=locked&reach=unsure&recent=none&carrier=au&tried=intl-block,filter,limit,outage",
    ],
    ids=["guide", "question", "advice", "end"],
)
def test_every_step_shows_its_address_and_leads_on_in_one_tap(client: Client, url: str) -> None:
    page = Page(client.get(url).text)

    fold = page.one("details", class_="carry-on")
    field = page.one(id="address")
    carried = page.links()["QRコードと、窓口に見せる文"]
    assert (field["value"], "readonly" in field.attributes) == (f"http://testserver{url}", True)
    assert fold.place < field.place
    assert Page(client.get(carried).text).one(id="address")["value"] == f"http://testserver{url}"


def test_the_code_holds_the_address_of_the_step(client: Client) -> None:
    html = client.get(CARRY_ON).text

    assert carrying.qr_code(f"http://testserver/guides/x-sms/advice/filter/?{WALK}") in html
    assert Page(html).one("div", role="img")["aria-label"] == "このページを開くQRコード"


def test_an_address_that_no_code_holds_is_shown_without_one() -> None:
    longest = "https://example.jp/" + "x" * 3000

    assert carrying.qr_code(longest) == ""


def test_what_was_answered_and_tried_is_told_in_words(client: Client) -> None:
    message = Page(client.get(CARRY_ON).text).one("textarea")

    assert "".join(message.texts) == f"{SAID}http://testserver/guides/x-sms/advice/filter/?{WALK}"


@pytest.mark.parametrize(("prefix", "own"), [("/en", "en"), ("/easy", "easy")])
def test_other_languages_tell_it_in_japanese_too(client: Client, prefix: str, own: str) -> None:
    page = Page(client.get(prefix + CARRY_ON).text)

    assert [one["id"] for one in page.all("textarea")] == [f"message-{own}", "message-ja"]
    assert [one["lang"] for one in page.all("textarea")] == [page.one("html")["lang"], "ja"]
    japanese = "".join(page.one(id="message-ja").texts)
    assert japanese == f"{SAID}http://testserver/guides/x-sms/advice/filter/?{WALK}"
    assert f"http://testserver{prefix}/guides/x-sms/advice/" in "".join(page.one(id=f"message-{own}").texts)


def test_nothing_said_yet_is_told_as_the_guide_alone(client: Client) -> None:
    page = Page(client.get("/guides/x-sms/carry-on/").text)

    told = "".join(page.one("textarea").texts)
    assert "■ 状況" not in told
    assert told.endswith("http://testserver/guides/x-sms/")


def test_every_other_form_redirects_to_the_canonical_one(client: Client) -> None:
    response = client.get("/guides/x-sms/carry-on/?reach=people-only&situation=locked&utm_source=mail")

    assert response.status_code == 302
    assert response["Location"] == "/guides/x-sms/carry-on/?situation=locked&reach=people-only"


def test_labels_name_their_fields(client: Client) -> None:
    page = Page(client.get(f"/en{CARRY_ON}").text)

    fields = {one["id"] for one in page.elements if one.attributes.get("class") == "taken"}
    assert {label["for"] for label in page.all("label")} == fields == {"address", "message-en", "message-ja"}
