"""The shape of a guide's questions: where edges lead, what can be reached, how many questions lie ahead."""

from collections.abc import Collection, Iterator, Mapping

from .guide import Edge, Guide, Question, Slug


def edges(question: Question) -> Iterator[Edge]:
    """Yield every way out of a question, the one round it included."""
    if question.guard:
        yield question.guard.otherwise
    if question.kind == "several":
        yield question.edge
    else:
        yield from (answer.edge for answer in question.answers.values())


def successors(question: Question) -> tuple[Slug, ...]:
    """Return the questions that may follow, each once, in the answers' order."""
    return tuple(dict.fromkeys(edge.next for edge in edges(question) if edge.next))


def opens(guide: Guide, question: Slug, answer: Slug) -> frozenset[Slug]:
    """Return the guarded questions that an answer lets be asked."""
    guarded = [(one.slug, one.guard) for one in guide.questions.values() if one.guard]
    return frozenset(slug for slug, guard in guarded if guard.question == question and answer in guard.answers)


def reachable(guide: Guide, start: Slug | None = None) -> frozenset[Slug]:
    """Return the questions that some path meets from a question on, itself among them; from the entry by default."""
    met: set[Slug] = set()
    ahead = [start or guide.entry]
    while ahead:
        slug = ahead.pop()
        if slug not in met:
            met.add(slug)
            ahead.extend(successors(guide.questions[slug]))
    return frozenset(met)


def cycle(guide: Guide) -> tuple[Slug, ...]:
    """Return questions that lead round in a circle, the first one repeated at the end; () where none do."""
    done: set[Slug] = set()

    def search(slug: Slug, path: tuple[Slug, ...]) -> tuple[Slug, ...]:
        if slug in path:
            return (*path[path.index(slug) :], slug)
        if slug in done:
            return ()
        for following in successors(guide.questions[slug]):
            if circle := search(following, (*path, slug)):
                return circle
        done.add(slug)
        return ()

    for slug in guide.questions:
        if circle := search(slug, ()):
            return circle
    return ()


def longest(guide: Guide, start: Slug, known: Mapping[Slug, Collection[Slug]] | None = None) -> int:
    """Return the most questions that may still be asked from a question on, itself among them.

    ``known``: answers given already; such a question is followed and not asked. Each question counts once, so
    that a circle, which no release holds, ends too.
    """
    answered = known or {}
    counted: dict[Slug, int] = {}

    def ahead(slug: Slug) -> int:
        if slug not in counted:
            counted[slug] = 0
            question = guide.questions[slug]
            following = [ahead(edge.next) for edge in _open_edges(question, answered) if edge.next]
            asked = slug not in answered and question.kind != "device"
            counted[slug] = max(following, default=0) + asked
        return counted[slug]

    return ahead(start)


def _open_edges(question: Question, known: Mapping[Slug, Collection[Slug]]) -> Iterator[Edge]:
    """Yield the edges that the known answers leave open."""
    given = known.get(question.slug)
    if given is None or question.kind == "several":
        yield from edges(question)
        return
    if question.guard:
        yield question.guard.otherwise
    yield from (question.answers[slug].edge for slug in given if slug in question.answers)
