"""A real gunicorn with two workers, seen from outside: what its numbers, its log and its health say."""

import http.client
import json
import os
import re
import signal
from collections import Counter
from contextlib import closing
from pathlib import Path
from shutil import copytree
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.server import Site

GUIDE = "/guides/x-sms/"
ID = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def two(tmp_path, static, filled):
    """Serve the first content by two workers, with a log for machines."""
    folder = copytree(filled, tmp_path / "var")
    with Site(folder, static, WEB_CONCURRENCY="2", LOG_FORMAT="json").start() as site:
        site.until(lambda: told(site)["helpcenter_processes"] == 2)
        yield site


def told(site):
    """Return what Prometheus would read: sums of what has one name and one kind."""
    sums = Counter()
    for family in text_string_to_metric_families(site.get("/metrics")[1]):
        for sample in family.samples:
            sums[" ".join([sample.name, *filter(None, [sample.labels.get("kind")])])] += sample.value
    return sums


def workers(site):
    return set(map(int, Path(f"/proc/{site.process}/task/{site.process}/children").read_text().split()))


def files_of(worker, kind):
    """Return the files in which a worker keeps numbers of a kind."""
    return [Path(path) for path in re.findall(rf"/\S+/{kind}_\w+\.db", Path(f"/proc/{worker}/maps").read_text())]


def asked_of_each(site, most=1000):
    """Ask for a page until each worker has answered it; return how often."""
    for times in range(1, most):
        site.get(GUIDE)
        if all(files_of(worker, "counter") for worker in workers(site)):
            return times
    raise AssertionError


def lines(site):
    return [json.loads(line) for line in site.log().splitlines()]


def test_numbers_are_those_of_all_workers(two):
    asked = asked_of_each(two)
    two.get("/nowhere/")

    two.until(lambda: sum(told(two)[f"helpcenter_requests_total {kind}"] for kind in ("guide", "other")) > asked)
    numbers = told(two)
    assert numbers["helpcenter_requests_total guide"] == asked
    assert numbers["helpcenter_release_number"] == 1
    assert numbers["helpcenter_pages"] > 2
    assert numbers["helpcenter_making_seconds_count other"] == 1


def test_a_dead_worker_is_no_longer_counted_and_its_answers_are(two):
    asked = asked_of_each(two)
    two.until(lambda: told(two)["helpcenter_requests_total guide"] == asked)
    dead = min(workers(two))

    os.kill(dead, signal.SIGKILL)

    two.until(lambda: dead not in workers(two) and len(workers(two)) == 2)
    two.until(lambda: told(two)["helpcenter_processes"] == 2)
    assert told(two)["helpcenter_requests_total guide"] == asked


def test_a_server_that_was_killed_leaves_no_numbers_to_the_next(two):
    two.get(GUIDE)
    two.until(lambda: told(two)["helpcenter_requests_total guide"] == 1)
    for process in (two.process, *workers(two)):
        os.kill(process, signal.SIGKILL)
    two.stop()

    two.start()

    two.until(lambda: told(two)["helpcenter_processes"] == 2)
    assert told(two)["helpcenter_requests_total guide"] == 0


def test_a_node_told_to_stop_says_so_to_whoever_holds_a_line_and_leaves_no_numbers(two):
    [file, *_] = files_of(min(workers(two)), "gauge")
    assert file.parent.stat().st_mode & 0o77 == 0
    with closing(http.client.HTTPConnection("127.0.0.1", two.port)) as line:
        assert readiness(line) == 200

        os.kill(two.process, signal.SIGTERM)
        two.until(lambda: two.log().count("shutting down") == 2)

        assert readiness(line) == 503
    two.stop()
    assert not file.parent.exists()


def readiness(line):
    """Return the status that an open connection gives."""
    line.request("GET", "/readyz")
    with line.getresponse() as response:
        response.read()
        return response.status


def test_the_log_is_json_and_names_the_request_and_no_reader(two):
    asked = Request(f"{two.address}/nowhere/?q=09012345678", headers={"X-Request-ID": ID})

    with pytest.raises(HTTPError) as refused:
        urlopen(asked)

    with closing(refused.value) as answer:
        assert (answer.code, answer.headers["X-Request-ID"]) == (404, ID)
    [line] = [line for line in lines(two) if line["request_id"] != "-"]
    assert (line["request_id"], line["message"], line["status_code"]) == (ID, "Not Found: /nowhere/", 404)
    assert "gunicorn.error" in {line["logger"] for line in lines(two)}
    assert "09012345678" not in two.log()
