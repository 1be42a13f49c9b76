"""Work that a serving process does again and again beside its requests. Rule: standard library only."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import ClassVar


class Repeater:
    """A thread that does its work every ``seconds``; what fails is logged once and tried again.

    ``session`` wraps each time: there the caller opens and closes what the work needs. A subclass gives the thread its
    ``name``, the log its ``complaint``, and says what ``work`` is.
    """

    name: ClassVar[str]
    complaint: ClassVar[str]

    def __init__(self, seconds: float, session: Callable[[], AbstractContextManager[object]] = nullcontext) -> None:
        self._seconds = seconds
        self._session = session
        self._failing = False
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._worked = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)

    def start(self) -> None:
        """Start. Only in a process that serves, after it has forked."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread, and wait for what it is doing."""
        self._end()

    def wake(self) -> None:
        """Have the thread work now; once more, where it is working already."""
        self._woken.set()

    def begin(self, patience: float) -> None:
        """Start, work at once, and wait for so many seconds at most until that is done, or has failed."""
        self.start()
        self.wake()
        self._worked.wait(patience)

    def look(self) -> None:
        """Do the work once."""
        try:
            with self._session():
                try:
                    self.work()
                finally:
                    self._worked.set()
            self._failing = False
        except Exception:
            if not self._failing:
                logging.getLogger(type(self).__module__).exception(self.complaint)
            self._failing = True

    def work(self) -> None:
        """Do what is to be done each time; it may raise anything."""
        raise NotImplementedError

    def _end(self, patience: float | None = None) -> None:
        """End the thread; wait for so many seconds at most."""
        self._stopping.set()
        self._woken.set()
        self._thread.join(patience)

    def _run(self) -> None:
        while not self._is_over():
            self.look()

    def _is_over(self) -> bool:
        """Wait for the next time to work; tell whether there is none."""
        self._woken.wait(self._seconds)
        self._woken.clear()
        return self._stopping.is_set()
