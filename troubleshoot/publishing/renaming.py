"""Gives what guides remember of learned numbers the new slugs of causes, questions and answers that were renamed.

engine.accepting tells numbers by slugs. Whether old links lead on is another matter, which editors settle by hand.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from troubleshoot.engine import accepting
from troubleshoot.engine.accepting import Names, Value
from troubleshoot.engine.guide import Slug
from troubleshoot.models import Answer, Guide

from .compile import compile_guide
from .places import Place


class Moved(NamedTuple):
    """Where a cause or question stood and stands; ``answers``: a question's that have another slug now, old to new."""

    was: Place
    now: Place
    answers: Mapping[Slug, Slug] = {}


def answers_of(question: int) -> dict[int, Slug]:
    """Return the slugs of a question's answers by their ids."""
    return dict(Answer.objects.filter(question=question).values_list("pk", "slug"))


def moved(was: Place, now: Place, question: int, answers: Mapping[int, Slug]) -> Moved | None:
    """Return what was renamed in a place, None for nothing; ``answers``: a question's former slugs by their ids."""
    then = answers_of(question) if answers else {}
    names = {old: then[pk] for pk, old in answers.items() if then.get(pk, old) != old}
    return Moved(was, now, names) if names or was != now else None


def remembered(parts: Collection[Moved]) -> Iterator[tuple[Slug, Mapping[str, Value]]]:
    """Yield the guides that learned of what was renamed, with what each is to remember now."""
    rows = Guide.objects.exclude(learned={}).values_list("slug", flat=True) if parts else ()
    for slug in rows:
        guide = compile_guide(slug)
        learned = accepting.renamed(guide, _names(slug, parts)) if guide else {}
        if guide and learned != guide["learned"]:
            yield slug, learned


def _names(guide: Slug, parts: Collection[Moved]) -> Names:
    """Return the names as one guide has them: causes are everybody's, questions its own."""
    questions = [one for one in parts if one.now[:2] == ("question", guide)]
    return Names(
        {one.was[1]: one.now[1] for one in parts if one.now[0] == "cause"},
        {one.was[2]: one.now[2] for one in questions},
        {one.was[2]: one.answers for one in questions},
    )
