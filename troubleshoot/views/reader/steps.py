"""What each step of a walk shows, as frozen values ready for templates."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from troubleshoot import addresses, engine, snapshot
from troubleshoot.engine.guide import NONE, UNSURE, Answer, Question, Slug

from . import parts, words
from .feedback import FeedbackPart, after_solved, after_trying
from .parts import Banners, Link
from .took import TookPart, took_part, tried_with
from .ways import Way, ways


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to choose. ``chosen``: the reader gave it before."""

    slug: Slug
    text: str
    hint: str
    url: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with its answers. ``ticks``: answers of which several may hold, sent by a form with ``fields``."""

    question: Slug
    text: str
    help: str
    choices: tuple[Choice, ...]
    ticks: tuple[Choice, ...]
    form_url: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer given before, with the link that changes it."""

    question: str
    answers: tuple[str, ...]
    change_url: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A cause tried in vain, with the link that takes this back."""

    cause: Link
    undo_url: str


@dataclass(frozen=True, slots=True)
class WalkPart:
    """What every step shows around its own matter."""

    guide: Link
    banners: Banners
    given: tuple[GivenAnswer, ...]
    tried: tuple[Tried, ...]
    other_ways: tuple[Way, ...]
    back_url: str
    carry_on_url: str
    carrier: Link | None
    contact: str
    feedback: FeedbackPart | None
    release: int


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question in a walk."""

    title: str
    caption: str
    asking: Asking
    walk: WalkPart


@dataclass(frozen=True, slots=True)
class EndPage:
    """Nothing left that is worth trying. ``rest``: what may still be the cause, the best first."""

    title: str
    lead: str
    rest: tuple[Link, ...]
    walk: WalkPart


@dataclass(frozen=True, slots=True)
class SolvedPage:
    """It works again. ``undo``: what to put back, of this cause and of those tried on the way.

    ``took``: asks how long it took, shown to whom the address says so; the feedback's form then steps aside.
    """

    title: str
    undo: tuple[str, ...]
    preventions: tuple[Link, ...]
    feedback: FeedbackPart | None
    took: TookPart | None
    guide: Link


def question_page(walk: engine.Walk, step: engine.QuestionStep, served: snapshot.Snapshot) -> QuestionPage:
    """Return what the page of a question shows."""
    return QuestionPage(
        title=f"{_numbered(step)} {step.question.text}",
        caption=_caption(walk, step),
        asking=asking(walk, step.question, step.chosen),
        walk=walk_part(walk, served, back_url=_before_question(walk, step)),
    )


def _numbered(step: engine.QuestionStep) -> str:
    return (_("質問%dの答えを変える:") if step.chosen else _("質問%d")) % step.number


def _caption(walk: engine.Walk, step: engine.QuestionStep) -> str:
    if step.chosen:
        return _("質問%dの答えを変える") % step.number
    later = engine.asks_at_most(walk) - 1
    ahead = ngettext("あと最大%d問", "あと最大%d問", later) % later if later > 0 else _("これが最後の質問")
    return _("質問%(number)d(%(ahead)s)") % {"number": step.number, "ahead": ahead}


def asking(walk: engine.Walk, question: Question, chosen: tuple[Slug, ...] = ()) -> Asking:
    """Return a question with a canonical link for each answer."""
    choices = tuple(choice_of(walk, question, answer, chosen) for answer in question.answers.values())
    several = question.kind == "several"
    apart = (NONE, UNSURE)
    others = tuple((name, value) for name, value in engine.parameters(walk) if name != question.slug)
    return Asking(
        question=question.slug,
        text=question.text,
        help=question.help,
        choices=tuple(choice for choice in choices if not several or choice.slug in apart),
        ticks=tuple(choice for choice in choices if several and choice.slug not in apart),
        form_url=addresses.page("walk", walk.guide.slug),
        fields=(*others, (addresses.ASKED, question.slug)),
    )


def choice_of(walk: engine.Walk, question: Question, answer: Answer, chosen: tuple[Slug, ...]) -> Choice:
    """Return an answer with its canonical link; all other answers are kept."""
    url = addresses.of(engine.after_answer(walk, question.slug, answer.slug))
    return Choice(answer.slug, answer.text, answer.hint, url, answer.slug in chosen)


