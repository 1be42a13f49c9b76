"""Every node is down: nginx shows what it kept, for a day; then the mirror has every page of the release."""

import time
from concurrent.futures import ThreadPoolExecutor

from tests.cluster.cluster import NAME
from tests.cluster.readers import verdict
from tests.faults.measuring import told
from tests.scale import FULL
from tests.servers import until

SEEN, WALK = "/guides/x-sms/", "/guides/x-sms/walk/screen/?situation=signup"
#: What a page of the mirror says of itself.
COPY = "写しです"
#: Seconds after which nginx may show a page only because nobody answers: fresh for one, shown for another meanwhile.
STALE = 2.5
DAY = 24 * 60 * 60


def test_nginx_shows_what_it_kept_then_the_mirror_of_every_page(cluster, addresses, record_property):
    fresh, kept_for = cluster.page(SEEN), cluster.headers(SEEN)["Cache-Control"]
    listed = addresses.read_text().split()
    asked = listed if FULL else listed[::10]

    for node in cluster.nodes:
        node.kill()
    time.sleep(STALE)

    assert f"stale-if-error={DAY}" in kept_for
    assert "inactive=24h" in (cluster.root / "etc/nginx/helpcenter/nodes.conf").read_text()
    assert cluster.page(SEEN) == fresh
    for kept in (cluster.root / "var/cache/helpcenter").rglob("*"):
        if kept.is_file():
            kept.unlink()
    with ThreadPoolExecutor(4) as readers:
        answers = dict(zip(asked, readers.map(cluster.asked, asked), strict=True))
    told(record_property, "All nodes down", f"{len(asked)} of the {len(listed)} addresses are in the mirror")
    assert {path: answer for path, answer in answers.items() if answer != (200, mirrored(cluster, path))} == {}


def mirrored(cluster, path):
    """Return the mirror's file of an address."""
    folder, _, query = path.partition("?")
    file = cluster.root / f"var/lib/helpcenter/mirror{folder}{query or 'index'}.html"
    return file.read_text(encoding="utf-8")


def test_what_is_nowhere_is_told_and_all_is_well_afterwards(cluster):
    for node in cluster.nodes:
        node.kill()

    assert "data-step" in cluster.page(WALK)
    assert cluster.asked("/guides/x-sms/walk/screen/?situation=never-was")[0] == 302
    assert cluster.asked("/static/css/never-was.css")[0] == 503
    assert cluster.asked("/no/such/page/")[0] == 503
    assert "数分待ってから" in cluster.page("/no/such/page/")
    assert "「戻す」" in cluster.page("/admin/")
    assert verdict(NAME, cluster.tls_port, 1) == "told"

    cluster.make_whole()
    until(lambda: COPY not in cluster.page("/causes/ios-filter/"), cluster.logs)
    assert cluster.asked("/admin/login/")[0] == 200
