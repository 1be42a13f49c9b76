"""A guide's numbers as its document has them: what verdicts propose in their place, and what an editor wrote before.

Learning begins anew each time from what an editor wrote, and hears all verdicts: were it to begin from what it learned
before, it would hear every reader again and again, until nothing of the editor's estimate was left. So a guide
remembers of each number that was accepted the one before and the one it became, ``learned``; when the number is
neither any more, an editor has changed it since, and what is remembered of it counts for nothing.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple

from .answering import EDGE
from .canonical import digest
from .guide import NONE, Guide, Question, Slug, written
from .learning import Proposal

type Json = Mapping[str, Any]
#: What a number is: ``weight:<cause>``, ``efficacy:<cause>``, ``minutes:<cause>``; ``question:<slug>`` is all that a
#: question's answers say, their shares and effects together.
type Key = str
#: A number; of a question, by answer its share and effects as a document has them.
type Value = Any

#: Digits after the point of what a candidate says, by the names of document and keys.
_OF_CANDIDATES: Final[Mapping[str, tuple[str, int]]] = {
    "weight": ("weight", 2),
    "efficacy": ("efficacy", 2),
    "minutes": ("minutes_to_know", 1),
}


#: Weights nearer to the editor's than this are the editor's: what rounding leaves of room that was made and given back.
_A_HAIR: Final = 0.015


def values(guide: Json) -> dict[Key, Value]:
    """Return all numbers of a guide's document that can be learned."""
    found: dict[Key, Value] = {
        f"{name}:{one['cause']}": one[field]
        for one in guide["candidates"]
        for name, (field, _digits) in _OF_CANDIDATES.items()
    }
    return found | {f"question:{one['slug']}": _said(one) for one in guide["questions"]}


def weights(guide: Json) -> dict[Key, Value]:
    """Return a guide's weights alone, by their keys."""
    return {key: value for key, value in values(guide).items() if key.startswith("weight:")}


def _said(question: Json) -> dict[Slug, Json]:
    return {one["slug"]: {"share": one["share"], "effects": one["effects"]} for one in question["answers"]}


def put(guide: Json, some: Mapping[Key, Value]) -> dict[str, Any]:
    """Return a guide's document with some numbers in the place of its own; those it has no place for are left out."""
    candidates = [
        {
            **one,
            **{
                field: some[f"{name}:{one['cause']}"]
                for name, (field, _digits) in _OF_CANDIDATES.items()
                if f"{name}:{one['cause']}" in some
            },
        }
        for one in guide["candidates"]
    ]
    questions = [_answering(one, some.get(f"question:{one['slug']}", {})) for one in guide["questions"]]
    return {**guide, "candidates": candidates, "questions": questions}


def _answering(question: Json, said: Mapping[Slug, Json]) -> Json:
    return {**question, "answers": [{**one, **said.get(one["slug"], {})} for one in question["answers"]]}


def before(guide: Json) -> dict[Key, Value]:
    """Return the editor's own numbers where learned ones stand in their place now.

    Of a cause that has left the guide since, and may be gone, they say nothing.
    """
    now, causes = values(guide), {*(one["cause"] for one in guide["candidates"]), *guide["last_resorts"]}
    return {
        key: own
        for key, (was, became) in guide["learned"].items()
        if key in now and became == _mark(now[key]) and (own := _without_gone(was, now[key], causes)) != now[key]
    }


def _without_gone(own: Value, now: Value, causes: Collection[Slug]) -> Value:
    """Return an editor's own value without effects on what neither the guide nor its learned value knows any more."""
    if not isinstance(own, Mapping):
        return own
    known = {slug: {*causes, *one["effects"]} for slug, one in now.items()}
    return {
        slug: {
            **one,
            "effects": {cause: word for cause, word in one["effects"].items() if cause in known.get(slug, ())},
        }
        for slug, one in own.items()
    }


def editors(guide: Json) -> dict[str, Any]:
    """Return a guide's document with the editor's own numbers throughout: what learning begins from."""
    return {**put(guide, before(guide)), "learned": {}}


def accepted(guide: Json, some: Mapping[Key, Value]) -> dict[str, Any]:
    """Return a guide's document with learned numbers, which remembers what an editor wrote in their place."""
    own, now = before(guide), values(guide)
    changed = {key: value for key, value in some.items() if key in now and value != now[key]}
    was = {key: own.get(key, now[key]) for key in changed}
    remembered = {key: [was[key], _mark(value)] for key, value in changed.items() if value != was[key]}
    kept = {key: guide["learned"][key] for key in own if key not in changed}
    return {**put(guide, changed), "learned": dict(sorted((kept | remembered).items()))}


