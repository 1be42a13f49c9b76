"""The first content of an empty database: the fixtures, loaded and published; officers' templates come along."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from django.core.management import call_command

from troubleshoot.models import Guide, Release
from troubleshoot.models.texts import LANGUAGES

from .publish import first_in_line, publish
from .transactions import in_one_state

#: The files and the tables in each, in the order in which they can be loaded: later ones refer to earlier ones, but
#: for a guide's entry and edges. Redirects have no natural key and no place here.
FIXTURES: Final[Mapping[str, tuple[str, ...]]] = {
    "carriers.json": ("carrier", "device"),
    "causes.json": ("cause", "remedystep"),
    "guides.json": ("guide", "guidenote", "question", "answer", "effect", "candidate", "lastresort", "scenario"),
    "incident_templates.json": ("incidenttemplate",),
}


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
    files = [folder / name for name in FIXTURES]
    # loaddata warns of a file without rows: a site may have no templates.
    call_command("loaddata", *(file for file in files if json.loads(file.read_text("utf-8"))), verbosity=0)
    return publish(actor=None, note="最初の内容").release


def write_content(folder: Path) -> None:
    """Write the drafts into a folder as fixtures: equal drafts, loaded in the same order, give equal files."""
    for name, models in FIXTURES.items():
        tables, dumped = [f"troubleshoot.{model}" for model in models], io.StringIO()
        call_command("dumpdata", *tables, natural_foreign=True, natural_primary=True, stdout=dumped)
        # dumpdata has an order of its own, in which scenarios stand before their guides.
        rows = sorted(json.loads(dumped.getvalue()), key=lambda row: tables.index(row["model"]))
        for row in rows:
            row["fields"] = {name: _in_order(value) for name, value in row["fields"].items()}
        (folder / name).write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _in_order(value: object) -> object:
    """Return a text with its languages in our order; PostgreSQL keeps them in one of its own."""
    if isinstance(value, dict) and value.keys() <= LANGUAGES.keys():
        return {language: value[language] for language in LANGUAGES if language in value}
    return value
