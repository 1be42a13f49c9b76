"""The history of incidents: by month, with how long each lasted, and one incident told whole."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client

from troubleshoot import snapshot
from troubleshoot.engine.guide import Incident, IncidentUpdate
from troubleshoot.snapshot import pulse

from .conftest import OUTAGE, PAST, a_snapshot
from .reading import Page

NOW = datetime(2026, 11, 25, 12, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _beat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "_held", pulse._Held())
    pulse.swap(pulse.Pulse(NOW, {}))


def past(month: str, minutes: int = 90, **more: object) -> Incident:
    """Return an incident of a month's tenth, at ten."""
    ends = f"{10 + minutes // 60:02}:{minutes % 60:02}"
    times = {"started_at": f"{month}-10T10:00:00+09:00", "resolved_at": f"{month}-10T{ends}:00+09:00"}
    return replace(PAST, slug=f"i-{month}-{minutes}", title={"ja": f"{month}の{minutes}分"}, **{**times, **more})


MONTHS = ["2026-11", "2026-10", "2026-07", "2026-06", "2025-12"]
WORK = replace(
    PAST, slug="work", title={"ja": "夜の作業"}, status="scheduled", impact="maintenance", resolved_at="",
    started_at="2026-12-01T02:00:00+09:00", scheduled_start="2026-12-01T02:00:00+09:00",
    scheduled_end="2026-12-01T05:00:00+09:00",
)  # fmt: skip


def test_the_newest_three_months_with_incidents_stand_on_the_list_and_the_rest_on_pages(client: Client) -> None:
    snapshot.swap(a_snapshot(*map(past, MONTHS)))

    page = Page(client.get("/incidents/").text)

    assert [one.text for one in page.all("h3")] == ["2026年11月", "2026年10月", "2026年7月"]
    assert [one["href"] for one in page.all("a", class_="answer")] == [f"/incidents/i-{one}-90/" for one in MONTHS[:3]]
    assert page.links()["2026年6月とその前"] == "/incidents/past/2026-06/"


def test_a_month_leads_to_the_ones_beside_it(client: Client) -> None:
    snapshot.swap(a_snapshot(*map(past, MONTHS)))

    links = {month: Page(client.get(f"/incidents/past/{month}/").text).links() for month in MONTHS}

    assert links["2026-07"]["前: 2026年6月"] == "/incidents/past/2026-06/"
    assert links["2026-07"]["次: 2026年10月"] == "/incidents/past/2026-10/"
    assert [name for name in links["2025-12"] if name.startswith("前")] == []
    assert [name for name in links["2026-11"] if name.startswith("次")] == []


@pytest.mark.parametrize("month", ["2026-09", "2026-13", "nonsense", "2026-7"])
def test_a_month_without_an_incident_is_a_404_that_helps(client: Client, month: str) -> None:
    response = client.get(f"/incidents/past/{month}/")

    assert response.status_code == 404
    assert "/guides/x-sms/" in Page(response.text).links().values()


def test_each_says_its_impact_and_how_long_it_lasted(client: Client) -> None:
    snapshot.swap(a_snapshot(past("2026-11", impact="critical")))

    row = Page(client.get("/incidents/past/2026-11/").text).one("a", class_="answer")

    assert row.text == "2026-11の90分 2026年11月10日 10:00・重大な障害・1時間30分で終了"


def test_an_incident_belongs_to_the_month_of_its_start_here(client: Client) -> None:
    snapshot.swap(a_snapshot(past("2026-10", started_at="2026-10-31T15:30:00+00:00")))

    assert client.get("/incidents/past/2026-11/").status_code == 200


@pytest.mark.usefixtures("outage")
def test_what_goes_on_and_what_is_planned_stand_apart_and_in_no_month(client: Client) -> None:
    snapshot.swap(a_snapshot(WORK, OUTAGE))

    page = Page(client.get("/incidents/").text)

    assert OUTAGE.title["ja"] in page.one("section", aria_labelledby="ongoing-title").text
    planned = page.one("section", aria_labelledby="planned-title").text
    assert planned == "予定されているメンテナンス 夜の作業 予定: 12月1日 02:00–05:00"
    assert page.all(id="past-title") == []
    assert client.get("/incidents/past/2026-12/").status_code == 404


