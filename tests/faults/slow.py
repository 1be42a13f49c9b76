"""Clients who take as long as they can: ``python -m tests.faults.slow PORT NUMBER``, until its input ends.

A third send a request's head byte by byte, a third its body, a third read so slowly what they asked for. Whoever is let
go comes again. Prints how many connections were opened and how many of them the site ended.
"""

import asyncio
import json
import random
import socket
import ssl
import sys
import threading
from contextlib import suppress

from tests.faults.load import TLS

#: Seconds between two bytes, and those in which all of them come.
BETWEEN = 1.0
COMING = 5.0
HEAD = "GET /guides/x-sms/ HTTP/1.1\r\nHost: localhost:{port}\r\nX-Slow: "
BODY = (
    "POST /guides/x-sms/report/ HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 20000\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
)
#: Of 60,000 bytes.
READ = "GET /easy/carriers/mvno-docomo/?slow={number} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"


class Clients:
    """``number`` of them, and what became of their connections."""

    def __init__(self, port: int, number: int) -> None:
        self._port, self._number = port, number
        self.opened = self.ended = 0

    async def run(self, over: asyncio.Event) -> None:
        tasks = [asyncio.create_task(self._come_again(number)) for number in range(self._number)]
        await over.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _come_again(self, number: int) -> None:
        await asyncio.sleep(random.Random(number).random() * COMING)
        while True:
            with suppress(OSError, ssl.SSLError, asyncio.IncompleteReadError):
                await self._linger(number)
            self.ended += 1
            await asyncio.sleep(BETWEEN)

    async def _linger(self, number: int) -> None:
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.setblocking(False)
        raw.bind((f"127.{90 + number // 100}.0.1", 0))
        await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", self._port))
        reader, writer = await asyncio.open_connection(sock=raw, ssl=TLS, server_hostname="localhost", limit=1024)
        self.opened += 1
        begins = (HEAD, BODY, READ)[number % 3].format(port=self._port, number=number)
        writer.write(begins.encode())
        try:
            while not reader.at_eof():
                await asyncio.sleep(BETWEEN)
                if number % 3 == 2:
                    if not await reader.read(1):
                        return
                else:
                    writer.write(b"x")
                    await writer.drain()
        finally:
            writer.transport.abort()


async def main() -> None:
    """Be slow, and say what came of it."""
    over, loop = asyncio.Event(), asyncio.get_running_loop()
    threading.Thread(target=lambda: (sys.stdin.read(), loop.call_soon_threadsafe(over.set)), daemon=True).start()
    clients = Clients(*map(int, sys.argv[1:]))
    await clients.run(over)
    json.dump({"opened": clients.opened, "ended": clients.ended}, sys.stdout)


if __name__ == "__main__":
    asyncio.run(main())
