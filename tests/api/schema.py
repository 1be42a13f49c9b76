"""The shape of a walk as JSON, strict: what is not named here may not be there, and all that is named must."""

from typing import Any, Final

type Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
WORD: Final[Schema] = {"type": "string", "minLength": 1}
SLUG: Final[Schema] = {"type": "string", "pattern": "^[a-z0-9-]+$"}
MAYBE_SLUG: Final[Schema] = {"anyOf": [SLUG, {"type": "null"}]}
MINUTES: Final[Schema] = {"type": "number", "minimum": 0}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
WHOLE_MINUTES: Final = COUNT
PROBABILITY: Final[Schema] = {"type": "number", "minimum": 0, "maximum": 1}


def strict(**properties: Schema) -> Schema:
    """Return the schema of an object that has exactly these members."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def many(items: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def by_slug(values: Schema) -> Schema:
    """Return the schema of an object whose names are slugs."""
    return {"type": "object", "propertyNames": SLUG, "additionalProperties": values}


def address(start: str) -> Schema:
    """Return the schema of an address on this site."""
    return {"type": "string", "pattern": f"^{start}[a-z0-9/?=&,-]+$"}


def one_of(*words: str) -> Schema:
    """Return the schema of a word."""
    return {"enum": list(words)}


PLACE: Final = {"url": address("/guides/"), "api": address("/api/v1/guides/")}
CAUSE: Final = {"cause": SLUG, "title": WORD, "url": address("/causes/")}
REMEDY_STEP: Final = {
    "text": WORD,
    "detail": TEXT,
    "device": MAYBE_SLUG,
    "url": TEXT,
    "tel": TEXT,
    "minutes": MINUTES,
    "wait_minutes": WHOLE_MINUTES,
    "shared": {"type": "string", "pattern": "^[a-z0-9-]*$"},
}
REMEDY: Final = strict(carrier=MAYBE_SLUG, steps=many(strict(**REMEDY_STEP)))

QUESTION: Final = strict(
    kind=one_of("question"),
    question=SLUG,
    select=one_of("one", "several"),
    text=WORD,
    help=TEXT,
    asks_at_most={"type": "integer", "minimum": 1},
    answers={**many(strict(slug=SLUG, text=WORD, **PLACE)), "minItems": 1},
)
ADVICE: Final = strict(
    kind=one_of("advice"),
    cause=SLUG,
    title=WORD,
    role=one_of("fault", "outage", "look-alike", "last-resort"),
    probability=PROBABILITY,
    minutes=MINUTES,
    wait_minutes=WHOLE_MINUTES,
    why=many(strict(question=SLUG, answer=SLUG, effect=SLUG)),
    remedy=REMEDY,
    together=many(strict(cause=SLUG, title=WORD, remedy=REMEDY)),
    resends={"type": "boolean"},
    resent=COUNT,
    safe_resends=COUNT,
    not_solved=strict(**PLACE),
    not_solved_after_sending={"oneOf": [strict(**PLACE), {"type": "null"}]},
    next=many(strict(**CAUSE, probability=PROBABILITY, minutes=MINUTES)),
    last_resorts=many(strict(**CAUSE)),
)
END: Final = strict(kind=one_of("end"), last_resorts=many(strict(**CAUSE)))
INCIDENT: Final = strict(slug=SLUG, title=WORD, status=SLUG, impact=SLUG, url=address("/incidents/"))

WALK: Final = strict(
    release={"type": "integer", "minimum": 1},
    guide=SLUG,
    url=address("/guides/"),
    answers=by_slug(WORD),
    waiting=by_slug(WORD),
    dropped=many(TEXT),
    tried=many(SLUG),
    incidents=many(INCIDENT),
    step={"oneOf": [QUESTION, ADVICE, END]},
)
