"""A small document whose guides have readers try several causes as one: before one new code, and behind one login."""

from typing import Any

from troubleshoot import snapshot

from .document import DOCUMENT, Json, a_candidate, a_cause, a_question, a_step, an_answer, said, served_as

TRAP = "ログインにSMSのコードが要るときは、Wi-Fiを切ります。"
RESEND = "コードを1回だけ送り直す"


def _door(**more: object) -> Json:
    return a_step("d-open", "My docomoを開く", "docomo", shared="my-docomo", detail=said(TRAP), minutes=3, **more)


def _resend(key: str, carrier: str | None = None, text: str = RESEND) -> Json:
    return a_step(key, text, carrier, shared="resend", wait_minutes=5)


CAUSES = {
    "blocklist": a_cause(
        "fault",
        "スマホで止めている",
        a_step("ios", "着信拒否を外す", device="ios"),
        a_step("android", "ブロックを外す", device="android"),
        _resend("again", text="もう一度送る"),
        confirm="送り直します。",
    ),
    "intl-block": a_cause(
        "fault",
        "海外SMSの拒否",
        a_step("open", "会社に聞く", minutes=9),
        _door(),
        a_step("d-allow", "国際SMS拒否を外す", "docomo"),
        _resend("d-again", "docomo"),
        a_step("d-back", "国際SMS拒否を戻す", "docomo"),
        warning="暗証番号を3回まちがえないでください。",
        summary="海外からのSMSを止める設定です。",
        afterwards="国際SMS拒否を元に戻します。",
    ),
    "spam": a_cause(
        "fault",
        "迷惑SMSの拒否",
        a_step("open", "会社に聞く", minutes=9),
        _door(),
        a_step("d-off", "危険SMS拒否を外す", "docomo"),
        _resend("d-again", "docomo"),
        summary="詐欺のSMSを止める設定です。",
        afterwards="危険SMS拒否を元に戻します。",
    ),
    "plain": a_cause("fault", "書き方の違い", a_step("write", "番号を書き直す")),
    "all-block": a_cause(
        "fault", "一括拒否", _door(), a_step("d-all", "一括拒否を外す", "docomo"), _resend("d-again", "docomo"),
        confirm="家族から1通もらいます。",
    ),
    "own-list": a_cause("fault", "個別の受信", _door(), a_step("d-own", "個別の受信を外す", "docomo")),
    "backup-code": a_cause("last-resort", "バックアップコードで入る", a_step("use", "入れる", minutes=4)),
    "call": a_cause("last-resort", "電話で聞く", a_step("ring", "待つ", minutes=1, wait_minutes=2)),
    "wait": a_cause("last-resort", "1日待つ", a_step("wait", "待つ", minutes=0, wait_minutes=1440)),
}  # fmt: skip


def _guide(title: str, candidates: list[Json], **prices: object) -> Json:
    situation = a_question(
        "situation",
        "choice",
        "何をしているときですか",
        an_answer("locked", "ロックされた"),
        an_answer("unsure", "わからない"),
    )
    return {
        **DOCUMENT["guides"]["x-sms"],
        "title": said(title),
        "entry": "situation",
        "formerly": [],
        "notes": [],
        "questions": [situation],
        "candidates": candidates,
        "last_resorts": ["wait", "backup-code", "call"],
        **prices,
    }


def _resending(cause: str, weight: float) -> Json:
    return {**a_candidate(cause, weight), "shows_by": "resending", "minutes_to_know": 0}


GUIDES = {
    "several": _guide(
        "まとめて試す",
        [_resending("blocklist", 30), _resending("intl-block", 35), _resending("spam", 20)],
        resend_minutes=9,
    ),
    "looking": _guide("見てわかる", [a_candidate("all-block", 30), a_candidate("own-list", 25)]),
    "single": _guide("1つずつ", [_resending("intl-block", 60), _resending("plain", 25)], resend_minutes=0),
    "wordless": _guide("書いていない", [_resending("plain", 50), _resending("own-list", 40)], resend_minutes=9),
    "costly": _guide("すぐ終わる", [_resending("blocklist", 60), _resending("spam", 1)], last_resort_minutes=5),
}
_DOCUMENT: dict[str, Any] = {
    **DOCUMENT,
    "causes": {**DOCUMENT["causes"], **CAUSES},
    "guides": {**DOCUMENT["guides"], **GUIDES},
}


def a_snapshot() -> snapshot.Snapshot:
    """Return a release of them, beside the small one's guide."""
    return served_as(_DOCUMENT)
