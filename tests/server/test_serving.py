"""A real gunicorn with the first content: every page answers, and what dies beside it does no harm."""

import json
import random
import re
import signal
import subprocess
import sys
import time

PAGES = ("/", "/guides/x-sms/", "/guides/sms-any/", "/incidents/", "/search/?q=SMS", "/healthz", "/readyz")


def test_every_page_of_the_sitemap_answers(site):
    listed = re.findall(r"<loc>http://[^/]+([^<]+)</loc>", site.get("/sitemap.xml")[1])

    assert len(listed) > 60
    assert [path for path in (*PAGES, *listed) if site.get(path)[0] != 200] == []


def test_restarting_serves_the_same_release(own_site):
    before = json.loads(own_site.get("/readyz")[1])["release"]

    own_site.stop()
    own_site.start()

    assert json.loads(own_site.get("/readyz")[1])["release"] == before == 1


def test_a_release_published_elsewhere_is_served_without_restart(own_site):
    own_site.manage("shell", "-c", "from troubleshoot.models import Guide; Guide.objects.update(title={'ja': '新しい題名'})")

    own_site.manage("publish", "--note", "題名")

    end = time.monotonic() + 10
    while "新しい題名" not in own_site.get("/guides/x-sms/")[1]:
        assert time.monotonic() < end
        time.sleep(0.1)


def test_the_old_release_serves_while_publishers_are_killed(own_site):
    chance = random.Random(7)
    for kill in range(12):
        change = f"from troubleshoot.models import Guide; Guide.objects.update(title={{'ja': '題名{kill}'}})"
        own_site.manage("shell", "-c", change)

        publisher = subprocess.Popen(
            [sys.executable, "manage.py", "publish"], env=own_site.environment(), stdout=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.5, 1.6))
        publisher.send_signal(signal.SIGKILL)
        publisher.wait()

        titles = [own_site.get(f"/guides/{guide}/")[1].split("<title>")[1].split("|")[0] for guide in ("x-sms", "sms-any")]
        assert own_site.get("/")[0] == 200
        assert len({title.removeprefix("題名") for title in titles if "題名" in title}) <= 1
    released = own_site.manage("publish")
    assert re.search(r"\d+番", released)


def test_readers_are_served_from_the_release_file_without_a_database(own_site):
    own_site.stop()
    database = own_site.folder / "site.sqlite3"
    for file in own_site.folder.glob("site.sqlite3*"):
        file.unlink()
    database.mkdir()

    own_site.start()

    assert own_site.get("/guides/x-sms/")[0] == 200
    assert json.loads(own_site.get("/readyz")[1])["stale"]["reason"] == "OperationalError"
