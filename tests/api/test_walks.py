"""A walk as JSON: each kind of step in full, and what came of the query."""

from dataclasses import replace

import pytest
from django.test import Client

from tests.views import batches
from tests.views.conftest import OUTAGE, a_snapshot
from troubleshoot import snapshot
from troubleshoot.engine.guide import Incident

WALK = "/api/v1/guides/x-sms/walk/"
ANSWERED = "situation=locked&reach=people-only&recent=none"
BACKUP_CODE = {"cause": "backup-code", "title": "バックアップコードで入る", "url": "/causes/backup-code/"}


def test_a_question_is_told_in_full(client: Client) -> None:
    response = client.get(f"{WALK}?situation=locked")

    assert response["Content-Type"] == "application/json"
    assert response.json() == {
        "release": 7,
        "guide": "x-sms",
        "url": "/guides/x-sms/walk/reach/?situation=locked",
        "answers": {"situation": "locked"},
        "waiting": {},
        "dropped": [],
        "tried": [],
        "incidents": [],
        "step": {
            "kind": "question",
            "question": "reach",
            "select": "one",
            "text": "ほかのSMSは届きますか",
            "help": "家族に1通送ってもらってください。",
            "asks_at_most": 3,
            "answers": [
                {
                    "slug": "people-only",
                    "text": "友だちからだけ届く",
                    "url": "/guides/x-sms/walk/carrier/?situation=locked&reach=people-only",
                    "api": "/api/v1/guides/x-sms/walk/?situation=locked&reach=people-only",
                },
                {
                    "slug": "all",
                    "text": "どれも届く",
                    "url": "/guides/x-sms/walk/carrier/?situation=locked&reach=all",
                    "api": "/api/v1/guides/x-sms/walk/?situation=locked&reach=all",
                },
                {
                    "slug": "unsure",
                    "text": "わからない",
                    "url": "/guides/x-sms/walk/carrier/?situation=locked&reach=unsure",
                    "api": "/api/v1/guides/x-sms/walk/?situation=locked&reach=unsure",
                },
            ],
        },
    }


def test_each_of_several_leads_where_ticking_it_alone_leads(client: Client) -> None:
    query = "situation=locked&reach=unsure&carrier=au"

    step = client.get(f"{WALK}?{query}").json()["step"]

    assert step == {
        "kind": "question",
        "question": "recent",
        "select": "several",
        "text": "最近のことで当てはまるものは",
        "help": "",
        "asks_at_most": 1,
        "answers": [
            {
                "slug": slug,
                "text": text,
                "url": f"/guides/x-sms/advice/intl-block/?situation=locked&reach=unsure&recent={slug}&carrier=au",
                "api": f"{WALK}?situation=locked&reach=unsure&recent={slug}&carrier=au",
            }
            for slug, text in [
                ("mnp", "乗り換えた"),
                ("resent", "何度も送った"),
                ("none", "特になし"),
                ("unsure", "わからない"),
            ]
        ],
    }


def test_an_advice_gives_a_brand_its_network_s_steps(client: Client) -> None:
    query = f"{ANSWERED}&carrier=ahamo"

    walk = client.get(f"{WALK}?{query}").json()

    assert walk == {
        "release": 7,
        "guide": "x-sms",
        "url": f"/guides/x-sms/advice/intl-block/?{query}",
        "answers": {"situation": "locked", "reach": "people-only", "recent": "none", "carrier": "ahamo"},
        "waiting": {},
        "dropped": [],
        "tried": [],
        "incidents": [],
        "step": {
            "kind": "advice",
            "cause": "intl-block",
            "title": "海外SMSの拒否",
            "role": "fault",
            "probability": 0.529,
            "minutes": 2,
            "wait_minutes": 5,
            "why": [{"question": "reach", "answer": "people-only", "effect": "more"}],
            "remedy": {
                "carrier": "docomo",
                "steps": [
                    a_step("My docomoを開く", url="https://www.docomo.ne.jp/"),
                    a_step("5分待つ", wait_minutes=5),
                ],
            },
            "together": [],
            "resends": False,
            "resent": 0,
            "safe_resends": 2,
            "not_solved": {
                "url": f"/guides/x-sms/advice/filter/?{query}&tried=intl-block",
                "api": f"{WALK}?{query}&tried=intl-block",
            },
            "not_solved_after_sending": None,
            "next": [
                a_next("filter", "迷惑フォルダに入った", 0.3968, minutes=3),
                a_next("outage", "Xの障害", 0.0633, minutes=0),
                a_next("limit", "送りすぎ", 0.0109, minutes=0),
            ],
            "last_resorts": [BACKUP_CODE],
        },
    }


