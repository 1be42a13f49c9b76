"""What each step of a walk shows, as frozen values ready for templates."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from troubleshoot import addresses, engine, snapshot
from troubleshoot.engine.guide import NONE, UNSURE, Answer, Cause, Guide, Question, Slug

from . import parts, words
from .parts import IncidentPart, Link, RemedyPart

#: How many characters of answers are quoted as the reason of an advice; the strongest is quoted whole.
REASON_LENGTH = 24


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
    answer: str
    change_url: str


@dataclass(frozen=True, slots=True)
class WalkPart:
    """What every step shows around its own matter."""

    guide: Link
    banners: tuple[IncidentPart, ...]
    given: tuple[GivenAnswer, ...]
    tried: tuple[Link, ...]
    other_ways: tuple[Link, ...]
    back_url: str
    carrier: Link | None
    contact: str
    release: int


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question in a walk."""

    title: str
    caption: str
    asking: Asking
    walk: WalkPart


@dataclass(frozen=True, slots=True)
class Switch:
    """For which carrier, or device, the steps are, and how to see another's."""

    name: str
    remark: str
    url: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class AdvicePage:
    """A cause to look into, with its remedy."""

    title: str
    caption: str
    reason: str
    cause: Cause
    certain: bool
    incident: IncidentPart | None
    remedy: RemedyPart
    carrier: Switch | None
    device: Switch | None
    report_url: str
    fields: tuple[tuple[str, str], ...]
    next: tuple[Link, ...]
    walk: WalkPart


@dataclass(frozen=True, slots=True)
class EndPage:
    """Nothing left to try."""

    title: str
    walk: WalkPart


@dataclass(frozen=True, slots=True)
class SolvedPage:
    """It works again."""

    title: str
    cause: Cause
    preventions: tuple[Link, ...]
    guide: Link


def question_page(walk: engine.Walk, step: engine.QuestionStep, served: snapshot.Snapshot) -> QuestionPage:
    """Return what the page of a question shows."""
    return QuestionPage(
        title=f"{_numbered(step)} {step.question.text}",
        caption=_caption(step),
        asking=asking(walk, step.question, step.chosen),
        walk=_walk_part(walk, served, back_url=_before_question(walk, step)),
    )


def _numbered(step: engine.QuestionStep) -> str:
    return (_("質問%dの答えを変える:") if step.chosen else _("質問%d")) % step.number


def _caption(step: engine.QuestionStep) -> str:
    if step.chosen:
        return _("質問%dの答えを変える") % step.number
    later = step.asks_at_most - 1
    ahead = ngettext("このあと最大%d問", "このあと最大%d問", later) % later if later > 0 else _("これが最後の質問")
    return _("質問%(number)d(%(ahead)s)") % {"number": step.number, "ahead": ahead}


def asking(walk: engine.Walk, question: Question, chosen: tuple[Slug, ...] = ()) -> Asking:
    """Return a question with a canonical link for each answer."""
    choices = tuple(_choice(walk, question, answer, chosen) for answer in question.answers.values())
    several = question.kind == "several"
    apart = (NONE, UNSURE)
    others = tuple((name, value) for name, value in engine.parameters(walk) if name != question.slug)
    return Asking(
        question=question.slug,
        text=question.text,
        help=question.help,
        choices=tuple(choice for choice in choices if not several or choice.slug in apart),
        ticks=tuple(choice for choice in choices if several and choice.slug not in apart),
        form_url=reverse("troubleshoot:walk", args=[walk.guide.slug]),
        fields=(*others, (addresses.ASKED, question.slug)),
    )


def _choice(walk: engine.Walk, question: Question, answer: Answer, chosen: tuple[Slug, ...]) -> Choice:
    url = addresses.of(engine.after_answer(walk, question.slug, answer.slug))
    return Choice(answer.slug, answer.text, answer.hint, url, answer.slug in chosen)


def _before_question(walk: engine.Walk, step: engine.QuestionStep) -> str:
    """Return where "back" leads: the step left to change an answer, else the question before."""
    if step.chosen:
        return addresses.of(engine.replay(walk.guide, walk.given, walk.tried, incidents=walk.incidents))
    return _last_question(walk)


def _last_question(walk: engine.Walk) -> str:
    if walk.path:
        return addresses.of(engine.going_back_to(walk, walk.path[-1]))
    return reverse("troubleshoot:guide", args=[walk.guide.slug])


def _walk_part(walk: engine.Walk, served: snapshot.Snapshot, back_url: str) -> WalkPart:
    carrier = walk.guide.carriers.get(walk.carrier or "")
    return WalkPart(
        guide=parts.guide_link(walk.guide),
        banners=parts.banners(served, walk.guide, walk.carrier),
        given=_given(walk),
        tried=tuple(parts.cause_link(walk.guide.causes[slug]) for slug in walk.tried),
        other_ways=tuple(parts.cause_link(cause) for cause in engine.last_resorts(walk)),
        back_url=back_url,
        carrier=parts.carrier_link(carrier) if carrier else None,
        contact=carrier.contact if carrier else "",
        release=served.number,
    )


def _given(walk: engine.Walk) -> tuple[GivenAnswer, ...]:
    """Return the answers that count, each with the link to its question; the device is switched elsewhere."""
    texts: dict[Slug, list[str]] = {}
    for question, answer in engine.answered(walk):
        texts.setdefault(question.slug, []).append(answer.text)
    if carrier := walk.guide.carriers.get(walk.carrier or ""):
        texts["carrier"] = [carrier.name]
    return tuple(
        GivenAnswer(walk.guide.questions[slug].text, "、".join(given), addresses.of(engine.going_back_to(walk, slug)))
        for slug, given in texts.items()
        if slug in walk.guide.questions and slug != "device"
    )


