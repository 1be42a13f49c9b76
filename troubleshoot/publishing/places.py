"""Where in a release document something stands: as a place for links, and as words for editors."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

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
    "guide": "案内",
    "cause": "原因",
    "carrier": "回線",
    "device": "端末",
    "incident": "障害",
    "step": "手順",
    "question": "質問",
    "answer": "答え",
    "note": "一言",
    "candidate": "候補",
    "last-resort": "最後の手段",
    "scenario": "場面テスト",
}
FIELDS: Final[Mapping[str, str]] = {
    "afterwards": "済んだら元に戻すこと",
    "among_three": "3番目までに来るべき原因",
    "answers": "答え",
    "candidates": "候補",
    "carrier": "回線",
    "carriers": "この回線だけにある",
    "cause": "原因",
    "certainty": "確信の目安",
    "confirm": "直ったかの確かめ方",
    "contact": "相談先",
    "detail": "補足",
    "device": "端末",
    "devices": "端末",
    "effects": "効き目",
    "efficacy": "効く割合",
    "entry": "最初の質問",
    "first": "最初に来てよい原因",
    "format": "書式の番号",
    "formerly": "前のスラッグ",
    "guard": "聞く条件",
    "help": "調べ方",
    "hint": "補足",
    "key": "キー",
    "kind": "種類",
    "last_resorts": "最後の手段",
    "minutes": "かかる分",
    "minutes_to_know": "わかるまでの分",
    "name": "名前",
    "never": "来てはいけない原因",
    "next": "次の質問",
    "note": "最初に知っておくこと",
    "otherwise": "聞かないとき",
    "parent": "親",
    "pin": "固定",
    "position": "並び順",
    "question": "質問",
    "reviewed": "確認した日",
    "role": "種類",
    "share": "割合",
    "shows_by": "わかり方",
    "signs": "こんなときに当てはまる",
    "slug": "スラッグ",
    "source": "出典",
    "summary": "説明",
    "tel": "電話番号",
    "text": "文",
    "title": "題名",
    "url": "リンク",
    "wait_minutes": "待つ分",
    "warning": "注意",
    "weight": "見込み",
    "ja": "日本語",
    "en": "English",
    "easy": "やさしい日本語",
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
    return " › ".join(f"{NAMES[step]} {slug}" for step, slug in zip(CHAINS[kind], slugs, strict=False)) or "文書"


def within(place: Place, whole: Place) -> bool:
    """Tell whether a place is another one or within it: an answer is within its question and its guide."""
    chain = CHAINS[whole[0]]
    return CHAINS[place[0]][: len(chain)] == chain and place[1 : len(whole)] == whole[1:]


def field(name: str) -> str:
    """Return a field's Japanese name; a slug or number stands for itself."""
    return FIELDS.get(name, name)


def walk(value: Any, trail: Trail = ()) -> Iterator[tuple[Trail, Any]]:  # noqa: ANN401  # any JSON value
    """Yield everything in a document, itself first, with the trail that leads to it."""
    ahead = [(trail, value)]
    while ahead:
        trail, value = ahead.pop()
        yield trail, value
        if isinstance(value, Mapping):
            ahead.extend(((*trail, name), item) for name, item in reversed(value.items()))
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
    return slug if isinstance(slug, str) else f"{index + 1}番目"