def remembering(guide: Json, other: Json) -> dict[str, Any]:
    """Return a guide's document that remembers of its questions what another one does that has the same questions.

    So a guide may be another one without them and still know which of their numbers are not the editor's.
    """
    kept = {key: other["learned"][key] for key in before(other) if key.startswith("question:")}
    return {**guide, "learned": dict(sorted({**guide["learned"], **kept}.items()))}


def had_become(guide: Json, key: Key, value: Value) -> Value | None:
    """Return what a guide remembers of a number that became this value; None where it remembers no such thing."""
    remembered = guide.get("learned", {}).get(key)
    return remembered if remembered and remembered[1] == _mark(value) else None


class Names(NamedTuple):
    """What slugs became: old ones to new ones, those of answers by the old slug of their question."""

    causes: Mapping[Slug, Slug] = {}
    questions: Mapping[Slug, Slug] = {}
    answers: Mapping[Slug, Mapping[Slug, Slug]] = {}

    @property
    def back(self) -> "Names":
        """The same from new ones to old ones."""
        answers = {self.questions.get(slug, slug): _turned(of) for slug, of in self.answers.items()}
        return Names(_turned(self.causes), _turned(self.questions), answers)

    def key(self, key: Key) -> Key:
        """Return what a number is under new names."""
        kind, _colon, slug = key.partition(":")
        return f"{kind}:{(self.questions if kind == 'question' else self.causes).get(slug, slug)}"

    def value(self, key: Key, value: Value) -> Value:
        """Return the value of a number, told by its old key, under new names."""
        if not isinstance(value, Mapping):
            return value
        now = self.answers.get(key.partition(":")[2], {})
        return {now.get(slug, slug): {**one, "effects": self._effects(one["effects"])} for slug, one in value.items()}

    def _effects(self, says: Json) -> Json:
        return {self.causes.get(cause, cause): word for cause, word in says.items()}


def _turned(names: Mapping[Slug, Slug]) -> dict[Slug, Slug]:
    return {new: old for old, new in names.items()}


def renamed(guide: Json, names: Names) -> dict[Key, Value]:
    """Return what a guide remembers, which it does under old names, by the new ones that its document has already."""
    back, found = names.back, dict[Key, Value]()
    was = {back.key(key): (value, back.value(key, value)) for key, value in values(guide).items()}
    for key, (own, became) in sorted(guide["learned"].items(), key=lambda one: names.key(one[0]) != one[0]):
        now, before_it = was.get(key, (None, None))
        mark = _mark(now) if became == _mark(before_it) else became
        found[names.key(key)] = [names.value(key, own), mark]  # in place of what lay under that name
    return dict(sorted(found.items()))


def _mark(value: Value) -> Value:
    """Return what a value is remembered by: a number is itself."""
    return digest(value)[:16] if isinstance(value, Mapping) else value


def proposed(guide: Guide, proposal: Proposal, minutes: Mapping[Slug, float]) -> dict[Key, Value]:
    """Return what verdicts propose for each of a guide's numbers; ``minutes``: to know a cause, where they are known.

    A question's effects are written as numbers, each a ratio to what is usual, whatever the cause: so a release says
    of answers what was learned of them, to the third digit. Of a question that nobody answered nothing is proposed.
    """
    weights = {slug: one.proposed for slug, one in proposal.weights.items()}
    found: dict[Key, Value] = {f"weight:{slug}": _rounded("weight", one) for slug, one in weights.items()}
    found |= {f"efficacy:{slug}": _rounded("efficacy", one.proposed) for slug, one in proposal.efficacy.items()}
    found |= {f"minutes:{slug}": _rounded("minutes", one) for slug, one in minutes.items()}
    return found | {
        f"question:{slug}": dict(_answers(question, proposal, weights))
        for slug, question in guide.questions.items()
        if proposal.asked[slug] > 0
    }


def _rounded(name: str, value: float) -> float:
    found = round(value, _OF_CANDIDATES[name][1])
    return int(found) if found == int(found) else found


def _answers(question: Question, proposal: Proposal, weights: Mapping[Slug, float]) -> Iterator[tuple[Slug, Json]]:
    """Yield what answers say as learned; one of which nothing can be learned says what it said."""
    ratios = proposal.likelihoods[question.slug].ratio
    whole = sum(weights.values()) or 1.0
    of = _odds if question.kind == "several" else float
    for slug, answer in question.answers.items():
        share, says = answer.share, dict(answer.says)
        usual = sum(weight * ratios[slug][cause] for cause, weight in weights.items()) / whole
        if (slug in proposal.shares[question.slug] or slug == NONE) and 0 < usual < 1:
            said = {cause: _word(of(p) / of(usual)) for cause, p in ratios[slug].items()}
            share, says = round(100 * usual, 2), {**says, **said}
        yield slug, {"share": share, "effects": {cause: word for cause, word in sorted(says.items()) if word != "1"}}