def a_step(text: str, **more: object) -> dict[str, object]:
    """Return a remedy step as JSON, of one minute unless said otherwise."""
    plain = {"detail": "", "device": None, "url": "", "tel": "", "minutes": 1, "wait_minutes": 0, "shared": ""}
    return {"text": text, **plain, **more}


def a_next(cause: str, title: str, probability: float, *, minutes: float) -> dict[str, object]:
    """Return a cause that is still worth a look as JSON."""
    url = f"/causes/{cause}/"
    return {"cause": cause, "title": title, "probability": probability, "minutes": minutes, "url": url}


def test_steps_of_all_devices_are_there_while_the_device_is_unknown(client: Client) -> None:
    step = client.get(f"{WALK}?{ANSWERED}&carrier=au&tried=intl-block").json()["step"]

    assert step["remedy"] == {
        "carrier": None,
        "steps": [
            a_step("「不明な差出人」を見る", device="ios"),
            a_step("「スパムとブロック中」を見る", device="android"),
            a_step("「スパムではない」を押す", device="android"),
            a_step("新しいコードを使う"),
        ],
    }
    assert (step["cause"], step["minutes"]) == ("filter", 3)  # of an Android: nobody has two phones in hand


def test_a_known_device_leaves_its_own_steps(client: Client) -> None:
    step = client.get(f"{WALK}?{ANSWERED}&carrier=au&device=ios&tried=intl-block").json()["step"]

    assert step["remedy"]["steps"] == [
        a_step("「不明な差出人」を見る", device="ios"),
        a_step("新しいコードを使う"),
    ]
    assert step["minutes"] == 2


def test_a_cause_that_an_answer_leads_to_is_certain(client: Client) -> None:
    step = client.get(f"{WALK}?situation=invalid").json()["step"]

    assert (step["cause"], step["role"], step["probability"]) == ("invalid", "look-alike", 1)


def test_causes_tried_together_are_told_and_tried_as_one(client: Client) -> None:
    snapshot.swap(batches.a_snapshot())
    query = "situation=locked&carrier=docomo"

    step = client.get(f"/api/v1/guides/several/walk/?{query}").json()["step"]

    assert (step["cause"], step["resends"], step["resent"], step["safe_resends"]) == ("intl-block", True, 0, 2)
    assert [(one["cause"], one["title"]) for one in step["together"]] == [
        ("blocklist", "スマホで止めている"),
        ("spam", "迷惑SMSの拒否"),
    ]
    assert step["together"][1]["remedy"] == {
        "carrier": "docomo",
        "steps": [
            a_step("My docomoを開く", detail=batches.TRAP, minutes=3, shared="my-docomo"),
            a_step("危険SMS拒否を外す"),
            a_step("コードを1回だけ送り直す", wait_minutes=5, shared="resend"),
        ],
    }
    assert [one["cause"] for one in step["next"]] == ["blocklist", "spam"]
    tried = f"{query}&tried=blocklist,intl-block,spam&resent=1"
    assert step["not_solved"] == {
        "url": f"/guides/several/end/?{tried}",
        "api": f"/api/v1/guides/several/walk/?{tried}",
    }


