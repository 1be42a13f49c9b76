"""A small published document for the reader's pages: one guide of four questions, and what only pages show."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tests.publishing.documents import HABITS, PRICES
from troubleshoot import engine, snapshot
from troubleshoot.engine.guide import Incident

type Json = dict[str, Any]


def said(text: str = "") -> Json:
    """Return a text by language."""
    return {"ja": text} if text else {}


def a_step(key: str, text: str, carrier: str | None = None, device: str | None = None, **more: object) -> Json:
    """Return a remedy step."""
    plain = {
        "detail": {},
        "url": "",
        "tel": "",
        "minutes": 1,
        "wait_minutes": 0,
        "shared": "",
        "source": "",
        "reviewed": "2026-11-01",
    }
    return {"key": key, "carrier": carrier, "device": device, "text": said(text), **plain, **more}


def a_cause(role: str, title: str, *steps: Json, formerly: tuple[str, ...] = (), **texts: str) -> Json:
    """Return a cause."""
    names = ("summary", "signs", "confirm", "warning", "afterwards")
    told = {name: said(texts.get(name, "")) for name in names}
    return {
        "role": role,
        "title": said(title),
        "carriers": [],
        "formerly": list(formerly),
        "steps": list(steps),
        **told,
    }


def an_answer(slug: str, text: str, *, next: str | None = None, cause: str | None = None, **effects: str) -> Json:  # noqa: A002  # the document's word
    """Return an answer; effects name causes with underscores."""
    says = {name.replace("_", "-"): word for name, word in effects.items()}
    share = 0 if cause else None
    formerly = ["frozen"] if slug == "locked" else []
    return {
        "slug": slug, "text": said(text), "hint": {}, "next": next, "cause": cause, "share": share, "effects": says,
        "formerly": formerly,
    }  # fmt: skip


def a_question(slug: str, kind: str, text: str, *answers: Json, help: str = "") -> Json:  # noqa: A002  # the document's word
    """Return a question."""
    return {
        "slug": slug, "kind": kind, "text": said(text), "help": said(help), "minutes": 0.25, "next": None,
        "formerly": [], "guard": None, "answers": list(answers),
    }  # fmt: skip


def a_carrier(name: str, position: int, parent: str | None = None, **more: object) -> Json:
    """Return a carrier."""
    plain = {"note": {}, "contact": {}, "url": "", "formerly": []}
    return {"name": said(name), "parent": parent, "position": position, **plain, **more}


def a_candidate(cause: str, weight: float) -> Json:
    """Return a candidate that looking shows."""
    return {
        "cause": cause, "weight": weight, "minutes_to_know": 2, "shows_by": "looking", "efficacy": 0.9, "pin": "",
    }  # fmt: skip


def a_note(key: str, kind: str, text: str, cause: str | None = None) -> Json:
    """Return something a guide says around the walk."""
    return {"key": key, "kind": kind, "text": said(text), "detail": {}, "cause": cause}


CARRIERS = {
    "docomo": a_carrier("ドコモ", 0, contact=said("電話 151(9時〜20時)"), note=said("My docomoで変えます。")),
    "ahamo": a_carrier("ahamo", 1, "docomo"),
    "au": a_carrier("au", 2, formerly=["kddi"]),
}
DEVICES = {
    "ios": {"name": said("iPhone"), "parent": None, "position": 0},
    "android": {"name": said("Android"), "parent": None, "position": 1},
}
CAUSES = {
    "intl-block": a_cause(
        "fault",
        "海外SMSの拒否",
        a_step("open", "マイページを開く"),
        a_step(
            "d-open", "My docomoを開く", "docomo", url="https://www.docomo.ne.jp/", source="https://www.docomo.ne.jp/"
        ),
        a_step("d-wait", "5分待つ", "docomo", wait_minutes=5, reviewed="2026-10-01"),
        formerly=("international-block",),
        summary="海外からのSMSを止める設定です。",
        warning="暗証番号を3回まちがえないでください。",
        confirm="1回だけ送り直します。",
        afterwards="拒否を元に戻します。",
    ),
    "filter": a_cause(
        "fault",
        "迷惑フォルダに入った",
        a_step("ios-open", "「不明な差出人」を見る", device="ios"),
        a_step("android-open", "「スパムとブロック中」を見る", device="android"),
        a_step("android-undo", "「スパムではない」を押す", device="android"),
        a_step("use", "新しいコードを使う"),
    ),
    "limit": a_cause("fault", "送りすぎ", a_step("wait", "何もせずに待つ", minutes=0, wait_minutes=1440)),
    "outage": a_cause("outage", "Xの障害", a_step("wait", "待つ", minutes=0, wait_minutes=180)),
    "invalid": a_cause("look-alike", "コードが無効", a_step("newest", "最新の1通を使う")),
    "backup-code": a_cause("last-resort", "バックアップコードで入る", a_step("use", "コードを入れる")),
}
QUESTIONS = [
    a_question(
        "situation",
        "choice",
        "何をしているときですか",
        an_answer("locked", "ロックされた", next="reach"),
        an_answer("signup", "新しく作る", next="reach"),
        an_answer("invalid", "「無効」と出る", cause="invalid"),
        an_answer("unsure", "わからない", next="reach"),
    ),
    a_question(
        "reach",
        "choice",
        "ほかのSMSは届きますか",
        an_answer("people-only", "友だちからだけ届く", next="carrier", intl_block="more", filter="more"),
        an_answer("all", "どれも届く", next="carrier", limit="nearly-certain"),
        an_answer("unsure", "わからない", next="carrier"),
        help="家族に1通送ってもらってください。",
    ),
    a_question(
        "carrier",
        "carrier",
        "どこの回線ですか",
        an_answer("docomo", "ドコモ", next="recent"),
        an_answer("au", "au", next="recent"),
        an_answer("unsure", "わからない", next="recent"),
    ),
    a_question(
        "recent",
        "several",
        "最近のことで当てはまるものは",
        an_answer("mnp", "乗り換えた"),
        an_answer("resent", "何度も送った", limit="much-more"),
        an_answer("none", "特になし"),
        an_answer("unsure", "わからない"),
    ),
]
GUIDE = {
    "title": {
        "ja": "XのSMSが届かない",
        "en": "The code from X does not arrive",
        "easy": "XのSMSが 届《とど》かない",
    },
    "summary": said("最大4つの質問です。"),
    "certainty": 0.8,
    **PRICES,
    **HABITS,
    "entry": "situation",
    "position": 0,
    "formerly": ["twitter-sms"],
    "notes": [
        a_note("asked", "caution", "コードを聞かれた", "invalid"),
        a_note("wait", "first-step", "5分待つ"),
        a_note("app", "prevention", "認証アプリを足しておく"),
    ],
    "questions": QUESTIONS,
    "candidates": [
        a_candidate("intl-block", 12), a_candidate("filter", 9), a_candidate("limit", 7), a_candidate("outage", 3),
    ],
    "last_resorts": ["backup-code"],
    "scenarios": [],
}  # fmt: skip
DOCUMENT: Mapping[str, Any] = MappingProxyType(
    {"format": 2, "carriers": CARRIERS, "devices": DEVICES, "causes": CAUSES, "guides": {"x-sms": GUIDE}}
)


def served_as(document: Mapping[str, Any], *incidents: Incident) -> snapshot.Snapshot:
    """Return a document as the newest release, with these incidents."""
    return snapshot.Snapshot(
        number=7,
        digest=engine.digest(document),
        published_at="2026-11-24T00:00:00+09:00",
        releases=MappingProxyType({language: engine.load(document, language) for language in snapshot.LANGUAGES}),
        document=document,
        incidents=incidents,
        incidents_number=len(incidents),
    )
