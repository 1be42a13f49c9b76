"""One cause as JSON, with everybody's steps."""

from django.test import Client

from tests.views.conftest import a_snapshot
from tests.views.document import CAUSES, DOCUMENT
from troubleshoot import engine, snapshot


def test_a_cause_is_told_in_full(client: Client) -> None:
    response = client.get("/api/v1/causes/intl-block/")

    assert response["Content-Type"] == "application/json"
    assert response.json() == {
        "release": 7,
        "cause": "intl-block",
        "title": "海外SMSの拒否",
        "role": "fault",
        "url": "/causes/intl-block/",
        "summary": "海外からのSMSを止める設定です。",
        "signs": "",
        "confirm": "1回だけ送り直します。",
        "warning": "暗証番号を3回まちがえないでください。",
        "afterwards": "拒否を元に戻します。",
        "carriers": [],
        "steps": [
            a_step("マイページを開く"),
            a_step("My docomoを開く", carrier="docomo", url="https://www.docomo.ne.jp/"),
            a_step("5分待つ", carrier="docomo", wait_minutes=5),
        ],
    }


def a_step(text: str, **more: object) -> dict[str, object]:
    """Return a remedy step for everyone as JSON."""
    plain = {"carrier": None, "detail": "", "device": None, "url": "", "tel": "", "minutes": 1, "wait_minutes": 0}
    return {"text": text, **plain, "shared": "", **more}


def test_a_cause_names_the_carriers_it_is_limited_to(client: Client) -> None:
    limited = {**CAUSES["limit"], "carriers": ["docomo", "au"]}
    document = {**DOCUMENT, "causes": {**CAUSES, "limit": limited}}
    small = a_snapshot()
    snapshot.swap(snapshot.Snapshot(small.number, "", "", {"ja": engine.load(document)}, document))

    cause = client.get("/api/v1/causes/limit/").json()

    assert cause["carriers"] == ["au", "docomo"]


def test_an_old_cause_slug_is_answered_under_todays(client: Client) -> None:
    response = client.get("/api/v1/causes/international-block/")

    assert (response.status_code, response.json()["cause"]) == (200, "intl-block")
