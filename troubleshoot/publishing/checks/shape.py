"""Whether a document has the shape of a release document: the JSON Schema, and what a schema cannot say."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from jsonschema import Draft202012Validator, ValidationError

from troubleshoot import engine
from troubleshoot.publishing.formats import FORMAT
from troubleshoot.publishing.places import LISTS, TABLES, Json, Trail, field, locate, parts_of, walk

from .base import Digests, Finding, error
from .remembering import Remembered

SCHEMA: Final = Path(__file__).parents[1] / "release.schema.json"
#: Findings beyond this many are left out: a file of another kind would give thousands.
MOST: Final = 50

#: Signs that no database keeps.
_UNKEPT: Final = re.compile("[\x00\ud800-\udfff]")
#: Digits after the point that the tables keep, by table or list, and field.
DIGITS: Final = {
    ("steps", "minutes"): 1,
    ("questions", "minutes"): 2,
    ("candidates", "minutes_to_know"): 1,
    ("candidates", "weight"): 2,
    ("candidates", "efficacy"): 2,
    ("answers", "share"): 2,
    ("guides", "resend_minutes"): 1,
    ("guides", "pause_minutes"): 1,
    ("guides", "last_resort_minutes"): 1,
    ("guides", "learns_by"): 1,
}


#: The table and slug of each part, with its digest, that was found sound.
_sound: Final[Remembered[tuple[tuple[str, str], bytes], bool]] = Remembered()


def check(
    document: Any,  # noqa: ANN401  # anything an import brings
    digests: Digests | None = None,
) -> tuple[Finding, ...]:
    """Return what keeps a document from being a release document at all, at most 50 findings.

    ``digests``: those of its parts, where somebody has them. Parts that were found sound are not looked at again, and
    only what the fast validator refuses is given to the one that says why.
    """
    if not _has_tables(document):
        return _located(document, _slow().iter_errors(document))
    known = (digests or {}) if digests is not None or not _is_valid(document) else engine.digests(document)
    unknown = _narrowed(document, lambda place: (place, known.get(place)) not in _sound)
    if not _is_valid(unknown):
        refused = _narrowed(unknown, _refused(unknown).__contains__)
        if found := _located(document, _slow().iter_errors(refused)):
            return found
    if found := tuple(islice(_beyond_the_schema(unknown), MOST)):
        return found
    for place in parts_of(unknown):
        if digest := known.get(place):
            _sound.keep((place, digest), True)
    return ()


def _has_tables(document: Any) -> bool:  # noqa: ANN401  # anything an import brings
    return isinstance(document, Mapping) and all(isinstance(document.get(table), Mapping) for table in TABLES)


def _narrowed(document: Json, kept: Callable[[tuple[str, str]], bool]) -> dict[str, Any]:
    """Return a document with some of the parts in its tables."""
    tables = {table: {slug: one for slug, one in document[table].items() if kept((table, slug))} for table in TABLES}
    return {**document, **tables}


def _refused(document: Json) -> frozenset[tuple[str, str]]:
    """Return the first parts that do not fit the schema, as many as findings may be told of."""
    return frozenset(islice((place for place in parts_of(document) if not _is_valid(_alone(document, place))), MOST))


def _alone(document: Json, place: tuple[str, str]) -> dict[str, Any]:
    """Return a document with one part, and with nothing else that could be wrong."""
    table, slug = place
    return {"format": FORMAT, **{name: {} for name in TABLES}, table: {slug: document[table][slug]}}


def _located(document: Json, errors: Iterable[ValidationError]) -> tuple[Finding, ...]:
    found = [_finding(document, one.absolute_path, _in_words(one)) for one in islice(errors, MOST)]
    return tuple(sorted(found, key=lambda one: one.place))


def _is_valid(document: Json) -> bool:
    """Tell whether a document fits the schema; what the fast validator cannot read, the other one judges."""
    try:
        return _fast().is_valid(document)
    except (ValueError, TypeError, RecursionError):
        return _slow().is_valid(document)


@cache
def _fast() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_schema())


@cache
def _slow() -> Draft202012Validator:
    return Draft202012Validator(_schema())


def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schema


def _finding(document: Json, trail: Iterable[str | int], message: str, code: str = "not-in-format") -> Finding:
    located = locate(document, tuple(trail))
    place = " › ".join(map(field, located.fields))
    return error(code, located.place, f"「{place}」: {message}" if place else message, located.field)


def _in_words(one: ValidationError) -> str:
    """Return a schema error in an editor's words; a description in the schema knows best."""
    if isinstance(one.schema, Mapping) and "description" in one.schema:
        return str(one.schema["description"])
    phrase = _PHRASES.get(str(one.validator))
    return phrase(one) if phrase else _("書き方が違います(%(rule)s)。") % {"rule": one.validator}


