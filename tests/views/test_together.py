"""An advice of several causes: what they share once, one new code for all, one verdict; codes counted and put off."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.insight.verdicts import entries
from troubleshoot import snapshot
from troubleshoot.insight import recording
from troubleshoot.insight.journal import Journal, Verdict
from troubleshoot.insight.recording import Recorder

from .batches import TRAP, a_snapshot
from .reading import Element, Page

SEVERAL = "/guides/several/advice/intl-block/?situation=locked&carrier=docomo"
ALL_TRIED = "/guides/several/end/?situation=locked&carrier=docomo&tried=blocklist,intl-block,spam&resent=1"
LOOKING = "/guides/looking/advice/all-block/?situation=locked&carrier=docomo"
LOOKED_AT = "/guides/looking/advice/all-block/?situation=locked&carrier=docomo&tried=own-list"
SINGLE = "/guides/single/advice/plain/?situation=locked&carrier=docomo"
SECOND = "/guides/single/advice/intl-block/?situation=locked&carrier=docomo&tried=plain&resent=1"
PAUSE = "/guides/single/advice/intl-block/?situation=locked&carrier=docomo&tried=plain&resent=2"


@pytest.fixture(autouse=True)
def batches() -> None:
    """Serve the guides whose causes are tried together."""
    snapshot.swap(a_snapshot())


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    """Record into a journal of the test's own."""
    before = recording.current()
    recording.install(own := Recorder(Journal(tmp_path / "journal")))
    yield own
    recording.install(before)


def read(client: Client, url: str) -> Page:
    """Return a page that is there under just this address."""
    response = client.get(url)
    assert response.status_code == 200, response.headers.get("Location")
    return Page(response.text)


def told(page: Page) -> list[str]:
    """Return the headings and the steps of the remedies, as they follow each other."""
    titles = [one for one in page.elements if one.tag in {"h3", "h4", "h5"}]
    steps = page.all("label", class_="step")
    return [one.text for one in sorted([*titles, *steps], key=lambda one: one.place)]


def before(one: Element, other: Element) -> bool:
    """Tell which of two stands first."""
    return one.place < other.place


def send(client: Client, page: Page, verdict: str, **more: str) -> tuple[int, str]:
    """Send the form of an advice; return the status and where it leads."""
    form = page.one("form", class_="verdict")
    button = page.one("button", name="verdict", value=verdict)
    within = [one for one in page.all("input", type="hidden") if form.place < one.place < button.place]
    fields = {field["name"]: field["value"] for field in within}
    body = urlencode({**fields, **more, "verdict": verdict})
    response = client.post(form["action"], body, content_type="application/x-www-form-urlencoded")
    return response.status_code, response["Location"]


def test_several_are_told_on_one_page_with_what_they_share_once(client: Client) -> None:
    page = read(client, f"{SEVERAL}")

    assert page.one(id="step-title").text == "「海外SMSの拒否」など3つを試す"
    assert told(page) == [
        "海外SMSの拒否",
        "1 . My docomoを開く",
        "2 . 国際SMS拒否を外す",
        "迷惑SMSの拒否",
        "3 . 危険SMS拒否を外す",
        "スマホで止めている",
        "iPhone",
        "4 . 着信拒否を外す",
        "Android",
        "4 . ブロックを外す",
        "送り直す(1回だけ)",
        "5 . コードを1回だけ送り直す",
        "そのあと",
        "海外SMSの拒否",
        "6 . 国際SMS拒否を戻す",
    ]


def test_a_door_s_trap_is_told_once_and_before_it(client: Client) -> None:
    page = read(client, SEVERAL)

    (notice, *others) = [one for one in page.all("p") if TRAP in one.text]
    assert (notice.text, others) == (f"入る前に: {TRAP}", [])
    assert before(notice, page.all("label", class_="step")[0])
    section = page.one("section", aria_labelledby="part-spam")
    assert section.text.startswith("迷惑SMSの拒否 同じページを開いたまま、続けます。")


def test_all_of_it_is_measured_as_one_remedy(client: Client) -> None:
    page = read(client, SEVERAL)

    assert page.one("h2", class_="todo").text == "やること 約8分 待つ時間 5分"  # the door's 3, and 5 steps of one


def test_a_step_s_tick_tells_its_cause(client: Client) -> None:
    boxes = [box["value"] for box in read(client, SEVERAL).all("input", type="checkbox")]

    assert boxes == [
        "intl-block/d-open", "intl-block/d-allow", "spam/d-off", "blocklist/ios", "blocklist/android",
        "intl-block/d-again", "intl-block/d-back",
    ]  # fmt: skip


def test_no_other_code_is_asked_for_than_the_one(client: Client) -> None:
    page = read(client, SEVERAL)

    assert [one.text for one in page.all("h2") if one.text == "直ったか確かめる"] == []
    assert "送り直します。" not in page.one("main").text
    assert page.one("p", class_="reason").text == "コードは何度も送り直せません。先に全部を済ませて、1回だけ送ります。"


