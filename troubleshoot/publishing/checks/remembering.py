"""What was judged before, by digest: publishing judges again only what was changed, or what it refers to."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

#: Far more parts than the largest release has; each takes some hundred bytes.
KEPT: Final = 100_000


class Remembered[Key: Hashable, Value]:
    """The newest so many values by key, none of them None. Threads may share it."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._held: OrderedDict[Key, Value] = OrderedDict()
        self._changing = threading.Lock()

    def __contains__(self, key: object) -> bool:
        return key in self._held

    def get(self, key: Key) -> Value | None:
        """Return the value of a key, None where there is none."""
        with self._changing:
            if (value := self._held.get(key)) is not None:
                self._held.move_to_end(key)
            return value

    def keep(self, key: Key, value: Value) -> Value:
        """Keep the value of a key, and drop what was not asked for longest."""
        with self._changing:
            self._held[key] = value
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return value

    def made(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value of a key, made now where it is not there."""
        value = self.get(key)
        return self.keep(key, make()) if value is None else value
