"""Privacy: whatever a reader does, nothing in the database, the logs and the files says who it was.

One reader does all that a reader can, through nginx, with an address, a browser and words that nobody else has. Then
everything that the site has written anywhere is searched for them.
"""

import gzip
import json
import re
from pathlib import Path
from urllib.parse import quote, urlencode

from tests.cluster.cluster import NAME
from tests.cluster.readers import ADVISED, connect
from tests.servers import until

#: Whose network no other test has: 127.99.199.1.
NUMBER = 98 * 200 + 198
ADDRESS = "127.99.199.1"
NETWORK = "127.99.199"
BROWSER = "Mozilla/5.0 (a telephone of a kind that nobody else has)"
COOKIE = "followed=since-the-year-before-last"
REFERRER = "https://elsewhere.example/where-i-came-from"
MAIL, TELEPHONE, CODE = "taro.yamada@example.jp", "070-5519-8762", "code 604815"
SEARCHED = "わたしの番号は 090-8765-4321 です"
#: What must stand nowhere.
TRACES = (
    *(ADDRESS, NETWORK, "127.99.0.0", BROWSER, "nobody else has", "since-the-year-before-last", "where-i-came-from"),
    *(MAIL, TELEPHONE, "604815", "090-8765-4321", "09087654321", quote("わたしの番号は")),
)
#: What nginx calls a request.
REQUEST = re.compile(r'"request_id":"[0-9a-f]{32}"')
SENT = {
    "User-Agent": BROWSER,
    "Cookie": COOKIE,
    "Referer": REFERRER,
    "X-Forwarded-For": ADDRESS,
    "Forwarded": f"for={ADDRESS}",
    "Accept-Language": "ja",
}


class Reader:
    """Does what a reader does, and keeps what comes back."""

    def __init__(self, cluster) -> None:
        self._cluster = cluster
        self.cookies: list[str] = []
        self.url = cluster.url

    def report(self, address: str) -> None:
        """Tell of a page as a browser does whose policy kept something out."""
        said = {"document-uri": address, "effective-directive": "script-src", "blocked-uri": f"https://{MAIL}/"}
        connection = connect(NAME, self._cluster.tls_port, NUMBER)
        connection.request("POST", "/csp-reports/", json.dumps({"csp-report": said}), SENT)
        assert connection.getresponse().status == 204
        connection.close()

    def ask(self, method: str, path: str, **said: str) -> tuple[int, str]:
        connection = connect(NAME, self._cluster.tls_port, NUMBER)
        own = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self._cluster.url} if said else {}
        connection.request(method, path, urlencode(said) or None, {**SENT, **own})
        response = connection.getresponse()
        body = response.read().decode(errors="replace")
        self.cookies += response.headers.get_all("Set-Cookie") or []
        connection.close()
        return response.status, response.headers.get("Location") or body


def does_everything(reader: Reader) -> None:
    for path in ("/", "/guides/x-sms/", "/causes/ios-filter/", "/incidents/", "/nowhere/", "/api/v1/release/"):
        reader.ask("GET", path)
    walk = f"/guides/x-sms/walk/?{urlencode(ADVISED)}"
    reader.ask("GET", reader.ask("GET", walk)[1])
    for query in (SEARCHED, f"puk {MAIL}", TELEPHONE):
        reader.ask("GET", f"/search/?q={quote(query)}")
        reader.ask("GET", f"/search/suggest/?q={quote(query)}")
    about = {**ADVISED, "cause": "ios-filter", "verdict": "unsolved"}
    assert reader.ask("POST", "/guides/x-sms/report/", **about)[0] == 303
    assert reader.ask("POST", "/guides/x-sms/too/", **ADVISED)[0] == 303
    words = f"だめでした。{MAIL} か {TELEPHONE} に。{CODE} です。"
    assert reader.ask("POST", "/guides/x-sms/feedback/", **about, **{"feedback.text": words})[0] == 303
    reader.ask("POST", "/guides/x-sms/report/", **{**about, "verdict": "solved"})
    reader.ask("POST", "/guides/x-sms/took/", **{**about, "verdict": "solved", "took.minutes": "5"})
    reader.ask("POST", "/guides/x-sms/report/", odd="\x00", cause=MAIL)
    reader.report(MAIL)
    reader.report(f"{reader.url}/guides/x-sms/?mail={MAIL}&code=604815")
    reader.ask("BREW", "/")
    reader.ask("GET", "/%zz" + "x" * 9000)


def everything_written(cluster):
    """Yield the name and the text of all that the site wrote: the database, and each file, unpacked."""
    yield "the database", cluster.run("pg_dump", "--data-only", "--inserts", "helpcenter")
    folders = [cluster.root / name for name in ("var/log", "var/lib", "var/cache")]
    for file in (file for folder in folders for file in folder.rglob("*") if file.is_file()):
        content = file.read_bytes()
        yield str(file), (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode(errors="replace")
    yield "nginx's words", (cluster.nginx.folder / "log").read_text(errors="replace")


def test_nothing_that_is_kept_says_who_a_reader_is(cluster):
    reader = Reader(cluster)
    count = "SELECT count(*) FROM troubleshoot_feedback"
    before = cluster.run("psql", "-AtX", "-c", count, "helpcenter")

    does_everything(reader)

    until(lambda: cluster.run("psql", "-AtX", "-c", count, "helpcenter") != before, cluster.logs)
    until(lambda: not cluster._journals(), cluster.logs)
    until(lambda: "nowhere" in (cluster.root / "var/log/nginx/helpcenter.log").read_text(), cluster.logs)
    written = dict(everything_written(cluster))
    assert reader.cookies == []
    assert "だめでした" in written["the database"]
    assert len(written) > 10
    found = {(name, trace) for name, text in written.items() for trace in TRACES if stands(trace, text)}
    assert found == set()


def stands(trace, text):
    """Tell whether a trace stands in a text, but for requests' numbers, where digits stand by chance."""
    return trace in text and trace in REQUEST.sub("", text)


def test_a_trace_is_found_where_there_is_one():
    told = f'{{"request_id":"{"0" * 13}604815{"f" * 13}","path":"/search/?q=code604815"}}'

    assert stands("604815", told)
    assert stands(MAIL, f"x{MAIL}x")
    assert not stands("604815", told.replace("code604815", ""))


def test_hashes_of_one_day_say_nothing_of_the_next():
    from datetime import UTC, datetime, timedelta

    from troubleshoot.insight.caps import sender_of

    now = datetime(2026, 11, 27, 3, tzinfo=UTC)

    same_network = {sender_of(f"203.0.113.{last}", now) for last in range(256)}

    assert len(same_network) == 1
    assert sender_of("203.0.113.1", now + timedelta(days=1)) not in same_network
    assert sender_of("203.0.112.1", now) not in same_network


def test_readers_words_and_searches_are_gone_after_ninety_days():
    from troubleshoot.models import feedback, misses

    assert (feedback.KEPT.days, misses.KEPT.days) == (90, 90)
    assert "90日で消します" in Path("templates/pages/privacy.html").read_text()
