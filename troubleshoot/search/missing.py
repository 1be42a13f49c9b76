"""Where queries that found nothing go. This package knows nobody who counts them: whoever does is handed in."""

from collections.abc import Callable

_held: dict[str, Callable[[str], None]] = {}


def install(counter: Callable[[str], None]) -> None:
    """Say who counts what was not found; it must neither wait nor raise."""
    _held["counter"] = counter


def missed(query: str) -> None:
    """Tell that a query found nothing."""
    _held["counter"](query)
