"""What carries a walk elsewhere: a QR code for another device, and a plain text for somebody who helps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

import segno
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from troubleshoot import addresses, engine, snapshot

from . import parts, steps
from .parts import Link

#: Makes an address of this site one that can be opened from anywhere.
type Absolute = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Message:
    """A walk as a text to show, read out or send. ``language``: what it is written in; ``rows``: how tall it is."""

    language: addresses.Language
    text: str
    rows: int


@dataclass(frozen=True, slots=True)
class CarryingPage:
    """A walk to take along. ``address``: of its step; ``code``: the same as a QR code, "" where it is too long."""

    title: str
    guide: Link
    step_url: str
    address: str
    code: SafeString
    messages: tuple[Message, ...]


def carrying_page(walk: engine.Walk, served: snapshot.Snapshot, absolute: Absolute) -> CarryingPage:
    """Return what the page shows that carries a walk on."""
    step_url = _step_url(walk)
    address = absolute(step_url)
    return CarryingPage(
        title=_("別の端末で続ける・人に見せる"),
        guide=parts.guide_link(walk.guide),
        step_url=step_url,
        address=address,
        code=qr_code(address),
        messages=tuple(_messages(walk, served, absolute)),
    )


def _step_url(walk: engine.Walk) -> str:
    """Return the address of the walk's step, the guide's before anything was said."""
    return addresses.of(walk) if walk.given or walk.tried else parts.guide_link(walk.guide).url


def qr_code(address: str) -> SafeString:
    """Return an address as an SVG drawing, dark on light in every colour scheme; "" where no QR code holds it."""
    try:
        code = segno.make_qr(address, error="l")
    except segno.DataOverflowError:
        return SafeString("")
    return SafeString(
        code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)
    )


def _messages(walk: engine.Walk, served: snapshot.Snapshot, absolute: Absolute) -> Iterator[Message]:
    """Yield the walk in the page's language and in Japanese: whoever reads it at a company's desk knows that one."""
    url = _step_url(walk)
    for language in dict.fromkeys((addresses.language(), addresses.LANGUAGES["ja"])):
        guide = served.read_in(language.code).release().guides[walk.guide.slug]
        same = engine.replay(guide, walk.given, walk.tried, None, walk.incidents, suspicions=walk.suspicions)
        address = absolute(addresses.in_language(url, language))
        with translation.override(language.code):
            lines = list(_lines(same, address))
        yield Message(language, "\n".join(lines), len(lines) + 2)


def _lines(walk: engine.Walk, address: str) -> Iterator[str]:
    """Yield a walk line by line; it holds nothing of the reader but what was answered."""
    yield _("「%s」で困っています。") % walk.guide.title
    yield from _headed(_("状況"), map(_answered, steps.given(walk)), _device(walk))
    yield from _headed(_("試したこと(まだ解決していません)"), (walk.guide.causes[slug].title for slug in walk.tried))
    match walk.step:
        case engine.Advice() as step:
            yield from _headed(_("次に確かめること"), (cause.title for cause in step.causes))
    yield from _headed(
        _("お願い"),
        (
            _("携帯電話会社の方へ: このSMSを止めている設定や契約がないか、調べてください。"),
            _("サービスの方へ: SMSを使わずに本人だと確かめる方法を、教えてください。"),
        ),
    )
    yield from ("", _("この続きのページ:"), address)


def _headed(title: str, *lines: Iterator[str] | tuple[str, ...]) -> Iterator[str]:
    """Yield lines under a title, nothing at all where there are none."""
    found = list(chain(*lines))
    if found:
        yield from ("", _("■ %s") % title, *(_("・%s") % line for line in found))


def _answered(given: steps.GivenAnswer) -> str:
    answers = pgettext("between answers", "、").join(given.answers)
    return _("%(question)s → %(answers)s") % {"question": given.question, "answers": answers}


def _device(walk: engine.Walk) -> tuple[str, ...]:
    device = walk.guide.devices.get(walk.device or "")
    return (_("端末: %s") % device.name,) if device else ()
