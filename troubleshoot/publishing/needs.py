"""What the parts of a document refer to, and what a choice of drafts lacks because something new was not chosen."""

from collections.abc import Iterator

from .places import Json, Place


def needs(document: Json, drafts: Json) -> frozenset[Place]:
    """Return what a document refers to and has not, though the drafts do: to be chosen along with the rest."""
    causes = {slug for guide in document["guides"].values() for slug in causes_of(guide)}
    new_causes = {
        slug: drafts["causes"][slug] for slug in causes - document["causes"].keys() if slug in drafts["causes"]
    }
    all_causes = {**document["causes"], **new_causes}
    carriers = {slug for cause in all_causes.values() for slug in carriers_of(cause)}
    new_carriers = _with_parents(carriers, drafts["carriers"]) - document["carriers"].keys()
    return frozenset([("cause", slug) for slug in new_causes] + [("carrier", slug) for slug in new_carriers])


def causes_of(guide: Json) -> Iterator[str]:
    """Yield every cause that a guide speaks of, some of them more than once."""
    yield from (one["cause"] for one in guide["candidates"])
    yield from guide["last_resorts"]
    yield from (note["cause"] for note in guide["notes"] if note["cause"])
    for scenario in guide["scenarios"]:
        yield from (*scenario["first"], *scenario["among_three"], *scenario["never"])
    for question in guide["questions"]:
        yield from _causes_of_question(question)


def _causes_of_question(question: Json) -> Iterator[str]:
    if question["guard"] and question["guard"]["otherwise"]["cause"]:
        yield question["guard"]["otherwise"]["cause"]
    for answer in question["answers"]:
        yield from answer["effects"]
        if answer["cause"]:
            yield answer["cause"]


def carriers_of(cause: Json) -> Iterator[str]:
    """Yield every carrier that a cause speaks of."""
    yield from cause["carriers"]
    yield from (step["carrier"] for step in cause["steps"] if step["carrier"])


def _with_parents(slugs: set[str], carriers: Json) -> set[str]:
    """Return those of some carriers that there are, and the networks they belong to."""
    found: set[str] = set()
    left = [slug for slug in slugs if slug in carriers]
    while left:
        slug = left.pop()
        if slug in carriers and slug not in found:
            found.add(slug)
            left += [parent] if (parent := carriers[slug]["parent"]) else []
    return found
