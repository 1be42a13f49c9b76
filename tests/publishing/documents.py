"""Small release documents for tests, sound in every respect, to plant defects in."""

import copy
import re
from typing import Any

type Document = dict[str, Any]

#: What a guide says of minutes, as editors find it.
HABITS = {"asking": "as-drawn", "learns_by": 0, "learned": {}}
PRICES = {"resend_minutes": 1, "safe_resends": 2, "pause_minutes": 20, "last_resort_minutes": 60}


def texts(japanese: str) -> dict[str, str]:
    """Return a text in every language; each kanji is read よみ."""
    return {
        "ja": japanese,
        "en": f"{japanese} (en)",
        "easy": re.sub("[一-鿿]+", r"\g<0>《よみ》", f"{japanese} (easy)"),
    }


def carrier(name: str, **changes: Any) -> Document:
    return {
        "name": texts(name),
        "note": {},
        "contact": {},
        "url": "",
        "parent": None,
        "position": 0,
        "formerly": [],
        **changes,
    }


def device(name: str, **changes: Any) -> Document:
    return {"name": texts(name), "parent": None, "position": 0, **changes}


def step(key: str, text: str = "設定を開きます。", **changes: Any) -> Document:
    return {
        "key": key,
        "carrier": None,
        "device": None,
        "text": texts(text),
        "detail": {},
        "url": "",
        "tel": "",
        "minutes": 1,
        "wait_minutes": 0,
        "shared": "",
        "source": "",
        "reviewed": "2026-11-01",
        **changes,
    }


def cause(title: str, *steps: Document, **changes: Any) -> Document:
    return {
        "role": "fault",
        "title": texts(title),
        "summary": texts(f"{title}ことがあります。"),
        "signs": {},
        "confirm": {},
        "warning": {},
        "afterwards": {},
        "carriers": [],
        "formerly": [],
        "steps": list(steps or [step("open")]),
        **changes,
    }


def answer(slug: str, next: str | None = None, **changes: Any) -> Document:  # noqa: A002  # the document's word
    return {
        "slug": slug,
        "text": texts(slug),
        "hint": {},
        "next": next,
        "cause": None,
        "share": None,
        "effects": {},
        "formerly": [],
        **changes,
    }


def question(slug: str, *answers: Document, **changes: Any) -> Document:
    return {
        "slug": slug,
        "kind": "choice",
        "text": texts(f"{slug}はどうですか?"),
        "help": {},
        "minutes": 0.25,
        "next": None,
        "formerly": [],
        "guard": None,
        "answers": list(answers),
        **changes,
    }


def candidate(slug: str, weight: float, **changes: Any) -> Document:
    return {
        "cause": slug,
        "weight": weight,
        "minutes_to_know": 2,
        "shows_by": "looking",
        "efficacy": 0.9,
        "pin": "",
        **changes,
    }


def scenario(key: str, answers: dict[str, str], **changes: Any) -> Document:
    return {
        "key": key,
        "text": "届きません。",
        "answers": answers,
        "first": [],
        "among_three": [],
        "never": [],
        **changes,
    }


def note(key: str, **changes: Any) -> Document:
    return {
        "key": key,
        "kind": "caution",
        "text": texts("コードは誰にも教えません。"),
        "detail": {},
        "cause": None,
        **changes,
    }


def guide(title: str, *questions: Document, **changes: Any) -> Document:
    return {
        "title": texts(title),
        "summary": texts(f"{title}ときの案内です。"),
        "certainty": 0.8,
        **PRICES,
        **HABITS,
        "entry": questions[0]["slug"],
        "position": 0,
        "formerly": [],
        "notes": [note("secret")],
        "questions": list(questions),
        "candidates": [candidate("filter", 60), candidate("airplane", 40)],
        "last_resorts": ["contact"],
        "scenarios": [],
        **changes,
    }


def sms(**changes: Any) -> Document:
    """Return a guide of two questions: which messages arrive, and what happened lately."""
    reach = question(
        "reach",
        answer("none", "recent", effects={"airplane": "strongly"}, share=30),
        answer("some", "recent", effects={"filter": "more", "airplane": "less"}, share=50),
        answer("refused", cause="refused", share=0),
        answer("unsure", "recent", share=20),
    )
    recent = question(
        "recent",
        answer("plane", effects={"airplane": "much-more"}, share=10),
        answer("none", share=90),
        kind="several",
    )
    told = scenario("cabin", {"reach": "none", "recent": "plane"}, first=["airplane"], never=["contact"])
    return guide("コードが届かない", reach, recent, **{"scenarios": [told], **changes})


def small() -> Document:
    """Return a document with one guide, without any finding."""
    return copy.deepcopy(
        {
            "format": 2,
            "carriers": {
                "docomo": carrier("ドコモ", contact=texts("151へ電話します。"), url="https://www.docomo.ne.jp/"),
                "ahamo": carrier("アハモ", parent="docomo", position=1),
            },
            "devices": {"ios": device("iPhone"), "android": device("Android", position=1)},
            "causes": {
                "filter": cause("フィルターが止める", step("open"), step("own", carrier="docomo"), formerly=["filtre"]),
                "airplane": cause(
                    "機内モードになっている", step("off", device="ios"), step("on", url="/causes/filter/")
                ),
                "refused": cause("番号が断られる", role="look-alike", steps=[]),
                "contact": cause("問い合わせる", role="last-resort"),
            },
            "guides": {"sms": sms()},
        }
    )
