"""Counts queries that found nothing, so that editors learn the words people use.

A reader's page only adds to numbers in memory; whoever flushes brings them into the database. What is counted when the
process dies is lost: unlike a verdict, nobody was told that it is kept.
"""

import re
import threading
import unicodedata
from collections import Counter
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from troubleshoot.models import Miss

from .blanking import BLANK, blanked, tidied

#: Different queries that a process counts in a day: a flood of made-up ones ends there.
DIFFERENT: Final = 300
#: Letters that words have at least.
_LEAST: Final = 2
_NO_WORDS: Final = re.compile(r"[^\w+!'・-]+")


class Misses:
    """What was not found since the last flush. Threads may share it."""

    def __init__(self) -> None:
        self._counting = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._day = date.min
        self._different: set[str] = set()

    def add(self, query: str, on: date | None = None) -> None:
        """Count a query, if it looks like words; ``on``: today."""
        if not (words := countable(query)):
            return
        with self._counting:
            today = on or localdate()
            if self._day != today:
                self._day, self._different = today, set()
            if words in self._different or len(self._different) < DIFFERENT:
                self._different.add(words)
                self._counts[words] += 1

    def take(self) -> Counter[str]:
        """Return what was counted and begin anew."""
        with self._counting:
            counts, self._counts = self._counts, Counter()
        return counts

    def flush(self, on: date | None = None) -> None:
        """Add what was counted to the table; ``on``: today.

        Raises what the database raises; then the counts are still here.
        """
        today = on or localdate()
        if not (counts := self.take()):
            return
        try:
            _keep(counts, today)
        except Exception:
            with self._counting:
                self._counts.update(counts)
            raise


def countable(query: str) -> str:
    """Return a query as it is counted: words alone. "" for what is none, or so long that it tells a story.

    Numbers, addresses and codes are taken out, as of all that readers write.
    """
    plain = unicodedata.normalize("NFKC", tidied(query)).casefold()
    words = " ".join(_NO_WORDS.sub(" ", blanked(plain).replace(BLANK, " ")).split())
    letters = sum(sign.isalpha() for sign in words)
    return words if letters >= _LEAST and len(words) <= Miss.LONGEST else ""


def _keep(counts: Counter[str], today: date) -> None:
    """Add counts to their rows, always in one order, so that two nodes cannot wait for each other."""
    with transaction.atomic():
        Miss.objects.bulk_create(
            [Miss(query=query, last_seen=today) for query in sorted(counts)], ignore_conflicts=True
        )
        for query, count in sorted(counts.items()):
            Miss.objects.filter(query=query).update(count=F("count") + count, last_seen=today)
