"""Remembers what takes seconds to compute, in each process."""

from collections.abc import Callable
from typing import Final

from django.core.cache import cache

#: Seconds: a day.
_KEPT: Final = 86_400


def remembered[Found](key: str, compute: Callable[[], Found]) -> Found:
    """Return what a computation finds; it is done once a day. The key names all that it hangs on."""
    held: tuple[Found] | None = cache.get(f"insight-{key}")
    if held is None:
        held = (compute(),)
        cache.set(f"insight-{key}", held, _KEPT)
    return held[0]
