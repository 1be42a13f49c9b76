"""Finds in texts and pages what a reader of English, or of やさしい日本語, could not read."""

import re
from html.parser import HTMLParser

#: Kana, kanji, and the marks and wide forms that go with them.
_JAPANESE = re.compile(r"[\u3001-\u3007\u300c-\u303f\u3040-\u30ff\u3400-\u9fff\uff01-\uff9f]+")
#: Words as they stand on Japanese screens, and what is said to people in Japan.
_QUOTED = re.compile(r"「[^「」]*」")
_KANJI = re.compile(r"[一-鿿々〆]+")
#: A choice of a list takes no ruby.
_IN_BRACKETS = re.compile(r"[一-鿿々〆]+\([ぁ-ゖー]+\)")
_VOID = {"meta", "link", "input", "img", "br", "hr", "wbr"}
#: Attributes that are no words.
_UNREAD = {"href", "src", "action", "data-hx-get", "formaction"}


def japanese_in(text: str) -> str:
    """Return the first Japanese outside 「」 in a text; "" where there is none."""
    found = _JAPANESE.search(_QUOTED.sub("", text))
    return found[0] if found else ""


class Reading(HTMLParser):
    """A page as its readers meet it: what is marked as Japanese, as in ``lang="ja"``, is left aside.

    ``texts``: what is read, ruby apart; ``kanji``: runs without a reading; ``words``: what attributes, the title and
    scripts say.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.kanji: list[str] = []
        self.words: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        aside = self._is_aside() or (named.get("lang") == "ja" and tag != "html")
        if not aside:
            self.words += [value for name, value in attrs if value and name not in _UNREAD]
        if tag not in _VOID:
            self._open.append((tag, aside))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self._open}
        if self._is_aside():
            return
        if tags & {"title", "script"}:
            self.words.append(data)
            return
        self.texts.append(data)
        if "ruby" not in tags:
            self.kanji += _KANJI.findall(_IN_BRACKETS.sub("", data) if "option" in tags else data)

    def _is_aside(self) -> bool:
        return bool(self._open) and self._open[-1][1]
