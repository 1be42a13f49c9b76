"""Parts of pages that are drawn once and used again, ``{% fragment … %}…{% endfragment %}`` in templates."""

from collections.abc import Hashable, Sequence
from typing import Final

from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.urls import get_script_prefix
from django.utils.safestring import SafeString

from troubleshoot import addresses, snapshot

#: Fragments that a process keeps at most, about 1 KB each; then it begins anew.
MOST: Final = 8192

_kept: dict[tuple[Hashable, ...], SafeString] = {}


class Fragment(Node):
    """A part of a template that depends on the language, the release and on nothing but the values it names."""

    def __init__(self, values: Sequence[FilterExpression], nodelist: NodeList) -> None:
        self.values = values
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """Return the part as it was drawn before with the same values. In a preview all is drawn anew.

        The release counts: a text that is not translated yet equals, as a string, the same text once it is.
        """
        language = addresses.language()
        if get_script_prefix() != f"/{language.prefix}":
            return self.nodelist.render(context)
        shown = snapshot.held()
        key = (self, language.code, shown and shown.digest, *(value.resolve(context) for value in self.values))
        if (drawn := _kept.get(key)) is None:
            drawn = self.nodelist.render(context)
            if len(_kept) >= MOST:
                _kept.clear()
            _kept[key] = drawn
        return drawn


def fragment(parser: Parser, token: Token) -> Fragment:
    """Read the tag: its values must be hashable, and all that the part depends on."""
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodelist = parser.parse(("endfragment",))
    parser.delete_first_token()
    return Fragment(values, nodelist)


def forget() -> None:
    """Draw all fragments anew, as a new process does."""
    _kept.clear()
