"""Where in a release document something stands: as a place for links, and as words for editors."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

type Json = Mapping[str, Any]
#: A kind and the slugs that lead to it: ("answer", "x-sms", "reach", "unsure"). ("document",) is the whole.
type Place = tuple[str, ...]
#: Keys and indexes that lead to something in a document.
type Trail = tuple[str | int, ...]

#: The tables of a document and the kind of what they hold.
TABLES: Final = {"guides": "guide", "causes": "cause", "carriers": "carrier", "devices": "device"}
#: Lists of objects: what each holds, and which key names it there.
LISTS: Final = {
    "notes": ("note", "key"),
    "questions": ("question", "slug"),
    "answers": ("answer", "slug"),
    "candidates": ("candidate", "cause"),
    "scenarios": ("scenario", "key"),
    "steps": ("step", "key"),
}
#: The kinds that lead to each kind, itself last.
CHAINS: Final[Mapping[str, tuple[str, ...]]] = {
    "document": (),
    "guide": ("guide",),
    "cause": ("cause",),
    "carrier": ("carrier",),
    "device": ("device",),
    "incident": ("incident",),
    "step": ("cause", "step"),
    "question": ("guide", "question"),
    "answer": ("guide", "question", "answer"),
    "note": ("guide", "note"),
    "candidate": ("guide", "candidate"),
    "last-resort": ("guide", "last-resort"),
    "scenario": ("guide", "scenario"),
}
NAMES: Final[Mapping[str, str]] = {
    "guide": gettext_noop("案内"),
    "cause": gettext_noop("原因"),
    "carrier": gettext_noop("回線"),
    "device": gettext_noop("端末"),
    "incident": gettext_noop("障害"),
    "step": gettext_noop("手順"),
    "question": gettext_noop("質問"),
    "answer": gettext_noop("答え"),
    "note": gettext_noop("一言"),
    "candidate": gettext_noop("候補"),
    "last-resort": gettext_noop("最後の手段"),
    "scenario": gettext_noop("場面テスト"),
}
FIELDS: Final[Mapping[str, str]] = {
    "afterwards": gettext_noop("済んだら元に戻すこと"),
    "among_three": gettext_noop("3番目までに来るべき原因"),
    "answers": gettext_noop("答え"),
    "asking": gettext_noop("質問の聞き方"),
    "candidates": gettext_noop("候補"),
    "carrier": gettext_noop("回線"),
    "carriers": gettext_noop("この回線だけにある"),
    "cause": gettext_noop("原因"),
    "certainty": gettext_noop("確信の目安"),
    "confirm": gettext_noop("直ったかの確かめ方"),
    "contact": gettext_noop("相談先"),
    "detail": gettext_noop("補足"),
    "last_resort_minutes": gettext_noop("ほかの入り方にかかる分"),
    "pause_minutes": gettext_noop("止められたときの損(分)"),
    "resend_minutes": gettext_noop("送り直しにかかる分"),
    "safe_resends": gettext_noop("続けて送り直せる回数"),
    "device": gettext_noop("端末"),
    "devices": gettext_noop("端末"),
    "effects": gettext_noop("効き目"),
    "efficacy": gettext_noop("効く割合"),
    "entry": gettext_noop("最初の質問"),
    "first": gettext_noop("最初に来てよい原因"),
    "format": gettext_noop("書式の番号"),
    "formerly": gettext_noop("前のスラッグ"),
    "guard": gettext_noop("聞く条件"),
    "help": gettext_noop("調べ方"),
    "hint": gettext_noop("補足"),
    "key": gettext_noop("キー"),
    "kind": gettext_noop("種類"),
    "last_resorts": gettext_noop("最後の手段"),
    "learns_by": gettext_noop("自動で受け入れる幅(ポイント)"),
    "minutes": gettext_noop("かかる分"),
    "minutes_to_know": gettext_noop("わかるまでの分"),
    "name": gettext_noop("名前"),
    "never": gettext_noop("来てはいけない原因"),
    "next": gettext_noop("次の質問"),
    "note": gettext_noop("最初に知っておくこと"),
    "otherwise": gettext_noop("聞かないとき"),
    "parent": gettext_noop("親"),
    "pin": gettext_noop("固定"),
    "position": gettext_noop("並び順"),
    "question": gettext_noop("質問"),
    "reviewed": gettext_noop("確認した日"),
    "role": gettext_noop("種類"),
    "share": gettext_noop("割合"),
    "shared": gettext_noop("一度だけ"),
    "shows_by": gettext_noop("わかり方"),
    "signs": gettext_noop("こんなときに当てはまる"),
    "slug": gettext_noop("スラッグ"),
    "source": gettext_noop("出典"),
    "summary": gettext_noop("説明"),
    "tel": gettext_noop("電話番号"),
    "text": gettext_noop("文"),
    "title": gettext_noop("題名"),
    "url": gettext_noop("リンク"),
    "wait_minutes": gettext_noop("待つ分"),
    "warning": gettext_noop("注意"),
    "weight": gettext_noop("見込み"),
    "ja": gettext_noop("日本語"),
    "en": "English",
    "easy": gettext_noop("やさしい日本語"),
}


class Located(NamedTuple):
    """A place, and the fields below it that a path goes on to."""

    place: Place
    fields: tuple[str, ...]

    @property
    def field(self) -> str:
        """The field of the place, "" for the place itself."""
        return self.fields[0] if self.fields else ""

    def __str__(self) -> str:
        return " › ".join([*([words(self.place)] if self.place != ("document",) else []), *map(field, self.fields)])


def words(place: Place) -> str:
    """Return a place in an editor's words: 案内 x-sms › 質問 reach."""
    kind, *slugs = place
    steps = zip(CHAINS[kind], slugs, strict=False)
    return " › ".join(f"{_(NAMES[step])} {slug}" for step, slug in steps) or _("文書")


