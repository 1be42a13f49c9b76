"""STUB, being written."""

from typing import Any


class Flusher:
    def __init__(self, session: Any = None) -> None: ...
    def start(self) -> None: ...
