"""Pages as bytes, ready to be sent before Django does any work. Rule: standard library only.

A page is a function of its address and of what is published; so there is one cache per snapshot, and a release or an
incident makes all of them new at once.
"""

from .cache import PageCache
from .page import Encoder, Headers, Page, Sent, encoding_of, is_unchanged

__all__ = ["Encoder", "Headers", "Page", "PageCache", "Sent", "encoding_of", "is_unchanged"]
