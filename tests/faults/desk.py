"""An editor at a desk without a browser: signed in, sending the admin's forms as a browser does."""

import html
import re
import urllib.error
import urllib.parse
import urllib.request
from typing import NamedTuple

from tests.admin.forms import filled
from tests.server import Site

#: What an editor is not to read.
TECHNICAL = re.compile(r"Traceback|psycopg|OperationalError|InternalError|nginx|Bad Gateway|Server Error|site-packages")


class Answer(NamedTuple):
    """What the site answered; ``text`` as ``filled`` reads it."""

    status: int
    text: str
    location: str = ""

    @property
    def is_saved(self) -> bool:
        return self.status == 302

    @property
    def is_plain(self) -> bool:
        """Whether it says in words that nothing was saved, and how what was written comes back."""
        shown = html.unescape(self.text)
        return (
            self.status == 503 and "保存していません" in shown and "「戻す」" in shown and not TECHNICAL.search(shown)
        )


class _Following(urllib.request.HTTPRedirectHandler):
    """Follows nothing."""

    def redirect_request(self, *_):
        return None


class Desk:
    """A signed-in editor; the page's token goes along with its form. ``session``: how the site calls that cookie."""

    def __init__(self, site: Site, name: str = "editor", session: str = "sessionid") -> None:
        self._site = site
        self._cookies = {session: f"session-of-{name}"}
        self._opener = urllib.request.build_opener(_Following())

    def get(self, path: str) -> Answer:
        return self._ask(path, None)

    def post(self, path: str, form: dict[str, list[str] | str]) -> Answer:
        return self._ask(path, urllib.parse.urlencode(form, doseq=True).encode())

    def form(self, path: str, name: str, **changes: str) -> dict[str, list[str]]:
        """Return a page's form as it would be sent after some changes."""
        return filled(self.get(path), name, **changes)

    def _ask(self, path: str, body: bytes | None) -> Answer:
        request = urllib.request.Request(self._site.address + path, body)
        request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self._cookies.items()))
        try:
            with self._opener.open(request, timeout=120) as response:
                return self._answer(response)
        except urllib.error.HTTPError as error:
            with error:
                return self._answer(error)

    def _answer(self, response) -> Answer:
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return Answer(response.status, response.read().decode(), response.headers.get("Location", ""))
