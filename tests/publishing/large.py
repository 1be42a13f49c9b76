"""A release document as large as the largest help centers have: one guide of hundreds of questions and causes."""

from .documents import Document, answer, candidate, cause, guide, question, small, step

#: Questions that follow each question, until there are enough: four a level make 341 within five levels.
BRANCHES = 4
#: Causes that an answer speaks of.
SPOKEN_OF = 3


def large(questions: int = 300, causes: int = 200) -> Document:
    """Return a document whose guide "large" has so many questions and causes, sound for the checks."""
    document = small()
    slugs = [f"cause-{number}" for number in range(causes)]
    document["causes"] |= {slug: cause(f"原因{number}", step("open")) for number, slug in enumerate(slugs)}
    document["guides"] = {
        "large": guide(
            "大きな案内",
            *(_question(number, questions, slugs) for number in range(questions)),
            candidates=[candidate(slug, _weight(causes)) for slug in slugs],
            last_resorts=["contact"],
            notes=[],
        )
    }
    return document


def _question(number: int, questions: int, causes: list[str]) -> Document:
    following = [child for child in range(number * BRANCHES + 1, (number + 1) * BRANCHES + 1) if child < questions]
    answers = [
        answer(f"a-{index}", f"q-{child}" if child in following else None, effects=_effects(number, index, causes))
        for index, child in enumerate(range(number * BRANCHES + 1, (number + 1) * BRANCHES + 1), 1)
    ]
    unsure = answer("unsure", f"q-{following[0]}" if following else None)
    return question(f"q-{number}", *answers, unsure)


def _effects(number: int, index: int, causes: list[str]) -> dict[str, str]:
    start = (number * BRANCHES + index) * SPOKEN_OF
    return {causes[(start + more) % len(causes)]: "much-more" for more in range(min(SPOKEN_OF, len(causes)))}


def _weight(causes: int) -> float:
    weight = round(100 / causes, 2)
    return int(weight) if weight == int(weight) else weight
