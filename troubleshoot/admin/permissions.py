"""Which rights each of the editors' actions takes: all that it may write, however it is asked for.

Forms of one table ask Django's own rights. What reaches further asks here, in the view and for its control, so that
a right that an owner takes from a role is gone everywhere at once.
"""

from collections.abc import Mapping
from typing import Final

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

#: What the editor of a guide writes beside the guide's own row.
_EDITED: Final = ("question", "answer", "effect", "candidate", "lastresort", "guidenote")
_OF_GUIDE: Final = (*_EDITED, "scenario", "redirect")
_OF_CAUSE: Final = ("remedystep", "redirect")


def _do(verb: str, *tables: str) -> frozenset[str]:
    return frozenset(f"troubleshoot.{verb}_{table}" for table in tables)


def _write(*tables: str) -> frozenset[str]:
    """Return the rights to make and change rows."""
    return _do("view", *tables) | _do("add", *tables) | _do("change", *tables)


def _rewrite(table: str, *parts: str) -> frozenset[str]:
    """Return the rights to make or change a row, and to add, change and delete what is part of it."""
    return _write(table, *parts) | _do("delete", *parts)


_EDIT: Final = _rewrite("guide", *_EDITED)

#: The rights that each action takes, all of them.
TAKES: Final[Mapping[str, frozenset[str]]] = {
    "edit_guide": _EDIT,
    "learn": _EDIT | _do("view", "tally"),
    "make_cause": _do("add", "cause"),
    "copy_guide": _EDIT | _do("add", "scenario"),  # it leads into the editor
    "tell_proposed": _do("change", "proposal") | _do("add", "incident"),
    "verify_steps": _do("change", "remedystep"),
    "copy_steps": _do("add", "remedystep"),
    "preview": _do("view", "guide"),
    "publish": _do("add", "release"),
    "take_out_causes": _do("view", "cause"),
    "take_out_guides": _do("view", "guide", "cause"),
    "bring_sheet": _rewrite("cause", *_OF_CAUSE),
    "bring_guide": _rewrite("guide", *_OF_GUIDE) | _rewrite("cause", *_OF_CAUSE) | _write("carrier", "device"),
    "replace_causes": _do("change", "cause", "remedystep"),
    "replace_guides": _do("change", "guide", "guidenote", "question", "answer"),
    "replace_carriers": _do("change", "carrier"),
    "see_insight": _do("view", "tally"),
    "see_links": _do("view", "cause", "carrier"),
    "look_at_links": _do("change", "cause", "remedystep"),
    "see_deleted": _do("view", "revision"),
    "restore_cause": _rewrite("cause", *_OF_CAUSE),
    "restore_carrier": _rewrite("carrier", "redirect"),
    "restore_device": _write("device"),
    "restore_guide": _rewrite("guide", *_OF_GUIDE),
    "restore_question": _rewrite("question", "answer", "effect", "redirect"),
    "restore_scenario": _write("scenario"),
}


class May:
    """What somebody may do, for templates: ``{% if may.edit_guide %}``."""

    def __init__(self, user: User | AnonymousUser) -> None:
        self._user = user

    def __getitem__(self, action: str) -> bool:
        return self._user.has_perms(TAKES[action])


def may(request: HttpRequest, action: str) -> bool:
    """Tell whether whoever asks may do something."""
    return May(request.user)[action]


def require(request: HttpRequest, action: str) -> None:
    """Refuse whoever may not do something. Raises PermissionDenied."""
    if not may(request, action):
        raise PermissionDenied