def advice_page(walk: engine.Walk, step: engine.Advice, served: snapshot.Snapshot) -> AdvicePage:
    """Return what the page of an advice shows."""
    remedy = engine.remedy_for(step.cause, walk.guide, walk.carrier, walk.device)
    part = parts.remedy_part(remedy, walk.guide.devices)
    return AdvicePage(
        title=_("「%s」か確かめる") % step.cause.title,
        caption=_advice_caption(walk, step),
        reason=_reason(walk, step),
        cause=step.cause,
        certain=step.certain,
        incident=parts.incident_part(step.incident) if step.incident else None,
        remedy=part,
        carrier=_carrier_switch(walk, step.cause, remedy),
        device=_device_switch(walk, step.cause),
        report_url=reverse("troubleshoot:report", args=[walk.guide.slug]),
        fields=(*engine.parameters(walk), ("cause", step.cause.slug)),
        next=_next(walk, step),
        walk=_walk_part(walk, served, back_url=_last_question(walk)),
    )


def _advice_caption(walk: engine.Walk, step: engine.Advice) -> str:
    if step.incident:
        return _("いま起きている障害")
    if step.certain:
        return _("答えからわかった原因")
    return _("次に確かめること") if walk.tried else _("最初に確かめること")


def _reason(walk: engine.Walk, step: engine.Advice) -> str:
    """Return in one sentence why this comes first."""
    if step.incident:
        return _("設定のせいではなさそうです。設定は変えずに待つのがいちばんです。")
    quoted = _deciding(walk, step.cause.slug) if step.certain else ()
    quoted = quoted or tuple(reason.answer.text for reason in engine.reasons(walk, step.cause.slug))
    if quoted:
        return _("%sと答えたためです。") % words.quoted(_short(quoted))
    return _("見込みの高さと、確かめる手間の少なさで選びました。")


def _short(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the first text, and the second where both are short: the first action has to stay in sight."""
    return texts[:2] if sum(map(len, texts[:2])) <= REASON_LENGTH else texts[:1]


def _deciding(walk: engine.Walk, cause: Slug) -> tuple[str, ...]:
    """Return the answer that leads to the cause for certain."""
    return tuple(answer.text for _question, answer in engine.answered(walk) if answer.edge.cause == cause)


def _carrier_switch(walk: engine.Walk, cause: Cause, remedy: engine.Remedy) -> Switch | None:
    """Return the switch to another carrier's steps, where the remedy depends on the carrier."""
    question = walk.guide.questions.get("carrier")
    if question is None or not any(step.carrier for step in cause.steps):
        return None
    if "carrier" in walk.answers:
        return Switch(
            _carrier_name(walk, question), _whose(walk, remedy), addresses.of(engine.going_back_to(walk, "carrier")), ()
        )
    choices = tuple(
        _choice(walk, question, answer, ()) for answer in question.answers.values() if answer.slug != UNSURE
    )
    return Switch("", "", "", choices)


def _carrier_name(walk: engine.Walk, question: Question) -> str:
    slug = walk.answers["carrier"]
    if slug in walk.guide.carriers:
        return walk.guide.carriers[slug].name
    return question.answers[slug].text


def _whose(walk: engine.Walk, remedy: engine.Remedy) -> str:
    if remedy.carrier is None:
        return _("どの回線にも共通")
    if remedy.carrier == walk.carrier:
        return ""
    return _("%sと共通") % walk.guide.carriers[remedy.carrier].name


def _device_switch(walk: engine.Walk, cause: Cause) -> Switch | None:
    """Return the links to the same page for another device, where the remedy depends on the device."""
    if not any(step.device for step in cause.steps):
        return None
    names = _device_names(walk.guide)
    choices = tuple(
        Choice(slug, name, "", addresses.of(engine.after_answer(walk, "device", slug)), slug == walk.device)
        for slug, name in names.items()
    )
    return Switch(names.get(walk.device or "", ""), "", "", choices)


def _device_names(guide: Guide) -> Mapping[Slug, str]:
    """Return the devices to choose from: the guide's own answers, else all kinds without a finer one."""
    if question := guide.questions.get("device"):
        return {slug: answer.text for slug, answer in question.answers.items() if slug != UNSURE}
    wider = {device.parent for device in guide.devices.values()}
    return {slug: device.name for slug, device in guide.devices.items() if slug not in wider}


def _next(walk: engine.Walk, step: engine.Advice) -> tuple[Link, ...]:
    """Return the other causes still worth a look, with their chance in words."""
    others = [walk.guide.causes[slug] for slug in step.order if slug != step.cause.slug]
    return tuple(
        Link(cause.title, parts.cause_link(cause).url, words.chance(walk.beliefs[cause.slug])) for cause in others
    )


def end_page(walk: engine.Walk, served: snapshot.Snapshot) -> EndPage:
    """Return what the end shows."""
    return EndPage(_("ほかの方法で進む"), _walk_part(walk, served, back_url=_last_question(walk)))


def solved_page(walk: engine.Walk, served: snapshot.Snapshot, cause: Slug) -> SolvedPage:
    """Return what is shown to a reader who was helped."""
    del served
    return SolvedPage(
        title=_("届いてよかったです"),
        cause=walk.guide.causes[cause],
        preventions=parts.notes(walk.guide, "prevention"),
        guide=parts.guide_link(walk.guide),
    )
