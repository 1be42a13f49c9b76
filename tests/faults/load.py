"""Readers by the second: so many GETs begun on time, whether or not those before them are answered.

``python -m tests.faults.load PORT RATE ADDRESSES`` asks for a file's addresses, a line each, until its input ends: RATE
a second at moments of chance, or with 0 as many as are answered, each connection from a network of its own. Then it
prints as JSON what each GET came to: when it was due (``time.monotonic``), seconds from then until its last byte,
status or what went wrong, address; and the seconds of a processor that asking took.

Seconds count from when a GET was due, not from when a connection was free for it: a site that stalls is not spared.
An answer counts as a page only if it is whole.
"""

import asyncio
import json
import random
import ssl
import sys
import threading
import time
from pathlib import Path

import uvloop

#: Connections, each a reader's with a network of its own; and seconds after which one takes a GET for lost.
CONNECTIONS = 96
PATIENCE = 30.0
#: What everybody opens at an outage, and of a hundred pages asked for, how many are those.
HOT = ("/", "/guides/x-sms/", "/guides/sms-any/", "/incidents/", "/en/guides/x-sms/")
HOT_SHARE = 60


class Reader(asyncio.Protocol):
    """A reader's connection for one GET after the other, opened again when it was closed."""

    def __init__(self, port: int, number: int) -> None:
        self._port, self._source = port, (f"127.{60 + number // 200}.{1 + number % 200}.1", 0)
        self._transport: asyncio.Transport | None = None
        self._got, self._answer = bytearray(), None

    async def get(self, path: str) -> int | str:
        """Return the status of a whole answer, else what is wrong with it."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._get(path)
        except (OSError, TimeoutError, EOFError) as error:
            self._close()
            return repr(error)

    async def _get(self, path: str) -> int | str:
        loop = asyncio.get_running_loop()
        if self._transport is None or self._transport.is_closing():
            await loop.create_connection(
                lambda: self, "127.0.0.1", self._port, ssl=TLS, server_hostname="localhost", local_addr=self._source
            )
        self._got, self._answer = bytearray(), loop.create_future()
        self._transport.write(f"GET {path} HTTP/1.1\r\nHost: localhost:{self._port}\r\n\r\n".encode())
        return await self._answer

    def connection_made(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._answer and not self._answer.done():
            self._answer.set_exception(EOFError(f"closed after {len(self._got)} bytes: {exc!r}"))

    def data_received(self, data: bytes) -> None:
        self._got += data
        end = self._got.find(b"\r\n\r\n") + 4
        if end < 4 or self._answer is None or self._answer.done():
            return
        head = bytes(self._got[:end]).lower()
        status, length = int(head[9:12]), head.partition(b"content-length:")[2].partition(b"\r\n")[0]
        if len(self._got) - end < int(length) if length else not self._got.endswith(b"0\r\n\r\n"):
            return
        if b"connection: close" in head:
            self._close()
        is_whole = status != 200 or b"</html>" in self._got[-200:]
        self._answer.set_result(status if is_whole else f"200, not whole: {len(self._got) - end} bytes")

    def _close(self) -> None:
        if self._transport:
            self._transport.abort()
            self._transport = None


TLS = ssl.create_default_context()
TLS.check_hostname, TLS.verify_mode = False, ssl.CERT_NONE


class Load:
    """The readers, and what they got."""

    def __init__(self, port: int, rate: float, addresses: list[str]) -> None:
        self._port, self._rate, self._addresses = port, rate, addresses
        self._due: asyncio.Queue[float | None] = asyncio.Queue()
        self._over = asyncio.Event()
        self.seen: list[tuple[float, float, int | str, str]] = []

    async def run(self) -> None:
        """Ask until the input ends, and until what was asked is answered."""
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._hear_the_end, args=[loop], daemon=True).start()
        readers = [asyncio.create_task(self._read(number)) for number in range(CONNECTIONS)]
        if self._rate:
            await self._begin_on_time()
        await self._over.wait()
        for _ in readers:
            self._due.put_nowait(None)
        await asyncio.gather(*readers)

    def _hear_the_end(self, loop: asyncio.AbstractEventLoop) -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(self._over.set)

    async def _begin_on_time(self) -> None:
        chance, due = random.Random(0), time.monotonic()
        while not self._over.is_set():
            while due <= time.monotonic():
                self._due.put_nowait(due)
                due += chance.expovariate(self._rate)
            await asyncio.sleep(due - time.monotonic())

    async def _read(self, number: int) -> None:
        chance, reader = random.Random(number), Reader(self._port, number)
        while not (self._over.is_set() and not self._rate):
            due = await self._due.get() if self._rate else time.monotonic()
            if due is None:
                return
            path = chance.choice(HOT if chance.randrange(100) < HOT_SHARE else self._addresses)
            came_to = await reader.get(path)
            self.seen.append((due, time.monotonic() - due, came_to, path))


def main() -> None:
    """Ask, and say what came of it."""
    port, rate, file = sys.argv[1:]
    load = Load(int(port), float(rate), Path(file).read_text(encoding="utf-8").split())
    uvloop.run(load.run())
    json.dump({"seen": load.seen, "cpu": time.process_time()}, sys.stdout)


if __name__ == "__main__":
    main()
