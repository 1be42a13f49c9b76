"""Makes a guide the start of another."""

import copy

from .compile import Document
from .places import Json


class SlugTakenError(ValueError):
    """A guide has that slug, or had it: an old link leads there."""


def copied(drafts: Json, guide: str, *, slug: str, title: str) -> Document:
    """Return the drafts with a copy of a guide under another slug and title, at the end.

    Its questions, answers, effects, candidates, notes, last resorts and scenarios are copied, its causes shared. What
    the old one was called before stays its own: old links lead to one guide. Raises SlugTakenError.
    """
    guides = drafts["guides"]
    if slug in guides or any(slug in one["formerly"] for one in guides.values()):
        raise SlugTakenError(slug)
    new = copy.deepcopy(guides[guide])
    for one in (new, *new["questions"], *(answer for question in new["questions"] for answer in question["answers"])):
        one["formerly"] = []
    new |= {"title": {"ja": title}, "position": max(one["position"] for one in guides.values()) + 1}
    return {**drafts, "guides": {**guides, slug: new}}
