"""Fills in the admin's forms as a browser would: everything on the page goes back, with what the editor changed."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """Collects what a browser would send for one form of a page; ``fields`` holds a list for each name."""

    def __init__(self, html: str, form: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._wanted = form
        self._inside = False
        self._area: str | None = None
        self._select: str | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = found.get("id", found.get("class")) == self._wanted
        if not self._inside:
            return
        name = found.get("name", "")
        if tag == "input" and name and _is_sent(found):
            self.fields.setdefault(name, []).append(found.get("value", "on" if found.get("type") == "checkbox" else ""))
        elif tag == "textarea":
            self._area = name
            self.fields.setdefault(name, []).append("")
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in found:
            self.fields.setdefault(self._select, []).append(found["value"])

    def handle_data(self, data):
        if self._area:
            self.fields[self._area][-1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._area:
            # a browser drops the newline after the tag and sends others with a carriage return
            words = self.fields[self._area][-1].replace("\r\n", "\n").removeprefix("\n").replace("\n", "\r\n")
            self.fields[self._area][-1] = words
            self._area = None


def _is_sent(found):
    if found.get("type") in {"checkbox", "radio"}:
        return "checked" in found
    return found.get("type") not in {"submit", "button", "search"}


def filled(response, form, **changes):
    """Return what a browser sends for a form on a page after the editor's changes."""
    sent = FormReader(response.text, form).fields
    assert sent, f"no form {form} on the page"
    return {**sent, **changes}
