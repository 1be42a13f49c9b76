"""The clock jumps by a day while the site runs: nothing goes backwards, vanishes or is counted twice."""

import json
import urllib.parse
from pathlib import Path
from shutil import copytree

import pytest

from tests.faults.desk import Desk
from tests.faults.reading import ready
from tests.faults.test_postgresql import solved
from tests.scale import scaled
from tests.server import ROOT, Site
from tests.servers import until

#: What libfaketime puts before the system's clock; the monotonic one goes on as it is.
LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
EDIT = 'from troubleshoot.models import Cause; Cause.objects.filter(slug="ios-filter").update(title={"ja": "%s"})'
BEGIN = """
from troubleshoot.incidents import lifecycle
from django.utils import timezone
from troubleshoot.models import Cause, Guide, Proposal
other = Guide.objects.get(slug="sms-any")
told = dict.fromkeys(("ja", "en", "easy"), "跳ぶ障害")
cause = Cause.objects.filter(role="outage").first()
lifecycle.begin(actor=None, title=told, cause=cause, body=told, scopes=[(other, None)])
now = timezone.now()
Proposal.objects.create(guide=other, title="疑い", began_at=now, noticed_at=now, seen_at=now)
"""
TOLD = """
import json
from troubleshoot.models import Proposal, Tally
states = Proposal.objects.values_list("state", flat=True)
print(json.dumps([sum(Tally.objects.values_list("count", flat=True)), *states]))
"""


#: The library refuses to sleep until a moment of the monotonic clock, as Python does; waiting for nothing it lets.
SLEEPING = """
import threading, time
time.sleep = lambda seconds: threading.Event().wait(seconds) and None
"""


class Jumping(Site):
    """A site whose clock is set while it runs."""

    def jump(self, by: str) -> None:
        """Set the clock so far from the true time: "+1d", "-1d"."""
        rc = self.folder / "clock"
        rc.with_suffix(".new").write_text(by)
        rc.with_suffix(".new").replace(rc)


@pytest.fixture
def jumping(filled, static, tmp_path):
    assert LIBRARIES, "Install the package faketime and run this again."
    folder = copytree(filled, tmp_path / "var")
    (sleeping := tmp_path / "sleeping").mkdir()
    (sleeping / "sitecustomize.py").write_text(SLEEPING)
    clock = {
        "PYTHONPATH": f"{ROOT}:{sleeping}",
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(folder / "clock"),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with Jumping(folder, static, **clock) as site:
        site.jump("+0")
        yield site.start()


@pytest.mark.parametrize("days", scaled([["-1d", "+0"], ["+1d", "+0"]], [["+1d", "-1d"]]), ids="→".join)
def test_a_clock_that_jumps_changes_no_order_loses_no_incident_and_counts_once(jumping, days):
    desk = Desk(jumping)
    jumping.manage("shell", "-v", "0", "-c", BEGIN)
    until(lambda: "跳ぶ障害" in jumping.get("/")[1], jumping.log)
    given = [counted(jumping)]
    preview = preview_of(desk)

    for number, by in enumerate(days, start=2):
        jumping.jump(by)
        jumping.manage("shell", "-v", "0", "-c", EDIT % f"跳んだ題{number}")
        assert f"{number}番として公開しました。" in jumping.manage("publish")
        until(lambda wanted=number: ready(jumping)["release"] == wanted, jumping.log)
        assert f"跳んだ題{number}" in jumping.get("/causes/ios-filter/")[1]
        assert "跳ぶ障害" in jumping.get("/")[1]
        assert jumping.get("/guides/x-sms/status/")[0] == 200
        given.append(counted(jumping))
        assert desk.get("/admin/").status == 200
        assert jumping.get(preview_of(desk))[0] == 200
        assert jumping.get(preview)[0] == (404 if by == "+1d" else 200)  # half an hour is over

    until(lambda: not list(jumping.folder.glob("journal/*.jsonl")), jumping.log)
    assert given == [True] * 3
    until(
        lambda: told(jumping)[1:] == ["waiting"], jumping.log
    )  # though by the wrong clock nobody had seen it for hours
    assert told(jumping) == [len(given), "waiting"]
    assert ready(jumping)["stale"] is None


def preview_of(desk):
    """Return where a guide's preview is shown for the next half hour."""
    return desk.get("/admin/preview/?path=/guides/x-sms/").location


def counted(site):
    """Say that an advice helped; tell whether that is said to be counted."""
    status, location = solved(site, "ios-filter")
    return status == 303 and not urllib.parse.urlsplit(location).fragment


def told(site):
    """Return how many verdicts were counted, and how each proposal stands."""
    return json.loads(site.manage("shell", "-v", "0", "-c", TOLD).splitlines()[-1])
