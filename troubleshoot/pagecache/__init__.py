"""Pages as bytes, ready to be sent before Django does any work. Rule: standard library only.

A page is a function of its address and of what is published; so there is one cache per snapshot, and a release or an
incident makes all of them new at once.
"""

from typing import Final

from .cache import PageCache
from .page import EMPTY, START, Encoder, Headers, Message, Page, Send, Sent, content, encoding_of, start

__all__ = [
    "CACHE_CONTROL",
    "EMPTY",
    "START",
    "Encoder",
    "Headers",
    "Message",
    "Page",
    "PageCache",
    "Send",
    "Sent",
    "content",
    "encoding_of",
    "start",
]

#: What other caches are told: anybody may keep a page, but asks for it again before showing it, for an outage must be
#: seen at once. One for many readers may show it for a second, and a second more while it asks (so does a browser);
#: where we do not answer, yesterday's is better than none.
CACHE_CONTROL: Final = "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=86400"
