"""Reads a live page and the mirror's file of it as a test compares them: what is drawn in their main part, in order."""

from html.parser import HTMLParser

_VOID = {"meta", "link", "input", "img", "br", "hr", "wbr"}
#: What a mirror has in another form, or not at all; by class, or by the id of the title.
APART = {
    "search", "examples", "plain-links", "feedback-fold", "feedback-title", "verdict", "ticks", "too", "took", "live",
}  # fmt: skip
#: Where a link leads is compared apart from how it looks.
_LEADS = ("href", "src", "data-hx-", "data-now")


class Reading(HTMLParser):
    """A page. ``main``: marks and texts in order; ``links``: their addresses; ``apart``: the texts left out."""

    def __init__(self, html):
        super().__init__()
        self.main, self.links, self.apart = [], [], {}
        self.every, self.ids = [], set()
        self._stack, self._skipped = [], None
        self.feed(html.replace("<wbr>", ""))

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        self.every += [(name, attributes[name]) for name in ("href", "src", "action") if name in attributes]
        self.ids.add(attributes.get("id"))
        if self._is_in_main() and self._skipped is None:
            self._enter(tag, attributes)
        if tag not in _VOID:
            self._stack.append(tag)

    def _enter(self, tag, attributes):
        names = {*attributes.get("class", "").split(), attributes.get("aria-labelledby", "")}
        apart = APART & names or ({"devices"} if tag == "nav" and "switch" in names else set())
        if tag == "a" and "/carry-on/" in attributes.get("href", ""):
            self.main.pop()  # its paragraph's mark
            self._skipped = ("carry-on", len(self._stack) - 1)
        elif apart:
            self._skipped = (apart.pop(), len(self._stack))
        else:
            shown = {name: value for name, value in attributes.items() if not name.startswith(_LEADS)}
            self.main.append((tag, shown))
            self.links += [value for name, value in attributes.items() if name == "href"]

    def handle_endtag(self, tag):
        while self._stack and self._stack.pop() != tag:
            pass
        if self._skipped and len(self._stack) <= self._skipped[1]:
            self._skipped = None
        elif self._is_in_main() and self._skipped is None:
            self.main.append(("/", tag))

    def handle_data(self, data):
        text = " ".join(data.split())
        if not text or not self._is_in_main():
            return
        if self._skipped:
            self.apart.setdefault(self._skipped[0], []).append(text)
        else:
            self.main.append(("text", text))

    def _is_in_main(self):
        return "main" in self._stack