def test_causes_looked_at_behind_one_door_are_told_together(client: Client) -> None:
    page = read(client, LOOKING)

    assert told(page) == [
        "一括拒否",
        "1 . My docomoを開く",
        "2 . 一括拒否を外す",
        "個別の受信",
        "3 . 個別の受信を外す",
        "直したところがあれば、送り直す(1回だけ)",
        "4 . コードを1回だけ送り直す",
    ]
    assert page.one("p", class_="count").text == "続けて送り直すのは、これを入れて2回までにします。"
    assert "直ったか確かめる: 家族から1通もらいます。" in page.one("section", aria_labelledby="part-all-block").text
    assert page.one("p", class_="reason").text == "同じページの中でできるので、続けて確かめます。"


def test_who_sees_that_it_is_something_else_is_told_to_send_nothing(client: Client) -> None:
    count = read(client, LOOKED_AT).one("p", class_="count").text

    assert count == (
        "当てはまらなければ、送らずに「まだ届かない」へ進みます。続けて送り直すのは、これを入れて2回までにします。"
    )


@pytest.mark.parametrize(("place", "resent"), [(LOOKED_AT, "&resent=1"), (f"{LOOKED_AT}&resent=1", "&resent=2")])
def test_a_code_sent_after_looking_counts_where_the_reader_says_so(
    client: Client, recorder: Recorder, place: str, resent: str
) -> None:
    page = read(client, place)
    box = page.one("input", name="code.sent", type="checkbox")
    kept = place.partition("tried=own-list")[2]

    assert send(client, page, "unsolved")[1].endswith(f"&tried=all-block,own-list{kept}")
    assert send(client, page, "unsolved", **{box["name"]: box["value"]})[1].endswith(
        f"&tried=all-block,own-list{resent}"
    )
    assert not [entry for entry in entries(recorder.journal) if entry and "sent" in repr(entry.said)]


def test_after_the_safe_ones_a_code_is_put_off_where_looking_shows_the_cause(client: Client) -> None:
    page = read(client, f"{LOOKED_AT}&resent=2")

    assert page.one("p", class_="count").text.endswith("送るのは、1日たってからにします。")
    assert page.one("span", data_wait_minutes="1440").text == "24時間後"
    assert page.links()["1日たったので、続きを見る"] == LOOKED_AT


@pytest.mark.parametrize(
    "place", [SEVERAL, SECOND, "/guides/looking/advice/own-list/?situation=locked&tried=all-block"]
)
def test_where_all_send_a_code_or_none_nobody_is_asked_whether(client: Client, place: str) -> None:
    assert read(client, place).all("input", name="code.sent") == []


def test_where_no_remedy_says_how_a_sentence_asks_for_the_new_code(client: Client) -> None:
    page = read(client, "/guides/wordless/advice/plain/?situation=locked&carrier=docomo")

    section = page.one("section", aria_labelledby="resend-title").text
    assert section.startswith("送り直す(1回だけ) 全部済んだら、コードを1回だけ送り直して5分待ちます。")
    assert section.endswith("続けて送り直すのは、これを入れて2回までにします。")


def test_one_alone_keeps_its_own_steps_and_tells_the_count(client: Client) -> None:
    page = read(client, SECOND)

    assert page.one(id="step-title").text == "「海外SMSの拒否」か確かめる"
    assert told(page) == [
        "1 . My docomoを開く", "2 . 国際SMS拒否を外す", "3 . コードを1回だけ送り直す", "4 . 国際SMS拒否を戻す",
    ]  # fmt: skip
    assert page.one("p", class_="count").text == "続けて送り直すのは、これで最後にします。"


def test_one_whose_steps_send_no_code_tells_the_count_after_them(client: Client) -> None:
    count = read(client, SINGLE).one("p", class_="count").text

    assert count == "送り直すときは、1回だけにします。 続けて送り直すのは、これを入れて2回までにします。"


def test_after_the_safe_ones_the_next_is_put_off_by_a_day(client: Client) -> None:
    page = read(client, PAUSE)

    notice, others = page.one("section", class_="pause"), page.one("section", class_="other-ways")
    assert notice.text.startswith("今日は、もう送り直しません")
    assert page.one("p", class_="count").text == "送るのは、1日たってからにします。"
    assert page.one("span", data_wait_minutes="1440").text == "24時間後"
    first = page.all("label", class_="step")[0]
    assert before(notice, others)
    assert before(others, first)


def test_a_day_later_codes_are_counted_anew(client: Client) -> None:
    onward = read(client, PAUSE).links()["1日たったので、続きを見る"]

    page = read(client, onward)

    assert onward == "/guides/single/advice/intl-block/?situation=locked&carrier=docomo&tried=plain"
    assert page.all("section", class_="pause") == []
    assert page.one("p", class_="count").text == "続けて送り直すのは、これを入れて2回までにします。"