def test_after_looking_a_code_may_have_been_sent(client: Client) -> None:
    snapshot.swap(batches.a_snapshot())
    query = "situation=locked&carrier=docomo"

    step = client.get(f"/api/v1/guides/looking/walk/?{query}").json()["step"]

    place = f"/guides/looking/end/?{query}&tried=all-block,own-list"
    assert (step["not_solved"]["url"], step["resends"]) == (place, False)
    assert step["not_solved_after_sending"]["url"] == f"{place}&resent=1"


def test_the_end_lists_the_last_resorts(client: Client) -> None:
    query = f"{ANSWERED}&carrier=au&tried=intl-block,filter,limit,outage"

    walk = client.get(f"{WALK}?{query}").json()

    assert walk["step"] == {"kind": "end", "last_resorts": [BACKUP_CODE]}
    assert walk["url"] == f"/guides/x-sms/end/?{query}"
    assert walk["tried"] == ["intl-block", "filter", "limit", "outage"]


def test_an_incident_is_told_and_waiting_is_advised(client: Client, outage: Incident) -> None:
    walk = client.get(f"{WALK}?situation=locked").json()

    assert walk["incidents"] == [
        {
            "slug": "x-2026-11-24",
            "title": outage.title["ja"],
            "status": "investigating",
            "impact": "major",
            "url": "/incidents/x-2026-11-24/",
        }
    ]
    assert walk["url"] == "/guides/x-sms/advice/outage/?situation=locked"
    step = walk["step"]
    assert (step["cause"], step["role"], step["probability"], step["wait_minutes"]) == ("outage", "outage", 1, 180)
    assert step["not_solved"] == {
        "url": "/guides/x-sms/walk/reach/?situation=locked&tried=outage",
        "api": f"{WALK}?situation=locked&tried=outage",
    }
    assert step["not_solved_after_sending"] is None


@pytest.mark.parametrize(
    ("carrier", "told", "kind"),
    {
        "unknown": ("", ["au-now"], "question"),
        "unsure": ("carrier=unsure", ["au-now"], "question"),
        "touched": ("carrier=au", ["au-now"], "advice"),
        "another": ("carrier=ahamo", [], "question"),
    }.values(),
)
def test_a_carrier_s_incident_is_told_as_the_page_s_banner_tells_it(
    client: Client, carrier: str, told: list[str], kind: str
) -> None:
    snapshot.swap(a_snapshot(replace(OUTAGE, slug="au-now", scopes=((None, "au"),))))

    walk = client.get(f"{WALK}?{carrier}").json()

    assert [incident["slug"] for incident in walk["incidents"]] == told
    assert walk["step"]["kind"] == kind
    assert (OUTAGE.title["ja"] in client.get(walk["url"]).text) is bool(told)


def test_what_was_not_understood_is_listed_and_what_comes_later_waits(client: Client) -> None:
    query = "recent=mnp&utm_source=mail&situation=frozen&reach=nonsense&tried=limit,nonsense,filter"

    walk = client.get(f"{WALK}?{query}").json()

    assert walk["answers"] == {"situation": "locked"}
    assert walk["waiting"] == {"recent": "mnp"}
    assert walk["dropped"] == ["reach", "tried", "utm_source"]
    assert walk["tried"] == ["filter", "limit"]
    assert walk["url"] == "/guides/x-sms/walk/reach/?situation=locked&recent=mnp&tried=filter,limit"


def test_several_may_be_given_as_a_plain_form_gives_them(client: Client) -> None:
    walk = client.get(f"{WALK}?situation=locked&reach=unsure&carrier=au&recent=resent&recent=mnp").json()

    assert walk["answers"]["recent"] == "mnp,resent"
    assert walk["dropped"] == []


def test_an_old_guide_slug_is_answered_under_todays(client: Client) -> None:
    response = client.get("/api/v1/guides/twitter-sms/walk/?situation=locked&x=%2C")

    assert (response.status_code, response.json()) == (200, client.get(f"{WALK}?situation=locked&x=%2C").json())
    assert response["Access-Control-Allow-Origin"] == "*"