def within(place: Place, whole: Place) -> bool:
    """Tell whether a place is another one or within it: an answer is within its question and its guide."""
    chain = CHAINS[whole[0]]
    return CHAINS[place[0]][: len(chain)] == chain and place[1 : len(whole)] == whole[1:]


def field(name: str) -> str:
    """Return a field's name in an editor's words; a slug or number stands for itself."""
    if name == "en":  # Django's own catalogues call it otherwise
        return FIELDS[name]
    return _(FIELDS[name]) if name in FIELDS else name


def parts_of(document: Json) -> Iterator[tuple[str, str]]:
    """Yield the table and slug of each part of a document's tables, as the document has them in order."""
    return ((table, slug) for table in sorted(TABLES) for slug in document[table])


_PLAIN: Final = (str, int, float, type(None))


def walk(value: Any, trail: Trail = ()) -> Iterator[tuple[Trail, Any]]:  # noqa: ANN401  # any JSON value
    """Yield everything in a document, itself first, with the trail that leads to it."""
    ahead = [(trail, value)]
    while ahead:
        trail, value = ahead.pop()
        yield trail, value
        if isinstance(value, _PLAIN):  # most of all; asking whether it is a Mapping takes long
            continue
        if isinstance(value, Mapping):
            ahead.extend(((*trail, name), item) for name, item in reversed(list(value.items())))
        elif isinstance(value, list):
            ahead.extend(((*trail, index), value[index]) for index in reversed(range(len(value))))


def locate(document: Any, trail: Trail) -> Located:  # noqa: ANN401  # anything an import brings
    """Return where a trail leads, naming list items by their slug where they have one."""
    if len(trail) < 2 or trail[0] not in TABLES:  # noqa: PLR2004  # a table and a slug
        return Located(("document",), tuple(map(str, trail)))
    kind, slugs = TABLES[str(trail[0])], [str(trail[1])]
    item, rest = document[trail[0]][trail[1]], trail[2:]
    while len(rest) > 1 and rest[0] in LISTS and isinstance(item[rest[0]][rest[1]], Mapping):
        kind, key = LISTS[str(rest[0])]
        item = item[rest[0]][rest[1]]
        slugs.append(_name(item, key, int(rest[1])))
        rest = rest[2:]
    return Located((kind, *slugs), tuple(map(str, rest)))


def _name(item: Json, key: str, index: int) -> str:
    slug = item.get(key)
    return slug if isinstance(slug, str) else _("%(number)d番目") % {"number": index + 1}