def _missing(one: Any) -> str:  # noqa: ANN401  # a ValidationError, whose stubs leave its fields open
    absent = [name for name in one.validator_value if name not in one.instance]
    return _("次の項目がありません: %(names)s") % {"names": _names(absent)}


def _unknown(one: Any) -> str:  # noqa: ANN401  # as above
    extra = sorted(set(one.instance) - set(one.schema.get("properties", {})))
    return _("知らない項目があります: %(names)s") % {"names": _names(extra)}


def _names(names: Iterable[str]) -> str:
    return _("、").join(name[:40] for name in names)


def _type(one: Any) -> str:  # noqa: ANN401  # as above
    wanted = _TYPES.get(str(one.validator_value), one.validator_value)
    return _("%(type)sで書いてください。") % {"type": wanted}


def _enum(one: Any) -> str:  # noqa: ANN401  # as above
    values = _("、").join(str(value) or _("(空)") for value in one.validator_value)
    return _("次のどれかにしてください: %(values)s") % {"values": values}


def _bound(words: Any) -> Callable[[Any], str]:  # noqa: ANN401  # words, translated when they are said
    return lambda one: words % {"value": one.validator_value}


_TYPES: Final = {
    "object": gettext_lazy("項目の集まり({ })"),
    "array": gettext_lazy("並び([ ])"),
    "string": gettext_lazy("文字"),
    "number": gettext_lazy("数"),
    "integer": gettext_lazy("整数"),
    "null": "null",
}
_PHRASES: Final[Mapping[str, Callable[[Any], str]]] = {
    "required": _missing,
    "additionalProperties": _unknown,
    "type": _type,
    "enum": _enum,
    "const": _bound(gettext_lazy("%(value)s にしてください。")),
    "minimum": _bound(gettext_lazy("%(value)s 以上にしてください。")),
    "maximum": _bound(gettext_lazy("%(value)s 以下にしてください。")),
    "maxLength": _bound(gettext_lazy("%(value)s 字以内にしてください。")),
    "maxItems": _bound(gettext_lazy("%(value)s 個以内にしてください。")),
    "uniqueItems": _bound(gettext_lazy("同じものが二度書かれています。")),
}


def _beyond_the_schema(document: Json) -> Iterator[Finding]:
    """Name what a schema cannot: signs no database keeps, names given twice, numbers and days out of reach."""
    for trail, value in walk(document):
        if isinstance(value, str) and _UNKEPT.search(value):
            yield _finding(document, trail, _("保存できない文字(NULなど)が入っています。消してください。"))
        if isinstance(value, list):
            yield from _repeated(document, trail, value)
        if trail[-1:] == ("reviewed",) and value and not _is_day(value):
            yield _finding(document, trail, _("%(value)s という日はありません。") % {"value": value})
        digits = DIGITS.get((trail[-3], trail[-1])) if len(trail) in _OF_A_FIELD else None  # type: ignore[arg-type]
        if digits is not None and value is not None and round(value, digits) != value:
            message = _("小数点の下は%(digits)d桁までで書いてください。") % {"digits": digits}
            yield _finding(document, trail, message)


#: How long a trail to a field may be: table, slug, field; table, slug, list, number, field; the same once more.
_OF_A_FIELD: Final = (3, 5, 7)


def _repeated(document: Json, trail: Trail, items: list[Any]) -> Iterator[Finding]:
    """Name slugs and keys that stand twice in one list."""
    if trail[-1] not in LISTS:
        return
    key = LISTS[str(trail[-1])][1]
    slugs = Counter(item[key] for item in items if isinstance(item, Mapping))
    for slug, count in slugs.items():
        if count > 1:
            message = _("%(slug)s が二度書かれています。一つにしてください。") % {"slug": slug}
            yield _finding(document, trail, message, "duplicate-slug")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
