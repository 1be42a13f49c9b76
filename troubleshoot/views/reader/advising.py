"""What the page of an advice shows: why, what to do, whose steps, what next."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext as _

from troubleshoot import addresses, engine, snapshot
from troubleshoot.engine.guide import UNSURE, Cause, Guide, Question, Slug

from . import parts, words
from .parts import IncidentPart, Link, RemedyPart
from .steps import Choice, WalkPart, choice_of, last_question, walk_part

#: How many characters of answers are quoted as the reason of an advice; the strongest is quoted whole.
REASON_LENGTH = 24


@dataclass(frozen=True, slots=True)
class Switch:
    """For which carrier, or device, the steps are, "" while it is unknown, and how to see another's."""

    name: str
    remark: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class AdvicePage:
    """A cause to look into, with its remedy."""

    title: str
    certain: bool
    caption: str
    reason: str
    cause: Cause
    incident: IncidentPart | None
    remedy: RemedyPart
    carrier: Switch | None
    device: Switch | None
    report_url: str
    fields: tuple[tuple[str, str], ...]
    next: tuple[Link, ...]
    walk: WalkPart


def advice_page(walk: engine.Walk, step: engine.Advice, served: snapshot.Snapshot) -> AdvicePage:
    """Return what the page of an advice shows."""
    remedy = engine.remedy_for(step.cause, walk.guide, walk.carrier, walk.device)
    part = parts.remedy_part(remedy, walk.guide.devices)
    title = _("「%s」か確かめる") % step.cause.title
    return AdvicePage(
        title=title,
        certain=step.certain,
        caption=_advice_caption(walk, step),
        reason=_reason(walk, step),
        cause=step.cause,
        incident=parts.incident_part(step.incident) if step.incident else None,
        remedy=part,
        carrier=_carrier_switch(walk, step.cause, remedy),
        device=_device_switch(walk, step.cause),
        report_url=addresses.page("report", walk.guide.slug),
        fields=(*engine.parameters(walk), ("cause", step.cause.slug)),
        next=_next(walk, step),
        walk=walk_part(walk, served, back_url=last_question(walk)),
    )


def _advice_caption(walk: engine.Walk, step: engine.Advice) -> str:
    if step.incident:
        return _("いま行われている作業") if step.incident.scheduled_start else _("いま起きている障害")
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
        return format_html(_("{}と答えたためです。"), words.quoted(_short(quoted)))
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
    chosen = walk.answers.get("carrier", "")
    choices = tuple(
        choice_of(walk, question, answer, (chosen,)) for answer in question.answers.values() if answer.slug != UNSURE
    )
    name = _carrier_name(walk.guide, question, chosen) if chosen else ""
    return Switch(name, _whose(walk, remedy) if chosen else "", choices)


def _carrier_name(guide: Guide, question: Question, slug: Slug) -> str:
    if slug in guide.carriers:
        return guide.carriers[slug].name
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
    return Switch(names.get(walk.device or "", ""), "", choices)


def _device_names(guide: Guide) -> Mapping[Slug, str]:
    """Return the devices to choose from: the guide's own answers, else all kinds without a finer one."""
    if question := guide.questions.get("device"):
        return {slug: answer.text for slug, answer in question.answers.items() if slug != UNSURE}
    return {slug: guide.devices[slug].name for slug in engine.finest(guide.devices)}


def _next(walk: engine.Walk, step: engine.Advice) -> tuple[Link, ...]:
    """Return the other causes still worth a look, with their chance in words."""
    others = [walk.guide.causes[slug] for slug in engine.order(walk) if slug != step.cause.slug]
    return tuple(
        Link(cause.title, parts.cause_link(cause).url, words.chance(walk.beliefs[cause.slug])) for cause in others
    )
