"""An officer of a real site: a process of its own that publishes incidents as the admin does, one act after another."""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from tests.server import Site

#: Reads lists of incidents, a line of JSON each; has the site hold these and no others, and answers their slugs and the
#: incidents' number.
ACTS = """
import json, sys
import django
django.setup()
from datetime import datetime
from django.db import transaction
from troubleshoot.incidents import lifecycle
from troubleshoot.models import Carrier, Cause, Counter, Guide, Incident

def of(model, slug):
    return model.objects.get(slug=slug) if slug else None

def publish(title, statuses, impact, scopes, started_at, plan, notice_url):
    plan = plan and lifecycle.Plan(*map(datetime.fromisoformat, plan), runs_itself=False)
    incident = lifecycle.begin(
        actor=None, title=title, cause=Cause.objects.get(slug="x-outage"), body=body(statuses[0]), impact=impact,
        scopes=[(of(Guide, guide), of(Carrier, carrier)) for guide, carrier in scopes], plan=plan,
        at=datetime.fromisoformat(started_at) if started_at else None, notice_url=notice_url,
    )
    for status in statuses[1:]:
        lifecycle.say(incident, actor=None, status=status, body=body(status))
    return incident.slug

def body(status):
    return {"ja": f"いまは{status}です。", "en": f"It is {status} now."}

for line in sys.stdin:
    with transaction.atomic():
        Incident.objects.all().delete()
        lifecycle.changed()
        slugs = [publish(**one) for one in json.loads(line)]
    print(json.dumps([slugs, Counter.objects.get(name=Counter.INCIDENTS).number]), flush=True)
"""


@dataclass(frozen=True)
class Act:
    """An incident to publish: all that is said about it, from its first status to its last."""

    statuses: tuple[str, ...]
    impact: str = "major"
    scopes: tuple[tuple[str | None, str | None], ...] = ((None, None),)
    title: dict[str, str] = field(default_factory=lambda: {"ja": "認証コードが届きません", "en": "No codes arrive"})
    started_at: str = ""
    plan: tuple[str, str] | None = None
    notice_url: str = ""

    @property
    def status(self) -> str:
        """Where it stands."""
        return self.statuses[-1]


class Officer:
    """Publishes on a site; used as a context, the process ends with it."""

    def __init__(self, site: Site) -> None:
        command = [sys.executable, "-c", ACTS]
        self._site = site
        self._process: Any = subprocess.Popen(
            command, **site.beside(), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def publish(self, *acts: Act) -> list[str]:
        """Have the site serve these incidents and no others, newest last; return their slugs."""
        print(json.dumps([asdict(act) for act in acts]), file=self._process.stdin, flush=True)
        slugs, number = json.loads(self._process.stdout.readline())
        self._site.until(lambda: json.loads(self._site.get("/readyz")[1])["incidents_number"] == number)
        return slugs

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()
