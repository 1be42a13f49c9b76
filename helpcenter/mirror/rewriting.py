"""From a live page to the mirror's: the same bytes, but for what takes a server.

Links lead to files. Forms are left out, but for the two that lead on: of a verdict and of ticks there are links. There
is a notice that says so.
"""

import re
from collections.abc import Callable
from datetime import datetime
from html import escape, unescape
from typing import Final, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from troubleshoot import engine
from troubleshoot.addresses import LANGUAGES, Language
from troubleshoot.views.reader import furigana

from .held import Held
from .names import file_of, relative
from .pages import solved

#: Search, feedback, durations, reports and what is of the minute or the day, the picture of another device's steps, the
#: QR code's page; and what has a script ask the server.
_LEFT_OUT: Final = re.compile(
    r'<form class="search".*?</form>'
    r'|<p class="examples">.*?</ul>'
    r'|<details class="feedback-fold">.*?</details>'
    r'|<section aria-labelledby="feedback-title">.*?</section>'
    r'|<section class="live.*?</section>'
    r'|<form class="too".*?</form>'
    r'|<form class="took".*?</form>'
    r'|<nav class="switch".*?</nav>'
    r'|<p><a class="more" href="[^"]*/carry-on/[^"]*">.*?</p>'
    r'|<p class="banner-wait".*?</p>'
    r'|<script src="[^"]*/htmx\.[^"]*" defer></script>'
    r'| data-worker="[^"]*"'
    r'| data-now="[^"]*"'
    r'| data-hx-[a-z-]+="[^"]*"',
    re.DOTALL,
)
_VERDICT: Final = re.compile(r'<form class="verdict"[^>]*( aria-labelledby="[^"]*")>(.*?)</form>', re.DOTALL)
_UNSENT: Final = re.compile(r'<input type="hidden"[^>]*>|<p class="verdict-note">.*?</p>', re.DOTALL)
_BUTTON: Final = re.compile(
    r'<button (class="[^"]*") type="submit" name="verdict" value="(\w+)">(.*?)</button>', re.DOTALL
)
_TICKS: Final = re.compile(r'<form class="ticks".*?</form>', re.DOTALL)
_TICK: Final = re.compile(r'<label class="row tick" (data-answer="([^"]*)")>\s*<input[^>]*>(.*?)</label>', re.DOTALL)
_LINK: Final = re.compile(r' (href|src)="(/[^"]*)"')
_PREFIXES: Final = tuple(f"/{one.prefix[:-1]}" for one in LANGUAGES.values() if one.prefix)
_MAIN: Final = '<main id="main"'


class Written(NamedTuple):
    """A file's text, and the files that it leads to, beginning with "/"."""

    text: str
    leads_to: frozenset[str]


class Rewriting:
    """Rewrites the pages of a language. ``made``: when."""

    def __init__(self, language: Language, held: Held, made: datetime) -> None:
        self._prefix = f"/{language.prefix}".rstrip("/")
        self._held = held
        self._notice = self._drawn(language, "notice.html", made=made, url="{}")
        self._several = self._drawn(language, "several.html")

    @staticmethod
    def _drawn(language: Language, template: str, **context: object) -> str:
        with translation.override(language.code):
            html = render_to_string(f"mirror/{template}", context)
        return furigana.ruby(html) if language.code == "easy" else html

    def written(self, address: str, html: str) -> Written:
        """Return the file of a page; ``address``: without the language's prefix."""
        here = self._prefix + address
        html = _LEFT_OUT.sub("", html)
        walk = self._held.walk(address)
        if walk:
            html = _VERDICT.sub(lambda form: self._verdict(walk, form), html)
            html = _TICKS.sub(lambda form: self._ticks(walk, form), html)
        notice = self._notice.replace("{}", escape(settings.SITE_URL + here))
        html = html.replace(_MAIN, notice + _MAIN, 1)
        leads_to: set[str] = set()
        html = _LINK.sub(lambda link: self._link(here, link, leads_to.add), html)
        return Written(html, frozenset(leads_to))

    def _verdict(self, walk: engine.Walk, form: re.Match[str]) -> str:
        """Return the two buttons of a verdict as links."""
        ways: dict[str, str] = {}
        match walk.step:
            case engine.Advice() as step:
                in_vain = engine.after_trying(walk, *step.slugs)
                ways = {"solved": solved(walk, step), "unsolved": engine.address(in_vain)}

        def way(button: re.Match[str]) -> str:
            look, verdict, text = button.groups()
            return f'<a {look} href="{self._written(ways[verdict])}">{text}</a>'

        return f'<section class="verdict"{form[1]}>{_BUTTON.sub(way, _UNSENT.sub("", form[2]))}</section>'

    def _ticks(self, walk: engine.Walk, form: re.Match[str]) -> str:
        """Return the ticks of a question as answers of which one is to be chosen."""
        question = walk.step.question.slug if isinstance(walk.step, engine.QuestionStep) else ""

        def answer(tick: re.Match[str]) -> str:
            data, slug, text = tick.groups()
            href = self._written(engine.address(engine.after_answer(walk, question, slug)))
            return f'<li><a class="row answer" href="{href}" {data}>{text}</a></li>'

        answers = "\n".join(answer(tick) for tick in _TICK.finditer(form[0]))
        return f'<div class="ticks">{self._several}<ul class="answers">\n{answers}\n</ul></div>'

    def _written(self, address: str) -> str:
        return escape(self._prefix + address)

    def _link(self, here: str, link: re.Match[str], note: Callable[[str], None]) -> str:
        attribute, (address, hash_, fragment) = link[1], unescape(link[2]).partition("#")
        file = address if address.startswith(settings.STATIC_URL) else self._file(address)
        note(file)
        return f' {attribute}="{escape(relative(file, here) + hash_ + fragment)}"'

    def _file(self, address: str) -> str:
        """Return the file that has the page of an address, or what comes nearest to it."""
        prefix = next((one for one in _PREFIXES if address.startswith(f"{one}/")), "")
        return prefix + file_of(self._held.nearest(address.removeprefix(prefix)))
