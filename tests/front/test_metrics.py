"""What is counted reaches Prometheus once, by a few labels; what is drawn and watched is there."""

import json
import os
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer

import pytest
from prometheus_client.parser import text_string_to_metric_families

from helpcenter import metrics
from helpcenter.metrics import MADE, Counts, Kept, Meter
from tests.views.conftest import OUTAGE, a_snapshot
from tests.views.test_every_page import PAGES
from troubleshoot import snapshot
from troubleshoot.insight import recording
from troubleshoot.insight.journal import Journal, Verdict
from troubleshoot.insight.recording import Recorder

ROOT = Path(__file__).parents[2]


def samples():
    """Return what Prometheus would read: names with their labels, and the values."""
    families = text_string_to_metric_families(metrics.exposition().decode())
    return Counter(
        {(one.name, *sorted(one.labels.values())): one.value for family in families for one in family.samples}
    )


def a_meter(counts=None, *, hears=True):
    return Meter(counts or Counts(), lambda: Kept(3, 5000, 1), lambda: hears)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "home"),
        ("/en/", "home"),
        ("/guides/x-sms/", "guide"),
        ("/easy/guides/x-sms/", "guide"),
        ("/guides/x-sms/walk/", "walk"),
        ("/en/guides/x-sms/advice/a/", "walk"),
        ("/guides/", "guide"),
        ("/causes/a/b/", "cause"),
        ("/carriers/a/", "carrier"),
        ("/incidents/feed.atom", "incident"),
        ("/incidents/now/x-sms/-/", "now"),
        ("/en/incidents/now/", "now"),
        ("/search/suggest/", "search"),
        ("/api/v1/release/", "api"),
        ("/static/css/site.css", "static"),
        ("/admin/", "admin"),
        ("/preview/a:b/guides/x-sms/", "admin"),
        ("/enormous/", "other"),
        ("/en", "other"),
        ("//guides/a/", "home"),
        ("", "home"),
        ("/wp-login.php", "other"),
    ],
)
def test_an_address_is_of_one_of_a_few_kinds(path, kind):
    assert metrics.kind_of(path.encode()) == kind


def test_every_page_has_a_kind_that_is_counted():
    counts = Counts()

    for path in PAGES.values():
        counts.hits[metrics.kind_of(path.partition("?")[0].encode())] += 1

    assert sum(counts.hits.values()) == len(PAGES)


def test_what_is_counted_is_handed_on_once():
    counts, before = Counts(), samples()
    meter = a_meter(counts)
    counts.hits["walk"] += 2
    counts.held("walk", 200)
    counts.held("walk", 304)
    counts.took("cause", 404, MADE, 0.03)

    meter.work()
    counts.hits["walk"] += 1
    meter.work()

    requests = {name[1:]: value for name, value in (samples() - before).items() if name[0].endswith("requests_total")}
    assert requests == {("200", "hit", "walk"): 4, ("304", "unchanged", "walk"): 1, ("404", "cause", "made"): 1}
    waits = {name[1:]: value for name, value in (samples() - before).items() if name[0].endswith("seconds_bucket")}
    assert waits == {(le, "cause"): 1 for le in ("0.05", "0.1", "0.2", "0.5", "1.0", "2.0", "5.0", "+Inf")}


def test_what_was_counted_last_is_handed_on_at_the_end():
    counts, before = Counts(), samples()
    meter = a_meter(counts)
    meter.start()

    counts.hits["home"] += 1
    meter.stop()

    assert (samples() - before)["helpcenter_requests_total", "200", "hit", "home"] == 1


def test_what_is_served_is_told(served):
    snapshot.swap(a_snapshot(OUTAGE))

    a_meter(hears=False).work()

    told = {name[0].removeprefix("helpcenter_"): value for name, value in samples().items() if len(name) == 1}
    assert {name: told[name] for name in ("release_number", "incidents_number", "incidents_ongoing")} == {
        "release_number": 7,
        "incidents_number": 1,
        "incidents_ongoing": 1,
    }
    assert told["release_timestamp_seconds"] == datetime(2026, 11, 23, 15, tzinfo=UTC).timestamp()
    assert told["incidents_timestamp_seconds"] == metrics._timestamp(OUTAGE.updates[0].at)
    assert (told["pages"], told["pages_bytes"], told["pages_in_making"]) == (3, 5000, 1)
    assert (told["redis_away"], told["stale_seconds"], told["processes"]) == (1, 0, 1)


@pytest.fixture
def journal(tmp_path):
    """Have a journal of our own."""
    before = recording.current()
    recording.install(Recorder(Journal(tmp_path)))
    yield recording.current().journal
    recording.install(before)


def test_what_waits_on_the_disk_is_told(journal):
    journal.append(Verdict("x-sms", "", "", "a", "solved"), datetime.now(UTC))
    journal.let_go()
    journal.append(Verdict("x-sms", "", "", "b", "solved"), datetime.now(UTC))

    told = samples()
    assert told["helpcenter_journal_segments",] == 2
    assert told["helpcenter_journal_bytes",] == sum(len(segment.read_bytes()) for segment in journal.segments()) > 0
    journal.let_go()


@pytest.mark.parametrize("file", ["deploy/grafana/helpcenter.json", "deploy/prometheus/alerts.yml"])
def test_what_is_drawn_and_watched_is_measured(file):
    text = (ROOT / file).read_text(encoding="utf-8")
    named = set(re.findall(r"\bhelpcenter_\w+", text))

    counts = Counts()
    counts.took("home", 200, MADE, 0.1)
    a_meter(counts).work()

    assert len(named) >= 8
    assert named - {name for name, *_ in samples()} == set()


def test_each_panel_asks_something_of_the_chosen_nodes():
    board = json.loads((ROOT / "deploy/grafana/helpcenter.json").read_text(encoding="utf-8"))

    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    assert len(asked) >= len(board["panels"]) > 10
    assert [one for one in asked if 'instance=~"$instance"' not in one] == []
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_what_is_watched_and_drawn_is_explained_to_operators():
    manual = (ROOT / "docs/operators/monitoring.md").read_text(encoding="utf-8")
    alerts = re.findall(r"alert: (\w+)", (ROOT / "deploy/prometheus/alerts.yml").read_text(encoding="utf-8"))

    assert set(re.findall(r"^\| `(\w+)` \|", manual, re.MULTILINE)) == set(alerts)


def test_a_process_that_has_just_made_its_file_is_waited_for(tmp_path, monkeypatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    (file := tmp_path / "counter_1.db").touch()
    starting = Timer(0.03, lambda: os.truncate(file, 4096))

    starting.start()
    told = metrics.exposition()
    starting.join()

    assert b"helpcenter_" in told
