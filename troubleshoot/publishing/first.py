"""The first content of an empty database: the fixtures, loaded and published."""

from pathlib import Path
from typing import Final

from django.core.management import call_command

from troubleshoot.models import Guide, Release

from .publish import first_in_line, publish
from .transactions import in_one_state

#: In this order, since later ones refer to earlier ones.
FIXTURES: Final = ("carriers.json", "causes.json", "guides.json")


def load_first_content(folder: Path) -> Release | None:
    """Load a folder's fixtures and publish them; None, and nothing done, where there is a guide already.

    All of it happens or nothing: of two at once, the second waits and then finds the guides. Raises PublishRefused
    and ConflictError.
    """
    return in_one_state(lambda: _load(folder))


def _load(folder: Path) -> Release | None:
    first_in_line()
    if Guide.objects.exists():
        return None
    call_command("loaddata", *(folder / name for name in FIXTURES), verbosity=0)
    return publish(actor=None, note="最初の内容").release
