"""The pages around the walk."""

import pytest
from django.test import Client

from troubleshoot.engine.guide import Device, RemedyStep
from troubleshoot.engine.remedy import Remedy
from troubleshoot.views.reader import remedies, words

from .reading import Page


def test_a_guide_opens_with_its_first_question(client: Client) -> None:
    page = Page(client.get("/guides/x-sms/").text)

    assert page.one(id="step")["data-step"] == "question"
    assert page.one(id="step-title").text == "XのSMSが届かない"
    assert [link["data-answer"] for link in page.all("a", class_="answer")] == [
        "locked", "signup", "invalid", "unsure",
    ]  # fmt: skip


def test_a_guide_warns_and_opens_the_door_before_it_asks(client: Client) -> None:
    page = Page(client.get("/guides/x-sms/").text)

    door = page.one("details", class_="door")
    assert "バックアップコードで入る" in door.text
    assert page.one("details", class_="cautions").place < door.place < page.one(id="question").place


def test_a_guide_lists_all_its_causes_after_the_question(client: Client) -> None:
    page = Page(client.get("/guides/x-sms/").text)

    causes = page.one("section", class_="causes")
    assert causes.place > page.one(id="question").place
    assert causes.text == "原因の一覧から探す 海外SMSの拒否 迷惑フォルダに入った 送りすぎ Xの障害"


def test_a_cause_offers_the_carriers_whose_steps_differ(client: Client) -> None:
    links = Page(client.get("/causes/intl-block/").text).links()

    assert links["ahamo"] == "/causes/intl-block/ahamo/"
    assert "au" not in links


def test_a_cause_on_a_carrier_has_that_carrier_s_steps(client: Client) -> None:
    page = Page(client.get("/causes/intl-block/ahamo/").text)

    assert [step.text for step in page.all("span", class_="imperative")] == ["My docomoを開く", "5分待つ"]
    assert page.one("p", class_="remark").text == "ドコモと共通の手順です。"


def test_a_carrier_lists_what_is_its_own_or_its_network_s(client: Client) -> None:
    page = Page(client.get("/carriers/ahamo/").text)

    assert page.links()["海外SMSの拒否"] == "/causes/intl-block/ahamo/"
    assert page.links()["ドコモ"] == "/carriers/docomo/"


@pytest.mark.parametrize(
    ("text", "dialled"),
    [
        ("電話 151(9時〜20時)", ["tel:151"]),
        ("携帯からは157、ほかは0077-7-111とされています。", ["tel:157", "tel:00777111"]),
        ("Call 0120-800-000 or 050-5434-4653.", ["tel:0120800000", "tel:05054344653"]),
        ("100円、120分、180 yen、2026-11-25、1510番、3-157、0120-80", []),
        ('<a href="tel:110-">"110"</a>', ["tel:110"]),
    ],
)
def test_telephone_numbers_in_a_text_can_be_dialled(text: str, dialled: list[str]) -> None:
    page = Page(words.with_phones(text))

    assert [link["href"] for link in page.all("a")] == dialled
    assert "".join(page.elements[0].texts) == text


def test_numbers_are_told_in_words() -> None:
    assert [words.minutes(amount) for amount in (0, 0.5, 4.2, 11)] == ["", "約1分", "約5分", "約15分"]
    assert [words.after(wait) for wait in (0, 5, 90, 180, 1440, 2880)] == [
        "", "5分後", "1時間30分後", "3時間後", "24時間後", "2日後",
    ]  # fmt: skip
    assert [words.chance(p) for p in (0.6, 0.3, 0.1, 0.01)] == ["可能性が高い", "よくある", "ときどきある", "まれ"]


def test_a_reader_of_one_device_counts_without_gaps() -> None:
    devices = {
        "ios": Device("ios", "iPhone"),
        "ios-26": Device("ios-26", "iOS 26", "ios"),
        "android": Device("android", "Android"),
    }
    order = (None, None, "ios", "ios-26", "android", None)
    steps = tuple(RemedyStep(str(place), "する", device=device, minutes=1) for place, device in enumerate(order))

    remedy = remedies.remedy_part(Remedy(None, steps), devices)

    starts = {block.device or "first": block.start for block in remedy.blocks}
    assert starts == {"first": 1, "iPhone": 3, "iOS 26": 4, "Android": 3, "どの端末でも": 5}
