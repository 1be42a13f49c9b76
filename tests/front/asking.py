"""Asks the front as a server would: one ASGI request, and what it sent."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import NamedTuple


class Answer(NamedTuple):
    """What was sent. Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def scope(path, method="GET", client=("127.0.0.1", 50000), **headers):
    """Return a request as gunicorn hands it on; ``headers`` with underscores, None leaves one out."""
    path, _, query = path.partition("?")
    named = {"host": "localhost", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in named.items() if value is not None],
        "client": client,
        "server": ("127.0.0.1", 8000),
    }


async def answer(front, request, body=b""):
    """Return what the front sends for a request."""
    sent, requests = [], [{"type": "http.request", "body": body, "more_body": False}]

    async def receive():
        return requests.pop() if requests else await asyncio.Event().wait()  # the reader stays

    async def send(message):
        sent.append(message)

    await front(request, receive, send)
    start, bodies = sent[0], sent[1:]
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(HTTPStatus(start["status"]), headers, b"".join(one.get("body", b"") for one in bodies))


def ask(front, path, method="GET", body=b"", **asked):
    """Return what the front sends for one request."""
    return run(answer(front, scope(path, method, **asked), body))


def run(asking):
    """Return what a coroutine does, in a loop of its own: an open browser keeps one running in the tests' thread."""
    return aside(asyncio.run, asking)


def aside(work, *given):
    """Return what some work does in a thread of its own, which has no connection to the tests' database."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work, *given).result()
