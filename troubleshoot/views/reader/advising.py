"""What the page of an advice shows: why, what to do, whose steps, what next."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext as _

from troubleshoot import addresses, engine, snapshot
from troubleshoot.engine.guide import UNSURE, Cause, Guide, Question, Slug

from . import parts, remedies, words
from .parts import IncidentPart, Link
from .remedies import RemedyPart
from .resending import Resending, put_off, resending
from .steps import Choice, WalkPart, choice_of, last_question, still_possible, walk_part
from .together import Batch, batch

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
    """A cause to look into, with its remedy; ``batch``: where it is tried together with others.

    ``resending``: what is said of the new code, None where none is sent.
    """

    title: str
    certain: bool
    caption: str
    reason: str
    cause: Cause
    causes: tuple[Cause, ...]
    incident: IncidentPart | None
    remedy: RemedyPart
    batch: Batch | None
    resending: Resending | None
    carrier: Switch | None
    device: Switch | None
    report_url: str
    fields: tuple[tuple[str, str], ...]
    next: tuple[Link, ...]
    walk: WalkPart

    @property
    def count_apart(self) -> str:
        """What is said of the new code where no step sends it."""
        told = any(step.count for block in self.remedy.blocks for step in block.steps)
        return self.resending.count if self.resending and not self.batch and not told else ""


def advice_page(walk: engine.Walk, step: engine.Advice, served: snapshot.Snapshot) -> AdvicePage:
    """Return what the page of an advice shows."""
    sending = resending(walk, step)
    count = sending.count if sending else ""
    if sending and sending.ticked and not step.others:
        unless = _("当てはまらなければ、送らずに「まだ届かない」へ進みます。")
        count = words.sentences(filter(None, (unless, count)))
    if sending and sending.pause_url:
        step = put_off(step)
    together = batch(walk, step, count) if step.others else None
    return AdvicePage(
        title=_title(step),
        certain=step.certain,
        caption=_advice_caption(walk, step),
        reason=_reason(walk, step),
        cause=step.cause,
        causes=step.causes,
        incident=parts.incident_part(step.incident) if step.incident else None,
        remedy=together.whole if together else _remedy_part(walk, step.cause, count),
        batch=together,
        resending=sending,
        carrier=_carrier_switch(walk, step.causes),
        device=_device_switch(walk, step.causes),
        report_url=addresses.page("report", walk.guide.slug),
        fields=(*engine.parameters(walk), ("cause", ",".join(step.slugs))),
        next=_next(walk, step),
        walk=walk_part(walk, served, back_url=last_question(walk)),
    )


def _remedy_part(walk: engine.Walk, cause: Cause, count: str) -> RemedyPart:
    return remedies.remedy_part(walk.remedy(cause), walk.guide.devices, count)


def _title(step: engine.Advice) -> str:
    if step.others:
        return _("「%(title)s」など%(number)sつを試す") % {"title": step.cause.title, "number": len(step.causes)}
    return _("「%s」か確かめる") % step.cause.title


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
    if step.others:
        return _why_together(step)
    quoted = _deciding(walk, step.cause.slug) if step.certain else ()
    quoted = quoted or tuple(reason.answer.text for reason in engine.reasons(walk, step.cause.slug))
    if quoted:
        return format_html(_("{}と答えたためです。"), words.quoted(_short(quoted)))
    return _("見込みの高さと、確かめる手間の少なさで選びました。")


def _why_together(step: engine.Advice) -> str:
    if step.resends:
        return _("コードは何度も送り直せません。先に全部を済ませて、1回だけ送ります。")
    return _("同じページの中でできるので、続けて確かめます。")


def _short(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the first text, and the second where both are short: the first action has to stay in sight."""
    return texts[:2] if sum(map(len, texts[:2])) <= REASON_LENGTH else texts[:1]


def _deciding(walk: engine.Walk, cause: Slug) -> tuple[str, ...]:
    """Return the answer that leads to the cause for certain."""
    return tuple(answer.text for _question, answer in engine.answered(walk) if answer.edge.cause == cause)


def _carrier_switch(walk: engine.Walk, causes: tuple[Cause, ...]) -> Switch | None:
    """Return the switch to another carrier's steps, where a remedy depends on the carrier."""
    question = walk.guide.questions.get("carrier")
    differing = [cause for cause in causes if any(step.carrier for step in cause.steps)]
    if question is None or not differing:
        return None
    chosen = walk.answers.get("carrier", "")
    choices = tuple(
        choice_of(walk, question, answer, (chosen,)) for answer in question.answers.values() if answer.slug != UNSURE
    )
    name = _carrier_name(walk.guide, question, chosen) if chosen else ""
    return Switch(name, _whose(walk, walk.remedy(differing[0])) if chosen else "", choices)


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


def _device_switch(walk: engine.Walk, causes: tuple[Cause, ...]) -> Switch | None:
    """Return the links to the same page for another device, where a remedy depends on the device."""
    remedies_for_all = (engine.remedy_for(cause, walk.guide, walk.carrier) for cause in causes)
    if not any(step.device for remedy in remedies_for_all for step in remedy.steps):
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
    shown = step.slugs
    return still_possible(walk, (slug for slug in engine.order(walk) if slug not in shown))