def _word(ratio: float) -> str:
    """Return what an effect says: what cannot be is an editor's word, of which more than belief makes use."""
    return written(ratio) if ratio > 0 else "rules-out"


def _odds(p: float) -> float:
    return p / max(1 - p, EDGE)


def taken(document: Json, guide: Guide, some: Mapping[Key, Value], chosen: Collection[Key]) -> dict[Key, Value]:
    """Return all that changes in a guide's document where chosen ones of some proposed numbers are accepted.

    Other weights make room for those chosen. Shares follow the weights, so that what answers say of causes stays what
    it was: a share is how many give an answer, of readers who have the causes by weight. ``guide``: the document's.
    """
    found = {key: value for key, value in some.items() if key in chosen and not key.startswith("weight:")}
    weights = _making_room(document, some, chosen)
    return {**_following(document, guide, weights), **weights, **found} if weights else found


def _making_room(document: Json, some: Mapping[Key, Value], chosen: Collection[Key]) -> dict[Key, Value]:
    """Return all weights where some are accepted, their sum staying; {} where none is."""
    now = weights(document)
    accepted = {key: some[key] for key in now if key in chosen and key in some}
    if not accepted:
        return {}
    rest = sum(value for key, value in now.items() if key not in accepted)
    room = max(sum(now.values()) - sum(accepted.values()), 0.0)
    return {key: _rounded("weight", value * room / rest) if rest else value for key, value in now.items()} | accepted


def _following(document: Json, guide: Guide, weights: Mapping[Key, Value]) -> dict[Key, Value]:
    """Return what answers say by new weights: the same, with the shares that come of it."""
    by_cause = {slug: weights[f"weight:{slug}"] for slug in guide.candidates}
    now, found = values(document), dict[Key, Value]()
    for slug in guide.questions:
        shares = guide.likelihoods[slug].shares(by_cause)
        said = now[f"question:{slug}"]
        found[f"question:{slug}"] = {
            answer: {**one, "share": min(round(shares[answer], 2), 100)} for answer, one in said.items()
        }
    return found


def undone(document: Json, chosen: Collection[Key], load: Callable[[Json], Guide]) -> dict[str, Any]:
    """Return a guide's document with the editor's own in the place of chosen learned numbers; of all, the editor's.

    Nothing moves that is the editor's. Weights that stay learned share what the editor gave to them all, and the shares
    of questions that stay learned follow the weights. ``load`` makes a guide of its document, where shares follow.
    """
    own = before(document)
    back = {key: value for key, value in own.items() if key in chosen}
    if len(back) == len(own):
        return editors(document)
    if not any(key.startswith("weight:") for key in back):
        return accepted(document, back)
    then = weights(document)
    then |= {key: value for key, value in back.items() if key in then} | _shared(document, own, back)
    followed = _going_back(document, then, load)
    return accepted(document, {**{key: followed[key] for key in followed if key in own}, **then, **back})


def _shared(document: Json, own: Mapping[Key, Value], back: Mapping[Key, Value]) -> dict[Key, Value]:
    """Return the weights that stay learned while others go back: in proportion, with the sum that the editor gave."""
    now = values(document)
    stay = [key for key in own if key.startswith("weight:") and key not in back]
    have, get = sum(now[key] for key in stay), sum(own[key] for key in stay)
    found = {key: _rounded("weight", now[key] * get / have) for key in stay} if have else {}
    return {key: own[key] if abs(value - own[key]) < _A_HAIR else value for key, value in found.items()}


def _going_back(document: Json, weights: Mapping[Key, Value], load: Callable[[Json], Guide]) -> dict[Key, Value]:
    """Return what answers say by weights that went back: by the editor's own effects where no others were learned."""
    theirs = editors(document)
    now, own = values(document), values(theirs)
    first = own if weights.items() <= own.items() else _following(theirs, load(theirs), weights)
    then = _following(document, load(document), weights)
    return {key: first[key] if _effects(own[key]) == _effects(now[key]) else value for key, value in then.items()}


def _effects(said: Mapping[Slug, Json]) -> list[Json]:
    return [one["effects"] for one in said.values()]
