"""An editor at a node, who changes the name of a device; ``content`` has them signed in already."""

import re

from .desk import Answer, Desk

LOOKING = """
from django.conf import settings
from troubleshoot.models import Device
print(Device.objects.order_by("pk").first().pk, settings.SESSION_COOKIE_NAME)
"""


class Editor:
    """Has a device's form open, and saves it as often as it takes."""

    def __init__(self, site) -> None:
        self._device, session = site.manage("shell", "-v", "0", "-c", LOOKING).split()
        self._site, self._desk = site, Desk(site, session=session)
        self._address = f"/admin/troubleshoot/device/{self._device}/change/"
        self._form = self._desk.form(self._address, "device_form")
        self._name = next(field for field in self._form if re.fullmatch(r"name_(ja|0)|name", field))

    def saves(self, name: str) -> Answer:
        """Save the form as it was opened, with another name."""
        return self._desk.post(self._address, {**self._form, self._name: name})

    def has(self, name: str) -> bool:
        """Tell whether the device is called that."""
        asked = f"from troubleshoot.models import Device; print(Device.objects.get(pk={self._device}).name)"
        return name in self._site.manage("shell", "-v", "0", "-c", asked)
