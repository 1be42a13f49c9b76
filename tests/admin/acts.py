"""What editors in processes of their own do to one cause; started by ``tests.publishing.processes.act``."""

import json
import sys
from functools import partial
from typing import Any

from tests.publishing.acts import alone, fork, heard, set_up, tell

PAGE = "/admin/troubleshoot/remedystep/{}/change/"


def begin(keys: list[str]) -> list[int]:
    """Have the small document as drafts and an editor for each step named; return the rows they will save."""
    from django.contrib.auth.models import User

    from tests.publishing.documents import small
    from troubleshoot.models import RemedyStep
    from troubleshoot.publishing.importing import import_document

    import_document(small(), actor=None)
    for number in range(len(keys)):
        User.objects.create_superuser(f"editor{number}")
    return [RemedyStep.objects.get(cause__slug="filter", key=key).pk for key in keys]


def save_on(writing: int, number: int, pk: int, saves: int) -> None:
    """Save text after text, insisting where somebody else was first; tell each text that was acknowledged."""
    from django.contrib.auth.models import User
    from django.test import Client

    from tests.admin.forms import filled

    client, page = Client(headers={"host": "localhost"}), PAGE.format(pk)
    client.force_login(User.objects.get(username=f"editor{number}"))
    for save in range(saves):
        words, shown = f"{number}-{save}", client.get(page)
        for _ in range(20):
            shown = client.post(page, filled(shown, "remedystep_form", text_ja=words))
            if shown.status_code == 302:
                tell(writing, words)
                break


def history() -> list[list[list[str]]]:
    """Return what the cause's steps say before and after each revision, oldest first."""
    from troubleshoot.models import Revision

    rows = Revision.objects.filter(kind="cause", slugs="filter", before__isnull=False).order_by("pk")
    return [[[step["text"]["ja"] for step in side["steps"]] for side in (one.before, one.after)] for one in rows]


def save_at_once(keys: list[str], saves: int) -> dict[str, Any]:
    """Let some editors, each at a step of one cause, save it again and again."""
    steps = alone(partial(begin, keys))
    actors = [fork(partial(save_on, number=number, pk=pk, saves=saves)) for number, pk in enumerate(steps)]
    return {"acknowledged": [line for actor in actors for line in heard(*actor)], "history": alone(history)}


def add_on(writing: int, number: int, pk: int, adds: int) -> None:
    """Add and double questions of a guide; tell the slug of each."""
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username=f"editor{number}"))
    for add in range(adds):
        button = {"copy": "reach"} if add % 2 else {"add": ""}
        shown = client.post(f"/admin/troubleshoot/guide/{pk}/questions/", button)
        tell(writing, shown["Location"].rstrip("/").rsplit("/", 1)[-1])


def begun_questions() -> list[str]:
    """Return which questions the history says were made, oldest first."""
    from troubleshoot.models import Revision

    rows = Revision.objects.filter(kind="question", before__isnull=True).order_by("pk")
    return [one.place[-1] for one in rows if one.after and one.actor]


def guide_of_small(editors: int) -> int:
    """Have the small document as drafts and some editors; return its guide's row."""
    from troubleshoot.models import Guide

    begin(["open"] * editors)
    return Guide.objects.get().pk


def add_at_once(editors: int, adds: int) -> dict[str, Any]:
    """Let some editors add questions to one guide again and again."""
    pk = alone(partial(guide_of_small, editors))
    actors = [fork(partial(add_on, number=number, pk=pk, adds=adds)) for number in range(editors)]
    return {"acknowledged": [line for actor in actors for line in heard(*actor)], "history": alone(begun_questions)}


if __name__ == "__main__":
    given = set_up()
    json.dump(globals()[sys.argv[1]](**given["arguments"]), sys.stdout)
