"""Pages as bytes, ready to be sent before Django does any work. Rule: standard library only.

A page is a function of its address and of what is published; so there is one cache per snapshot, and a release or an
incident makes all of them new at once.
"""

from .cache import PageCache
from .page import EMPTY, START, Encoder, Headers, Message, Page, Sent, content, encoding_of, start

__all__ = [
    "EMPTY",
    "START",
    "Encoder",
    "Headers",
    "Message",
    "Page",
    "PageCache",
    "Sent",
    "content",
    "encoding_of",
    "start",
]
