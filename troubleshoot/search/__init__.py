"""Finds pages by the words people type. Rule: standard library and the engine alone; a release in, pages out.

``held(releases, language)`` is its index, made once; a draft's is ``drafts.held``. ``find`` asks it. What counts as
the same word is in ``synonyms``, the one table that editors of the words need.
"""

from .entries import Kind
from .excerpts import Piece
from .finding import LONGEST, Finding, Found, find
from .holding import drafts, held
from .index import Index
from .missing import install, missed

__all__ = ["LONGEST", "Finding", "Found", "Index", "Kind", "Piece", "drafts", "find", "held", "install", "missed"]