def test_one_verdict_is_about_all_of_it(client: Client, recorder: Recorder) -> None:
    page = read(client, SEVERAL)

    answer = send(client, page, "unsolved")

    assert page.one("input", name="cause", type="hidden")["value"] == "intl-block,blocklist,spam"
    assert answer == (303, ALL_TRIED)
    assert client.get(ALL_TRIED).status_code == 200
    said = [entry.said for entry in entries(recorder.journal) if entry and isinstance(entry.said, Verdict)]
    assert said == [
        Verdict("several", "situation=locked&carrier=docomo", "", "intl-block", "unsolved", "blocklist,spam")
    ]


def test_solved_puts_back_what_all_of_it_changed(client: Client, recorder: Recorder) -> None:
    del recorder

    status, place = send(client, read(client, SEVERAL), "solved")

    assert (status, place) == (303, "/guides/several/solved/intl-block/?situation=locked&carrier=docomo")
    undo = read(client, place).one("section", aria_labelledby="afterwards-title").text
    assert undo == "元に戻すこと 国際SMS拒否を元に戻します。 危険SMS拒否を元に戻します。"


def test_words_about_what_was_tried_count_no_code(client: Client, recorder: Recorder) -> None:
    del recorder
    page = read(client, SECOND)
    form = page.one("form", class_="feedback")
    fields = {"situation": "locked", "carrier": "docomo", "tried": "plain", "resent": "1", "cause": "plain"}
    body = urlencode({**fields, "verdict": "unsolved", "feedback.text": "番号は合っていた"})

    response = client.post(form["action"], body, content_type="application/x-www-form-urlencoded")

    assert (response.status_code, response["Location"]) == (303, f"{SECOND}#feedback-kept")


def test_a_verdict_of_what_was_tried_already_counts_no_code(client: Client, recorder: Recorder) -> None:
    fields = {"situation": "locked", "carrier": "docomo", "tried": "plain", "resent": "1", "cause": "plain"}
    body = urlencode({**fields, "verdict": "unsolved"})

    response = client.post("/guides/single/report/", body, content_type="application/x-www-form-urlencoded")

    assert (response.status_code, response["Location"]) == (303, f"{SECOND}#not-kept")
    assert entries(recorder.journal) == []


def test_what_comes_next_leaves_out_what_is_on_the_page(client: Client) -> None:
    assert read(client, SEVERAL).all("details", class_="next") == []

    folded = read(client, SINGLE).one("details", class_="next")
    assert folded.text.startswith("ほかに考えられる原因 海外SMSの拒否")


def test_each_cause_says_why_it_happens(client: Client) -> None:
    summaries = [one.text for one in read(client, SEVERAL).all("summary")]

    assert [one for one in summaries if one.startswith("なぜ起きるのか")] == [
        "なぜ起きるのか: 海外SMSの拒否",
        "なぜ起きるのか: 迷惑SMSの拒否",
    ]


@pytest.mark.parametrize("url", [SEVERAL, SINGLE, "/guides/several/walk/situation/"])
def test_the_quickest_way_in_comes_first_with_its_minutes(client: Client, url: str) -> None:
    ways = read(client, url).one("section", class_="other-ways")

    assert ways.text == (
        "急ぐとき: SMSなしで進む かかる時間の短い順です。 "
        "電話で聞く 約3分 バックアップコードで入る 約4分 1日待つ 約24時間"
    )


def test_the_end_says_that_trying_on_costs_more_and_what_is_left(client: Client) -> None:
    page = read(client, "/guides/costly/end/?situation=locked&tried=blocklist&resent=1")

    assert page.one("p", class_="lead").text == (
        "まだ考えられる原因もありますが、試し続けるより、SMSを使わない方法のほうが早そうです。"
        "SMSを使わない方法を、かかる時間の短い順に並べました。"
    )
    assert [way.text for way in page.all("a", class_="answer")] == [
        "電話で聞く 約3分", "バックアップコードで入る 約4分", "1日待つ 約24時間",
    ]  # fmt: skip
    assert page.one("details", class_="next").text == "まだ考えられる原因 迷惑SMSの拒否 ときどきある"
    assert page.links()["迷惑SMSの拒否"] == "/causes/spam/"


def test_the_end_of_all_causes_says_so(client: Client) -> None:
    page = read(client, ALL_TRIED)

    assert page.one("p", class_="lead").text.startswith("設定でできることは、ひととおり試しました。")
    assert page.all("details", class_="next") == []


def test_a_walk_taken_along_names_all_that_is_tried(client: Client) -> None:
    text = read(client, "/guides/several/carry-on/?situation=locked&carrier=docomo").all("textarea")[0].text

    assert "■ 次に確かめること ・海外SMSの拒否 ・スマホで止めている ・迷惑SMSの拒否" in text
