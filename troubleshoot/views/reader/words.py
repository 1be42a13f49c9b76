"""Numbers and states put into a reader's words."""

import math
import re
from collections.abc import Iterable
from functools import reduce
from typing import Final

from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy, pgettext, pgettext_lazy

from troubleshoot import addresses, engine

_STATUSES: Final = {
    "investigating": pgettext_lazy("incident", "調査中"),
    "identified": pgettext_lazy("incident", "原因を確認"),
    "monitoring": pgettext_lazy("incident", "回復を見守り中"),
    "resolved": pgettext_lazy("incident", "解消"),
    "postmortem": pgettext_lazy("incident", "解消・振り返り"),
    "scheduled": pgettext_lazy("incident", "予定"),
    "in_progress": pgettext_lazy("incident", "作業中"),
    "verifying": pgettext_lazy("incident", "確認中"),
    "completed": pgettext_lazy("incident", "終了"),
}

#: The least probability of each word, likeliest first.
_CHANCES: Final = (
    (0.5, pgettext_lazy("chance", "可能性が高い")),
    (0.2, pgettext_lazy("chance", "よくある")),
    (0.05, pgettext_lazy("chance", "ときどきある")),
    (0.0, pgettext_lazy("chance", "まれ")),
)

_INNER: Final = str.maketrans("「」“”", "『』‘’")
_MINUTES: Final = ngettext_lazy("約%d分", "約%d分")
HOUR: Final = 60
_HOURS: Final = 24
#: A telephone number in a text: with hyphens, or a company's own three digits that count nothing.
_PHONE: Final = re.compile(
    r"(?<![\d-])(?:0\d{1,4}-\d{1,4}-\d{3,4}|1\d\d(?!\s*(?:[円年日時分回%]|yen|year|day|hour|minute)))(?![\d-])"
)
#: Minutes up to this many are told one by one, more by fives.
EXACT: Final = 10


def status(word: str) -> str:
    """Return an incident's status in words."""
    return str(_STATUSES.get(word, word))


def chance(probability: float) -> str:
    """Return how likely something is, in words: readers take "41 %" for more than it is."""
    return next(str(word) for least, word in _CHANCES if probability >= least)


def minutes(amount: float) -> str:
    """Return minutes of doing, rounded up so that nobody is hurried; "" for none."""
    if amount <= 0:
        return ""
    rounded = math.ceil(amount) if amount <= EXACT else math.ceil(amount / 5) * 5
    return str(_MINUTES % rounded)


def span(wait_minutes: int) -> str:
    """Return how long waiting takes; "" for no waiting."""
    if wait_minutes <= 0:
        return ""
    hours, rest = divmod(wait_minutes, HOUR)
    if not hours:
        return ngettext("%d分", "%d分", rest) % rest
    if rest:
        pattern = ngettext("%(hours)d時間%(minutes)d分", "%(hours)d時間%(minutes)d分", rest)
        return pattern % {"hours": hours, "minutes": rest}
    return _("%d日") % (hours // _HOURS) if hours >= 2 * _HOURS and hours % _HOURS == 0 else _("%d時間") % hours


def roughly(amount: float) -> str:
    """Return how long something takes, from an hour on in whole hours; "" for no time at all."""
    return _("約%s") % span(round(amount / HOUR) * HOUR) if amount >= HOUR else minutes(amount)


def after(wait_minutes: int) -> str:
    """Return when waiting is over, counted from now; "" for no waiting."""
    return _("%s後") % span(wait_minutes) if wait_minutes > 0 else ""


def sentences(said: Iterable[str]) -> str:
    """Return sentences one after the other: Japanese puts no space between them."""
    return (" " if addresses.language().tag == "en" else "").join(said)


def told(texts: engine.Texts) -> str:
    """Return what officers said of an incident, in the page's language where they said it so."""
    return engine.in_language(texts, addresses.language().code)


def said(text: str) -> SafeString:
    """Return a text of the editors' as HTML; one that nobody has translated is marked as Japanese, with a remark."""
    if not isinstance(text, engine.Untranslated):
        return conditional_escape(text)
    return format_html('<span lang="ja">{}</span> <small class="untranslated">{}</small>', text, _("(日本語のみ)"))


def paragraphs(text: str) -> SafeString:
    """Return a text of several lines as paragraphs, marked as ``said`` marks it."""
    drawn = SafeString(linebreaks(text, autoescape=True))
    if not isinstance(text, engine.Untranslated):
        return drawn
    return format_html('<div lang="ja">{}</div><p><small class="untranslated">{}</small></p>', drawn, _("(日本語のみ)"))


def with_phones(text: str) -> SafeString:
    """Return a text of several lines as paragraphs, with each telephone number in it a link that dials."""
    return SafeString(_PHONE.sub(_dialling, paragraphs(text)))


def _dialling(phone: re.Match[str]) -> str:
    return f'<a class="call" href="tel:{phone[0].replace("-", "")}">{phone[0]}</a>'


def quoted(texts: tuple[str, ...]) -> SafeString:
    """Return texts as quotations side by side; quotations within them are told apart."""
    marked = [format_html(_("「{}」"), said(type(text)(text.translate(_INNER)))) for text in texts]
    return reduce(lambda one, other: format_html(pgettext("quotations", "{}{}"), one, other), marked)
