"""The app as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TroubleshootConfig(AppConfig):
    """Hands the snapshot its loaders when Django is ready; starts nothing."""

    name = "troubleshoot"
    verbose_name = _("手引き")

    def ready(self) -> None:
        """Wire the layers together."""
        from . import wiring  # noqa: PLC0415  # models must be loaded first

        wiring.install()
