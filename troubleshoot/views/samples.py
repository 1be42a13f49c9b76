"""Sample values for every component, as the style guide draws them. They come from no table and are nobody's."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from troubleshoot.engine import Untranslated
from troubleshoot.search import Piece

from .reader.advising import Switch
from .reader.bars import BadDay, Bars
from .reader.curves import Column, CurvePart
from .reader.errors import WaysOn
from .reader.feedback import FeedbackPart
from .reader.history import PastPart
from .reader.parts import Banners, IncidentPart, Link, UpdatePart
from .reader.remedies import Instruction, Instructions, RemedyPart
from .reader.search import Marked, Result, SearchPage
from .reader.steps import Asking, Choice, GivenAnswer, Tried, WalkPart
from .reader.together import Batch, OfCause
from .reader.too import TooPart
from .reader.took import TookPart
from .reader.ways import Way

HERE: Final = "/styleguide/"

LINKS: Final = (
    Link("海外からのSMSを止める設定", HERE, "可能性が高い"),
    Link("iPhoneが別の一覧に入れている", HERE, "よくある"),
    Link("送り直しの回数の制限", HERE, "まれ"),
)
WAYS: Final = (
    Way("バックアップコードで入る", HERE, "前に控えた人の方法です。", "約7分"),
    Way("24時間、何もせずに待つ", HERE, "", "約24時間"),
)
TILES: Final = tuple(Link(name, HERE) for name in ("ドコモ", "au", "ソフトバンク", "格安SIM(ソフトバンク回線)"))
GUIDES: Final = (
    Link("XのSMS認証コードが届かない", HERE, "X(旧Twitter)の認証コードがSMSで来ない原因を、短い質問で探します。"),
    Link(Untranslated("翻訳がまだない案内"), HERE, "訳がないときは、日本語のまま、そう断って出します。"),
)
NOTES: Final = (
    Link("5分待つ", HERE, "混んでいると遅れます。\nその間に送り直さないでください。"),
    Link("いちばん新しいコードを使う", ""),
)
PREVIEW: Final = {"until": datetime(2026, 11, 25, 10, 30, tzinfo=UTC), "keep_url": "", "prefix": "/"}
PHONES: Final = (Link("ドコモ", HERE, "ドコモの電話から151(無料、9時から20時)"),)

_CHOICES: Final = (
    Choice("locked", "アカウントがロックされた", "「電話番号を確認してください」と出る", HERE),
    Choice("login", "ログインでコードを求められた", "", HERE, chosen=True),
    Choice("unsure", "わからない", "どれとも違うときも", HERE),
)
_TICKS: Final = (
    Choice("mnp", "携帯会社を乗り換えた", "番号はそのまま(MNP)", HERE, chosen=True),
    Choice("new-phone", "機種変更をした", "", HERE),
)
ASKING: Final = Asking(
    "situation", "Xで何をしているときですか", "画面の文字を見ると、わかります。", _CHOICES, (), HERE, ()
)
TICKING: Final = replace(ASKING, help="", choices=(Choice("none", "特になし", "", HERE),), ticks=_TICKS)


WALK: Final = WalkPart(
    guide=GUIDES[0],
    banners=Banners(),
    given=(GivenAnswer("Xで何をしているときですか", ("アカウントがロックされた",), HERE),),
    tried=(Tried(LINKS[0], HERE),),
    other_ways=(),
    back_url=HERE,
    carry_on_url=HERE,
    carrier=None,
    contact="",
    feedback=None,
    release=1,
)

CARRIER: Final = Switch("ahamo", "ドコモと共通", (Choice("docomo", "ドコモ", "", HERE), Choice("au", "au", "", HERE)))
DEVICE: Final = Switch(
    "iPhone", "", (Choice("iphone", "iPhone", "", HERE, chosen=True), Choice("android", "Android", "", HERE))
)

_STEP: Final = Instruction(
    key="open",
    number=1,
    text="「My docomo」を開いて、ログインします。",
    detail="ログインにSMSのコードが要るときは、Wi-Fiを切って開き直します。",
    url="https://example.jp/",
    site="example.jp",
    tel="",
    call="",
    minutes="約2分",
    wait_minutes=0,
    after="",
)
_CALL: Final = replace(_STEP, key="call", number=2, text="つながらなければ電話します。", detail="", url="", site="")
_WAIT: Final = replace(_STEP, key="wait", number=3, text="5分待って、1回だけ送り直します。", detail="", url="", site="")
REMEDY: Final = RemedyPart(
    blocks=(
        Instructions("iPhone", 1, (_STEP,)),
        Instructions(
            "どの端末でも",
            2,
            (replace(_CALL, tel="151", call="tel:151"), replace(_WAIT, wait_minutes=5, after="5分後")),
        ),
    ),
    minutes="約6分",
    wait="5分",
    sources=(Link("example.jp", "https://example.jp/"), Link("自分で試した", "")),
    reviewed=date(2026, 11, 1),
)

_RESEND: Final = replace(
    _STEP, key="resend", number=3, text="5分待って、1回だけ送り直します。", detail="", url="", site="", tel="",
    count="続けて送り直すのは、これを入れて2回までにします。",
)  # fmt: skip
_BACK: Final = replace(_STEP, key="restore", number=4, text="設定を元に戻します。", detail="", url="", site="")
_FIRST: Final = OfCause("sample-1", LINKS[0], (Instructions("", 1, (replace(_STEP, detail=""),)),))
TOGETHER: Final = Batch(
    before=(
        replace(_FIRST, trap=_STEP.detail, warning="外したままだと、詐欺のSMSが増えます。"),
        OfCause("sample-2", LINKS[1], (Instructions("", 2, (_CALL,)),), goes_on=True),
    ),
    resends=True,
    resend=replace(_FIRST, blocks=(Instructions("", 3, (_RESEND,)),)),
    after=(replace(_FIRST, blocks=(Instructions("", 4, (_BACK,)),)),),
    whole=REMEDY,
)

_AT: Final = datetime.fromisoformat("2026-11-25T09:00+09:00")
_OUTAGE: Final = IncidentPart(
    "x-down", "Xの認証コードが届きにくくなっています", HERE, "調査中", True, _AT, None,
    (UpdatePart("調査中", "送信が遅れています。", _AT),),
)  # fmt: skip
INCIDENTS: Final = (_OUTAGE, replace(_OUTAGE, slug="docomo-down", title="ドコモの回線の障害", status="回復を見守り中"))
_PLANNED: Final = replace(
    _OUTAGE, slug="works", title="auのSMS設備の更新", status="予定", planned=True, starts=_AT, ends=_AT.replace(hour=12)
)
BANNERS: Final = Banners(
    ongoing=(replace(_OUTAGE, next_update=_AT.replace(year=2999)), INCIDENTS[1]),
    planned=(_PLANNED,),
    waits=("outage",),
    wait_url=HERE,
)

PAST: Final = (PastPart(_OUTAGE, "大きい障害", "3時間"),)
UPDATES: Final = (UpdatePart("調査中", "対象は全部の会社です。", _AT, _AT.replace(hour=11), _AT.replace(hour=12)),)
CURVE: Final = CurvePart(
    _AT, "この24時間の報告は120件です。", (Column(_AT, 40), Column(_AT.replace(minute=30), 80)), 80,
    "M0 100V50h1V0h1V100z", 2, (_AT,),
)  # fmt: skip
BARS: Final = (
    Bars(
        "XのSMS認証コードが届かない", HERE, "障害のあった日は1日、合わせて3時間です。",
        (BadDay(_AT.date(), "大きい障害", "3時間"),), (("major", "M80 0h.8v10h-.8z"),), 90,
    ),
)  # fmt: skip
TOO: Final = TooPart(HERE, HERE, (("docomo", "ドコモ"), ("au", "au")))

RESULTS: Final = (
    Result(
        "原因と直し方",
        HERE,
        Marked("海外からのSMSを止める設定", (Piece("海外", marked=True), Piece("からのSMSを止める設定", marked=False))),
        Marked("国際SMSの拒否", (Piece("国際SMSの拒否", marked=False),)),
        Link("ドコモの手順", HERE),
    ),
)


NOTHING: Final = SearchPage("ありません", None, (), Banners(), GUIDES, LINKS, TILES, (Link("機種変更", HERE),))

FEEDBACK: Final = FeedbackPart(HERE, (), (("intl-block", LINKS[0].text), ("ios-filter", LINKS[1].text)), "intl-block")
REFUSED: Final = FeedbackPart(HERE, (), text="0901234", error="ことばで書いてください。")
TOOK: Final = TookPart(HERE, (), (("2", "2分まで"), ("5", "約5分"), ("longer", "もっと長い")))
WAYS_ON: Final = WaysOn(Banners(), GUIDES, PHONES)
