"""A line between a node and its database that can be slow, or cut. Standard library only."""

import socket
import time
from contextlib import suppress
from threading import Lock, Thread
from typing import Self


class Line:
    """Hands on whatever comes to ``port``; used as a context it is closed at the end.

    ``delay``: seconds that each piece is held back, either way.
    """

    def __init__(self, port: int, delay: float = 0) -> None:
        self._to, self.delay = port, delay
        self._is_cut, self._lock = False, Lock()
        self._open: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        Thread(target=self._take, daemon=True).start()

    def cut(self) -> None:
        """Lose whatever is under way, and take nothing more: as a cable that is pulled out, told to both ends."""
        with self._lock:
            self._is_cut = True
            for end in self._open:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def heal(self) -> None:
        """Take connections again."""
        self._is_cut = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        self._door.close()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self._to), 5)
                except OSError:
                    near.close()
                    continue
                far.settimeout(None)
                with self._lock:
                    if self._is_cut:
                        near.close()
                        far.close()
                        continue
                    self._open |= {near, far}
                for ends in ((near, far), (far, near)):
                    Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                time.sleep(self.delay)
                target.sendall(piece)
        with self._lock:
            self._open -= {source, target}
            for end in (source, target):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        source.close()