def test_how_long_outages_last_is_told_of_three(client: Client) -> None:
    three = [past("2026-11", 30), past("2026-10", 60), past("2026-07", 600 - 60)]
    snapshot.swap(a_snapshot(*three))
    told = "この1年に始まって終わった障害は3件です。半分は1時間以内に終わり、いちばん長いものは9時間続きました。"

    assert told in Page(client.get("/incidents/").text).one("section", aria_labelledby="past-title").text

    snapshot.swap(a_snapshot(*three[1:]))
    assert "この1年に" not in client.get("/incidents/").text


def test_each_guide_has_its_ninety_days_and_a_way_to_its_status(client: Client) -> None:
    snapshot.swap(a_snapshot(past("2026-11")))

    page = Page(client.get("/incidents/").text)

    assert page.links()["XのSMSが届かない"] == "/guides/x-sms/status/"
    assert "障害のあった日は1日、合わせて1時間30分です。" in page.one("ul", class_="days").text


def test_an_incident_is_told_with_when_each_thing_was_written(client: Client) -> None:
    whole = past(
        "2026-11",
        status="postmortem",
        notice_url="https://www.docomo.ne.jp/info/",
        updates=(
            IncidentUpdate("postmortem", {"ja": "機器の故障でした。"}, "2026-11-12T10:00:00+09:00"),
            IncidentUpdate(
                "resolved", {"ja": "直りました。"}, "2026-11-10T11:30:00+09:00", "2026-11-10T12:45:00+09:00"
            ),
            IncidentUpdate(
                "investigating", {"ja": "調べています。"}, "2026-11-10T10:00:00+09:00", "2026-11-10T10:00:30+09:00",
                "2026-11-10T10:05:00+09:00",
            ),
        ),
    )  # fmt: skip
    snapshot.swap(a_snapshot(whole))

    page = Page(client.get(f"/incidents/{whole.slug}/").text)

    facts = page.one("dl", class_="facts").text
    assert facts == "影響 大きい障害 始まり 2026年11月10日 10:00 解消 2026年11月10日 11:30 長さ 1時間30分 対象 au"
    assert page.one("section", aria_labelledby="back-title").text == (
        "振り返り 解消・振り返り 11月12日 10:00 機器の故障でした。"
    )
    assert page.one("section", aria_labelledby="updates-title").text == (
        "これまでの経過 解消 11月10日 11:30 直りました。 あとから書きました(11月10日 12:45)。"
        " 調査中 11月10日 10:00 調べています。 訂正しました(11月10日 10:05)。"
    )
    assert page.links()["公式のお知らせ(docomo.ne.jp)"] == "https://www.docomo.ne.jp/info/"


def test_a_maintenance_tells_its_plan_and_no_start_before_it_begins(client: Client) -> None:
    snapshot.swap(a_snapshot(WORK))

    facts = Page(client.get("/incidents/work/").text).one("dl", class_="facts").text

    assert facts == "影響 メンテナンス 予定 予定: 12月1日 02:00–05:00 対象 au"


def test_more_to_come_is_told_while_it_goes_on(client: Client) -> None:
    snapshot.swap(a_snapshot(replace(OUTAGE, next_update_at="2026-11-24T10:00:00+09:00")))

    assert "次の続報: 11月24日 10:00ごろ" in client.get(f"/incidents/{OUTAGE.slug}/").text


def test_the_sitemap_lists_status_pages_and_months(client: Client) -> None:
    snapshot.swap(a_snapshot(*map(past, MONTHS)))

    listed = client.get("/sitemap.xml").text

    assert "/guides/x-sms/status/</loc>" in listed
    assert all(f"/incidents/past/{month}/</loc>" in listed for month in MONTHS)
