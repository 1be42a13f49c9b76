"""A real gunicorn with the first content: every page answers, and what dies beside it does no harm."""

import contextlib
import json
import random
import re
import signal
import subprocess
import sys

PAGES = ("/", "/guides/x-sms/", "/guides/sms-any/", "/incidents/", "/search/?q=SMS", "/healthz", "/readyz")
GUIDES = ("x-sms", "sms-any")


def retitle(site, title):
    """Give all guides one title in the drafts."""
    change = f"from troubleshoot.models import Guide; Guide.objects.update(title={{'ja': '{title}'}})"
    site.manage("shell", "-c", change)


def title_of(site, guide):
    return plain(re.search(r"<h1[^>]*>(.+?)</h1>", site.get(f"/guides/{guide}/")[1])[1])


def plain(html):
    """Return text without its tags."""
    return re.sub(r"<[^>]+>", "", html)


def served(site):
    return json.loads(site.get("/readyz")[1])


def test_every_page_of_the_sitemap_answers(site):
    listed = re.findall(r"<loc>http://[^/]+([^<]+)</loc>", site.get("/sitemap.xml")[1])

    assert len(listed) > 60
    assert [path for path in (*PAGES, *listed) if site.get(path)[0] != 200] == []


def test_restarting_serves_the_same_release(own_site):
    before = served(own_site)["release"]

    own_site.stop()
    own_site.start()

    assert served(own_site)["release"] == before == 1


def test_a_release_published_elsewhere_is_served_without_restart(own_site):
    retitle(own_site, "新しい題名")

    own_site.manage("publish", "--note", "題名")

    own_site.until(lambda: title_of(own_site, "x-sms") == "新しい題名")


def test_a_whole_release_serves_while_publishers_are_killed(own_site):
    chance, ends = random.Random(7), set()
    for kill in range(12):
        retitle(own_site, f"題名{kill}")

        command = [sys.executable, "manage.py", "publish"]
        publisher = subprocess.Popen(command, **own_site.beside(), stdout=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            publisher.wait(chance.uniform(0.5, 2))
        publisher.kill()
        ends.add(publisher.wait())

        titles = [plain(title) for title in re.findall(r"<strong>(.+?)</strong>", own_site.get("/")[1])]
        assert (len(titles), len(set(titles))) == (2, 2 if "XのSMS認証コードが届かない" in titles else 1)
    assert -signal.SIGKILL in ends
    own_site.manage("publish")
    own_site.until(lambda: [title_of(own_site, guide) for guide in GUIDES] == ["題名11"] * 2)


def test_readers_are_served_from_the_release_file_without_a_database(own_site):
    own_site.stop()
    for file in own_site.folder.glob("site.sqlite3*"):
        file.unlink()
    (own_site.folder / "site.sqlite3").mkdir()

    own_site.start()

    assert own_site.get("/guides/x-sms/")[0] == 200
    assert served(own_site)["stale"]["reason"] == "OperationalError"


def test_sqlite_keeps_each_commit_through_a_power_cut(site):
    asked = "from django.db import connection as c; q = c.cursor()"
    answers = "; ".join(f"print(q.execute('PRAGMA {name}').fetchone()[0])" for name in ("journal_mode", "synchronous"))

    printed = site.manage("shell", "-v", "0", "-c", f"{asked}; {answers}")

    assert printed.split() == ["wal", "2"]
