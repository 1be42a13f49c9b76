"""The page of an advice: why, what to do, whose steps, what next."""

import pytest
from django.test import Client

from .reading import Page

WALK = "situation=locked&reach=people-only&recent=none"
FILTER = f"/guides/x-sms/advice/filter/?{WALK}&carrier=au"
INTL = f"/guides/x-sms/advice/intl-block/?{WALK}"


@pytest.fixture
def blocked(client: Client) -> Page:
    """Read the advice about the setting that differs by carrier."""
    return Page(client.get(f"{INTL}&carrier=ahamo").text)


def test_names_its_cause_for_scripts_and_people(blocked: Page) -> None:
    step = blocked.one(id="step")

    assert (step["data-step"], step["data-cause"]) == ("advice", "intl-block")
    assert blocked.one(id="step-title").text == "「海外SMSの拒否」か確かめる"
    assert blocked.one("title").text.startswith("「海外SMSの拒否」か確かめる | XのSMSが届かない")


def test_says_why_this_comes_now(blocked: Page) -> None:
    assert blocked.one("p", class_="caption").text == "最初に確かめること"
    assert blocked.one("p", class_="reason").text == "「友だちからだけ届く」と答えたためです。"


def test_gives_the_network_s_steps_to_a_brand(blocked: Page) -> None:
    assert [step.text for step in blocked.all("span", class_="imperative")] == ["My docomoを開く", "5分待つ"]
    assert blocked.one("details", class_="switch").text.startswith("回線: ahamo ドコモと共通 変更")


def test_links_outward_with_the_host_in_words(blocked: Page) -> None:
    assert blocked.links()["docomo.ne.jp を開く"] == "https://www.docomo.ne.jp/"


def test_each_step_is_ticked_by_its_own_words_and_sent_nowhere(blocked: Page) -> None:
    labels = blocked.all("label", class_="step")
    boxes = [box for box in blocked.all("input", type="checkbox") if labels[0].place < box.place]

    assert [label.text for label in labels] == ["1 . My docomoを開く", "2 . 5分待つ"]
    assert [box["value"] for box in boxes] == ["intl-block/d-open", "intl-block/d-wait"]
    assert [box for box in boxes if "name" in box.attributes] == []
    assert labels[-1].place < blocked.one("form", class_="verdict").place


def test_waiting_is_told_without_a_clock_and_with_its_minutes(blocked: Page) -> None:
    wait = blocked.one("span", data_wait_minutes="5")

    assert wait.text == "5分後"


def test_warns_before_the_steps(blocked: Page) -> None:
    warning = blocked.one("p", class_="warning")

    assert warning.text == "注意: 暗証番号を3回まちがえないでください。"
    assert warning.place < blocked.all("ol", class_="steps")[0].place


def test_asks_for_a_verdict_with_all_that_was_said(blocked: Page) -> None:
    form = blocked.one("form", class_="verdict")

    assert (form["action"], form["method"]) == ("/guides/x-sms/report/", "post")
    hidden = {one["name"]: one["value"] for one in blocked.all("input", type="hidden")}
    assert hidden == {
        "situation": "locked", "reach": "people-only", "recent": "none", "carrier": "ahamo", "cause": "intl-block",
    }  # fmt: skip
    buttons = {button["value"]: button.text for button in blocked.all("button", name="verdict")}
    assert buttons == {"solved": "届いた", "unsolved": "まだ届かない"}


def test_warns_of_fake_support(blocked: Page) -> None:
    assert "SMS受信代行" in blocked.one("section", class_="safety").text


def test_folds_the_other_causes_with_their_chance_in_words(blocked: Page) -> None:
    folded = blocked.one("details", class_="next")

    assert "迷惑フォルダに入った よくある" in folded.text
    assert "海外SMSの拒否" not in folded.text


def test_last_resorts_are_one_tap_away(blocked: Page) -> None:
    assert blocked.links()["バックアップコードで入る"] == "/causes/backup-code/"


@pytest.mark.point(24)
def test_shows_its_age_and_release(blocked: Page) -> None:
    assert blocked.one("p", class_="imprint").text == "内容を見直した日: 2026年10月1日 ・ 第7版"


@pytest.mark.point(19)
def test_shows_the_carrier_s_phone(blocked: Page, client: Client) -> None:
    assert blocked.all("section", class_="phone-card") == []  # ahamo has none of its own

    docomo = Page(client.get(f"{INTL}&carrier=docomo").text)
    assert "電話 151 (9時〜20時)" in docomo.one("section", class_="phone-card").text
    assert docomo.links()["151"] == "tel:151"


def test_another_carrier_s_steps_are_one_tap_away(client: Client) -> None:
    docomo = Page(client.get(f"{INTL}&carrier=docomo").text)

    au = Page(client.get(docomo.links()["au"]).text)

    assert docomo.links()["au"] == f"{INTL}&carrier=au"
    assert docomo.one("a", aria_current="true").text == "ドコモ"
    assert au.one(id="step")["data-cause"] == "intl-block"
    assert [step.text for step in au.all("span", class_="imperative")] == ["マイページを開く"]


def test_an_unsure_carrier_gets_everyone_s_steps(client: Client) -> None:
    page = Page(client.get(f"{INTL}&carrier=unsure").text)

    assert page.one(id="step")["data-cause"] == "intl-block"
    assert "わからない どの回線にも共通" in page.one("details", class_="switch").text


def test_devices_are_switched_on_the_spot(client: Client) -> None:
    open_ = Page(client.get(f"{FILTER}&tried=intl-block").text)
    devices = {link.text: link["href"] for link in open_.all("a") if "device=" in link.attributes.get("href", "")}
    android = Page(client.get(devices["Android"]).text)

    assert devices["iPhone"] == f"{FILTER}&device=ios&tried=intl-block"
    assert [title.text for title in open_.all("h3", class_="device")] == ["iPhone", "Android", "どの端末でも"]
    assert [one.text for one in open_.all("span", class_="number")] == ["1 .", "1 .", "2 .", "3 ."]
    assert [step.text for step in android.all("span", class_="imperative")] == [
        "「スパムとブロック中」を見る", "「スパムではない」を押す", "新しいコードを使う",
    ]  # fmt: skip
    assert android.one("a", aria_current="true").text == "Android"


def test_a_look_alike_is_explained_by_the_answer_that_leads_there(client: Client) -> None:
    page = Page(client.get("/guides/x-sms/advice/invalid/?situation=invalid").text)

    assert page.one("p", class_="caption").text == "答えからわかった原因"
    assert page.one(id="step-title").text == "コードが無効"
    assert page.one("p", class_="reason").text == "「『無効』と出る」と答えたためです。"


def test_a_vain_try_can_be_taken_back(client: Client) -> None:
    page = Page(client.get(f"{FILTER}&tried=intl-block").text)

    assert page.links()["取り消す : 海外SMSの拒否"] == f"{INTL}&carrier=au"
