"""Tells the other processes of a newer release or incident, and hears of theirs, by way of Redis.

What is told is only that it is time to look; what there is, the database says. So nothing depends on Redis: while it is
away, hangs or was emptied, each process finds by its look of every second what it would have been told at once.

Rule: standard library, redis and the threads' base only.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.client import PubSub
from redis.retry import Retry

from troubleshoot.repeating import Repeater

log = logging.getLogger(__name__)

#: Sites that share a Redis wake each other, which costs each a look.
CHANNEL: Final = "helpcenter:newer"
#: Seconds that whoever has committed something waits for Redis; a thread goes on trying.
PATIENCE: Final = 0.05
#: Seconds that Redis may take for an answer.
TIMEOUT: Final = 2.0
#: Seconds without a word after which a listener asks whether Redis is still there.
SILENCE: Final = 5.0
#: Seconds that a listener may take to notice that it is to stop.
TICK: Final = 0.5

_held: dict[str, str] = {}


def install(url: str) -> None:
    """Say which Redis to tell, "" for none; opens nothing."""
    _held["url"] = url


def announce() -> None:
    """Tell every process to look. Never raises, and takes no longer than PATIENCE."""
    if not (url := _held.get("url")):
        return
    telling = threading.Thread(target=_tell, args=[url], name="announcement", daemon=True)
    telling.start()
    telling.join(PATIENCE)


def _tell(url: str) -> None:
    try:
        with _connection(url) as redis:
            redis.publish(CHANNEL, b"")
    except (RedisError, OSError) as error:
        log.warning("The other processes could not be told to look; they do so every second. (%s)", error)


def reach(url: str) -> None:
    """Have Redis answer. Raises what Redis raises, within seconds."""
    with _connection(url) as redis:
        redis.ping()


class Listener(Repeater):
    """Calls ``hear`` whenever somebody announces; tries again every ``seconds`` while Redis is away."""

    name = "announcement-listener"
    complaint = "Redis is away; what is newer is found by the look of every second."

    def __init__(self, url: str, hear: Callable[[], object], seconds: float = 1.0) -> None:
        super().__init__(seconds)
        self._url = url
        self._hear = hear
        #: Whether Redis is heard now.
        self.hears = False

    def look(self) -> None:
        """Listen for as long as Redis is there."""
        super().look()
        self.hears = False

    def work(self) -> None:
        """Listen until the thread is to stop. Raises what Redis raises, and ConnectionError when it falls silent."""
        with _connection(self._url) as redis, redis.pubsub() as channel:
            channel.subscribe(CHANNEL)
            asked, heard_at = False, time.monotonic()
            while not self._stopping.is_set():
                if message := channel.get_message(timeout=TICK):
                    asked, heard_at = False, time.monotonic()
                    self._take(message["type"])
                elif time.monotonic() - heard_at > SILENCE:
                    asked, heard_at = _ask(channel, asked=asked), time.monotonic()

    def _take(self, kind: str) -> None:
        """Look when somebody says so, and once the channel is open: what was said before went unheard."""
        if kind == "subscribe":
            self._failing, self.hears = False, True
            log.info("Announcements are heard.")
        if kind in {"subscribe", "message"}:
            self._hear()


def _ask(channel: PubSub, *, asked: bool) -> bool:
    """Ask Redis for a sign of life; it had SILENCE for answering. Returns that it was asked."""
    if asked:
        raise ConnectionError("Redis has fallen silent.")
    channel.ping()
    return True


def _connection(url: str) -> Redis:
    """Return a connection of one's own: none is shared by processes or threads."""
    return Redis.from_url(
        url, protocol=2, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=Retry(NoBackoff(), 0)
    )
