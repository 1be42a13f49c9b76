"""A guide's status page: what is known, how many report, how the last ninety days went."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client

from troubleshoot import snapshot
from troubleshoot.snapshot import pulse

from .conftest import OUTAGE, PAST, a_snapshot
from .reading import Page

STATUS = "/guides/x-sms/status/"
#: 2026-11-25 21:17 in Tokyo.
NOW = datetime(2026, 11, 25, 12, 17, tzinfo=UTC)
QUIET = (0,) * 48


@pytest.fixture(autouse=True)
def _beat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "_held", pulse._Held())
    pulse.swap(pulse.Pulse(NOW, {}))


def section(client: Client, title: str, url: str = STATUS) -> str:
    """Return the text of a part of the page by its title's id."""
    return Page(client.get(url).text).one("section", aria_labelledby=title).text


def test_no_outage_is_told_in_words(client: Client) -> None:
    assert section(client, "now-title") == "いま知られている障害 いま知られている障害はありません。"


@pytest.mark.usefixtures("outage")
def test_an_outage_is_told_with_the_newest_that_was_said(client: Client) -> None:
    page = Page(client.get(STATUS).text)

    told = page.one("section", aria_labelledby="now-title").text
    assert "Xの認証コードが届きにくくなっています 調査中・11月24日 09:00 から 調べています。" in told
    assert page.one("section", class_="banner").place < page.one("h1").place


def test_an_outage_of_another_guide_is_not_told(client: Client) -> None:
    snapshot.swap(a_snapshot(replace(OUTAGE, scopes=(("other", None),))))

    assert "いま知られている障害はありません。" in section(client, "now-title")


def test_few_reports_are_no_curve(client: Client) -> None:
    pulse.swap(pulse.Pulse(NOW, {"x-sms": (19, *QUIET[1:])}))

    assert section(client, "reports-title") == (
        "この24時間の報告 報告がまだ少ないので、グラフは出しません。24時間に20件から出します。"
    )


def test_twenty_reports_are_a_curve_with_the_same_in_words_and_in_a_table(client: Client) -> None:
    pulse.swap(pulse.Pulse(NOW, {"x-sms": (*QUIET[:45], 12, 6, 2)}))

    page = Page(client.get(STATUS).text)

    told = page.one("section", aria_labelledby="reports-title").text
    assert "この24時間の報告は20件です。いちばん多かったのは11月25日 20:00からの30分で、12件でした。" in told
    assert "いまの30分は、ここまでで2件です。" in told
    assert "21:17 現在。" in told
    picture = page.one("svg", class_="curve")
    assert (picture["aria-hidden"], picture["viewbox"]) == ("true", "0 0 480 100")
    drawn = [one["d"] for one in page.all("path") if one["d"].startswith("M451")]
    assert drawn == ["M451 100v-100h8v100zM461 100v-50h8v50zM471 100v-17h8v17z"]
    rows = list(
        zip([one.text for one in page.all("th", scope="row")], [one.text for one in page.all("td")], strict=True)
    )
    assert len(rows) == 48
    assert (rows[0], rows[-1]) == (("11月24日 21:30", "0"), ("11月25日 21:00", "2"))


def test_where_the_numbers_cannot_be_had_the_page_says_so(client: Client) -> None:
    pulse.swap(pulse.Pulse(NOW))

    assert section(client, "reports-title") == "この24時間の報告 いまは報告の数を読めません。"


def bars(client: Client, url: str = STATUS) -> dict[str, str]:
    """Return what is said of each component's last days."""
    page = Page(client.get(url).text)
    names = page.all("p", class_="days-name")
    texts = " ".join(one.text for one in page.all("ul", class_="days"))
    return {name.text: texts.partition(name.text)[2].strip() for name in names}


def test_ninety_days_without_an_incident_say_so_once_for_a_brand_and_its_network(client: Client) -> None:
    snapshot.swap(a_snapshot())

    page = Page(client.get(STATUS).text)

    assert [one.text for one in page.all("p", class_="days-name")] == ["全体(どこかの会社で起きたもの)", "ドコモ", "au"]
    assert " ".join(one.text for one in page.all("ul", class_="days")).count("記録された障害はありません。") == 3


def test_a_day_of_trouble_is_told_in_words_where_it_was(client: Client) -> None:
    on_au = replace(
        PAST, started_at="2026-11-20T10:00:00+09:00", resolved_at="2026-11-20T12:30:00+09:00", impact="critical"
    )
    work = replace(
        PAST, scopes=((None, "ahamo"),), impact="maintenance", status="completed",
        started_at="2026-11-18T02:00:00+09:00", resolved_at="2026-11-18T03:00:00+09:00",
    )  # fmt: skip
    snapshot.swap(a_snapshot(on_au, work))

    said = bars(client)

    assert list(said) == ["全体(どこかの会社で起きたもの)", "ドコモ", "ahamo", "au"]
    assert said["ドコモ"].startswith("記録された障害はありません。")
    assert said["ahamo"].startswith("記録された障害はありません。メンテナンスの日は1日です。")
    assert said["au"] == ("障害のあった日は1日、合わせて2時間30分です。 auの日ごとの記録 11月20日 重大な障害 2時間30分")
    critical = [one["d"] for one in Page(client.get(STATUS).text).all("path", class_="critical")]
    assert critical == ["M84 10v-10h.8v10z"] * 2


def test_incidents_of_the_guide_that_are_over_are_listed(client: Client) -> None:
    page = Page(client.get(STATUS).text)

    [row] = page.all("a", class_="answer")
    assert (row["href"], row.text) == ("/incidents/au-2025-06-26/", "auの障害 2026年11月24日 09:00・大きい障害")


@pytest.mark.parametrize(
    ("url", "title"), [(f"/en{STATUS}", "How it stands now"), (f"/easy{STATUS}", "いま どうなっているか")]
)
def test_it_is_there_in_every_language(client: Client, url: str, title: str) -> None:
    pulse.swap(pulse.Pulse(NOW, {"x-sms": (*QUIET[:47], 30)}))

    page = Page(client.get(url).text)

    assert page.one("h1").text == title
    assert page.one("form", class_="too")["action"] == url.replace("status", "too")


def test_an_old_name_leads_to_today_s_for_good_and_a_query_to_none(client: Client) -> None:
    moved, plain = client.get("/guides/twitter-sms/status/"), client.get(f"{STATUS}?x=1")

    assert (moved.status_code, moved["Location"]) == (301, STATUS)
    assert (plain.status_code, plain["Location"]) == (302, STATUS)
    assert client.get("/guides/nonsense/status/").status_code == 404


def test_the_guide_s_page_leads_there(client: Client) -> None:
    assert Page(client.get("/guides/x-sms/").text).links()["いまの状況を見る"] == STATUS