def _before_question(walk: engine.Walk, step: engine.QuestionStep) -> str:
    """Return where "back" leads: the step left to change an answer, else the question before."""
    if step.chosen:
        return addresses.of(engine.again(walk))
    return last_question(walk)


def last_question(walk: engine.Walk) -> str:
    """Return the address of the question answered last, the guide's where none was."""
    if walk.path:
        return addresses.of(engine.going_back_to(walk, walk.path[-1]))
    return addresses.page("guide", walk.guide.slug)


def walk_part(walk: engine.Walk, served: snapshot.Snapshot, back_url: str) -> WalkPart:
    """Return what every step shows around its own matter."""
    carrier = walk.guide.carriers.get(walk.carrier or "")
    return WalkPart(
        guide=parts.guide_link(walk.guide),
        banners=parts.banners(served, walk.guide, walk.carrier),
        given=given(walk),
        tried=tuple(
            Tried(parts.cause_link(walk.guide.causes[slug]), addresses.of(engine.before_trying(walk, slug)))
            for slug in walk.tried
        ),
        other_ways=ways(walk),
        back_url=back_url,
        carry_on_url=addresses.of_carrying_on(walk),
        carrier=parts.carrier_link(carrier) if carrier else None,
        contact=carrier.contact if carrier else "",
        feedback=after_trying(walk) if walk.tried else None,
        release=served.number,
    )


def given(walk: engine.Walk) -> tuple[GivenAnswer, ...]:
    """Return the answers that count, each with the link to its question; the device is switched elsewhere."""
    texts: dict[Slug, list[str]] = {}
    for question, answer in engine.answered(walk):
        texts.setdefault(question.slug, []).append(answer.text)
    if carrier := walk.guide.carriers.get(walk.carrier or ""):
        texts["carrier"] = [carrier.name]
    return tuple(
        GivenAnswer(walk.guide.questions[slug].text, tuple(said), addresses.of(engine.going_back_to(walk, slug)))
        for slug, said in sorted(texts.items(), key=lambda one: _place(walk, one[0]))
        if slug in walk.guide.questions and slug != "device"
    )


def _place(walk: engine.Walk, question: Slug) -> int:
    """Return where on the path a question was asked; what was given without being asked comes last."""
    return walk.path.index(question) if question in walk.path else len(walk.path)


def end_page(walk: engine.Walk, served: snapshot.Snapshot) -> EndPage:
    """Return what the end shows: trying may end by its cost, although causes are left."""
    rest = engine.plan(walk).rest
    ended = _("設定でできることは、ひととおり試しました。")
    if rest:
        ended = _("まだ考えられる原因もありますが、試し続けるより、SMSを使わない方法のほうが早そうです。")
    return EndPage(
        title=_("ほかの方法で進む"),
        lead=words.sentences((ended, on_other_ways())),
        rest=still_possible(walk, rest),
        walk=walk_part(walk, served, back_url=last_question(walk)),
    )


def on_other_ways() -> str:
    """Return what the end says of the last resorts, whyever trying ends."""
    return _("SMSを使わない方法を、かかる時間の短い順に並べました。")


def still_possible(walk: engine.Walk, causes: Iterable[Slug]) -> tuple[Link, ...]:
    """Return causes with their chance in words."""
    found = [walk.guide.causes[slug] for slug in causes]
    return tuple(Link(one.title, parts.cause_link(one).url, words.chance(walk.beliefs[one.slug])) for one in found)


def solved_page(walk: engine.Walk, cause: Slug) -> SolvedPage:
    """Return what is shown to a reader who was helped."""
    return SolvedPage(
        title=_("届いてよかったです"),
        undo=tuple(_undo(walk, (*tried_with(walk, cause), *walk.tried))),
        preventions=parts.notes(walk.guide, "prevention"),
        feedback=after_solved(walk, cause),
        took=took_part(walk, cause),
        guide=parts.guide_link(walk.guide),
    )


def _undo(walk: engine.Walk, causes: tuple[Slug, ...]) -> Iterator[str]:
    """Yield what each cause says is to be put back, each once."""
    yield from dict.fromkeys(filter(None, (walk.guide.causes[slug].afterwards for slug in causes)))
