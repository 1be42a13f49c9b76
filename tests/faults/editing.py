"""An editor at a node, who changes the name of a device; ``content`` has them signed in already."""

import html
import re
import urllib.error
import urllib.parse
import urllib.request
from typing import NamedTuple

from tests.admin.forms import FormReader

LOOKING = """
from django.conf import settings
from troubleshoot.models import Device
print(Device.objects.order_by("pk").first().pk, settings.SESSION_COOKIE_NAME)
"""
#: What an editor is not to read.
TECHNICAL = re.compile(r"Traceback|psycopg|OperationalError|InternalError|nginx|Bad Gateway|Server Error|site-packages")


class Answer(NamedTuple):
    """What a save came to."""

    status: int
    text: str

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


class Staying(urllib.request.HTTPRedirectHandler):
    """Follows nothing, and takes a redirect for an answer."""

    def http_error_302(self, req, fp, code, msg, headers):
        return fp


class Editor:
    """Has a device's form open, and saves it as often as it takes."""

    def __init__(self, site) -> None:
        device, session = site.manage("shell", "-v", "0", "-c", LOOKING).split()
        self._site, self._device = site, device
        self._address = f"{site.address}/admin/troubleshoot/device/{device}/change/"
        self._browser = urllib.request.build_opener(Staying(), urllib.request.HTTPCookieProcessor())
        self._browser.addheaders = [("Cookie", f"{session}=session-of-editor")]
        page = self._browser.open(self._address, timeout=120)
        cookies = [line.partition(";")[0] for line in page.headers.get_all("Set-Cookie", [])]
        self._browser = urllib.request.build_opener(Staying())
        self._browser.addheaders = [("Cookie", "; ".join([f"{session}=session-of-editor", *cookies]))]
        self._form = FormReader(page.read().decode(), "device_form").fields
        self._name = next(field for field in self._form if re.fullmatch(r"name_(ja|0)|name", field))

    def saves(self, name: str) -> Answer:
        """Save the form as it was opened, with another name."""
        form = urllib.parse.urlencode({**self._form, self._name: name}, doseq=True).encode()
        try:
            with self._browser.open(self._address, form, timeout=120) as answer:
                return Answer(answer.status, answer.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode())

    def has(self, name: str) -> bool:
        """Tell whether the device is called that."""
        asked = f"from troubleshoot.models import Device; print(Device.objects.get(pk={self._device}).name)"
        return name in self._site.manage("shell", "-v", "0", "-c", asked)
