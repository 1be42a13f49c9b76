"""A release small enough to see which page must come first, and why."""

from types import MappingProxyType
from typing import Any

from tests.publishing.documents import HABITS, PRICES
from troubleshoot import engine
from troubleshoot.search import Finding, Index

CARRIERS = {"docomo": ("ドコモ", None), "mvno-docomo": ("格安SIM(ドコモ回線)", "docomo"), "povo": ("povo", None)}
#: Each cause: role, title, summary, and the carriers with steps of their own.
CAUSES: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "block": ("fault", "海外からのSMSを止める設定", "海外の会社のSMSを拒否する設定です。", ("docomo",)),
    "filter": ("fault", "携帯会社の迷惑SMSフィルター", "迷惑なSMSを止めます。コードが届かないことがあります。", ()),
    "passkey": ("last-resort", "パスキーで入る", "SMSがなくても入れます。コードは要りません。", ()),
    "roaming": ("fault", "海外にいて届かない", "ローミングがオフだとSMSは届きません。", ()),
    "x-outage": ("outage", "X側で送信が止まっている", "待ちます。", ()),
}
GUIDES = {"x": "XのSMS認証コードが届かない", "any": "SMS認証コードが届かない(どのサービスでも)"}


def said(text: str) -> dict[str, str]:
    return {"ja": text} if text else {}


def a_step(text: str, carrier: str | None = None) -> dict[str, Any]:
    return {
        "key": f"{carrier}-open", "carrier": carrier, "device": None, "text": said(text), "detail": {}, "url": "",
        "tel": "", "minutes": 1, "wait_minutes": 0, "shared": "", "source": "", "reviewed": "",
    }  # fmt: skip


def a_cause(role: str, title: str, summary: str, carriers: tuple[str, ...]) -> dict[str, Any]:
    return {
        "role": role, "title": said(title), "summary": said(summary), "signs": {}, "confirm": {}, "warning": {},
        "afterwards": {}, "carriers": [], "formerly": [],
        "steps": [a_step("設定を開きます。"), *(a_step("マイページを開きます。", one) for one in carriers)],
    }  # fmt: skip


def a_guide(title: str, position: int) -> dict[str, Any]:
    question = {
        "slug": "reach", "kind": "choice", "text": said("どんなSMSなら届きますか"), "help": {}, "minutes": 0.25,
        "next": None, "formerly": [], "guard": None,
        "answers": [
            {"slug": slug, "text": said(text), "hint": {}, "next": None, "cause": None, "share": None, "effects": {},
             "formerly": []}
            for slug, text in (("people", "友だちからだけ"), ("unsure", "わからない"))
        ],
    }  # fmt: skip
    candidate = {
        "cause": "block", "weight": 10, "minutes_to_know": 2, "shows_by": "looking", "efficacy": 0.9, "pin": "",
    }  # fmt: skip
    return {
        "title": said(title), "summary": {}, "certainty": 0.8, "entry": "reach", "position": position, "formerly": [],
        **PRICES,
        **HABITS,
        "notes": [], "questions": [question], "candidates": [candidate], "last_resorts": [], "scenarios": [],
    }  # fmt: skip


def a_release(**causes: tuple[str, str, str, tuple[str, ...]]) -> engine.Release:
    """Return the small release with more causes, named with underscores."""
    more = {slug.replace("_", "-"): cause for slug, cause in causes.items()}
    document = {
        "format": 2,
        "carriers": {
            slug: {"name": said(name), "parent": parent, "position": at, "note": {}, "contact": {}, "url": "",
                   "formerly": []}
            for at, (slug, (name, parent)) in enumerate(CARRIERS.items())
        },
        "devices": {},
        "causes": {slug: a_cause(*cause) for slug, cause in {**CAUSES, **more}.items()},
        "guides": {slug: a_guide(title, at) for at, (slug, title) in enumerate(GUIDES.items())},
    }  # fmt: skip
    return engine.load(MappingProxyType(document))


INDEX = Index(a_release())


def pages(finding: Finding) -> list[str]:
    """Return what was found, best first, as "kind:slug"."""
    return [f"{one.kind}:{one.slug}" for one in finding.found]
