"""The live pages, as Django makes them of what is published, without a server in between."""

from typing import Final
from urllib.parse import urlsplit

from django.core.handlers.wsgi import WSGIHandler

from helpcenter.making import Address, make
from troubleshoot import snapshot

#: How often a redirect is followed.
_HOPS: Final = 3


class MirrorError(Exception):
    """The mirror could not be made; the one before is whole."""


class Live:
    """Answers as the site does. One is used in one thread."""

    def __init__(self, served: snapshot.Snapshot) -> None:
        self._django = WSGIHandler()
        self._served = served

    def page(self, address: str) -> bytes:
        """Return the body of a page. Raises MirrorError where it is answered with anything but a page."""
        status, body, _ = self._answer(address)
        if status != 200:  # noqa: PLR2004  # OK
            raise MirrorError(f"{address} is answered with {status}.")
        return body

    def leads_to(self, address: str) -> str:
        """Return the address that one redirects to in the end; itself where it does not."""
        for _ in range(_HOPS):
            _, _, location = self._answer(address)
            if not location:
                break
            address = urlsplit(location)._replace(scheme="", netloc="", fragment="").geturl()
        return address

    def _answer(self, address: str) -> tuple[int, bytes, str]:
        made = make(self._django, self._served, Address.of(address))
        headers = dict(made.start["headers"])
        return made.start["status"], made.body["body"], headers.get(b"location", b"").decode()
