"""Reads HTML as a test wants it: elements with their attributes, texts and places; titles without their breaks."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_PHRASED = re.compile(r'<span class="phrased">(.*?)</span>')
_VOID = {"meta", "link", "input", "img", "br", "hr"}


@dataclass
class Element:
    """An element. ``place`` counts elements from the top of the page."""

    tag: str
    attributes: dict[str, str]
    place: int
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text in it, with single spaces."""
        return " ".join(" ".join(self.texts).split())

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]


class Page(HTMLParser):
    """A page read whole."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(_PHRASED.sub(lambda title: title[1].replace("<wbr>", ""), html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        element = Element(tag, {name: value or "" for name, value in attrs}, len(self.elements))
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element of that name."""
        for element in reversed(self._open):
            self._open.remove(element)
            if element.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        """Add a text to all that hold it."""
        for element in self._open:
            element.texts.append(data)

    def all(self, tag: str | None = None, **attributes: str) -> list[Element]:
        """Return the elements with these attributes; ``class_`` matches one class, ``_`` stands for "-"."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [one for one in self.elements if (tag is None or one.tag == tag) and _matches(one, wanted)]

    def one(self, tag: str | None = None, **attributes: str) -> Element:
        """Return the only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag} {attributes}>"
        return found[0]

    def links(self) -> dict[str, str]:
        """Return the address of each link by its text."""
        return {link.text: link["href"] for link in self.all("a") if "href" in link.attributes}


def _matches(element: Element, wanted: dict[str, str]) -> bool:
    own = element.attributes
    return all(
        value in own.get("class", "").split() if name == "class" else own.get(name) == value
        for name, value in wanted.items()
    )
