"""What browsers report of a page's policy: told once, without who sent it, and never as a line of ours."""

import json

import pytest

from troubleshoot.views import violations

pytestmark = pytest.mark.once


@pytest.fixture
def report(client, caplog, monkeypatch):
    monkeypatch.setattr(violations, "_told", {})

    def send(body):
        sent = body if isinstance(body, bytes) else json.dumps(body)
        response = client.post("/csp-reports/", sent, content_type="application/csp-report")
        return response.status_code, [one.getMessage() for one in caplog.records]

    return send


SEEN = {
    "document-uri": "http://testserver/guides/x-sms/advice/limit/?situation=locked",
    "effective-directive": "script-src-elem",
    "blocked-uri": "https://evil.example/x.js?reader=7",
}


def test_a_violation_is_told_once_without_answers(report):
    report({"csp-report": SEEN})
    status, told = report({"csp-report": SEEN})

    page = "/guides/<str:guide>/advice/<anything:cause>/"
    said = f"A page's policy kept something out: script-src-elem, https://evil.example, on {page}."
    assert (status, told) == (204, [said])


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"csp-report": 3}', b"[" * 60_000, b"x" * 70_000,
        {"csp-report": {}}, {"csp-report": {"effective-directive": ["a"], "document-uri": "http://["}},
    ],
)  # fmt: skip
def test_whatever_is_sent_is_answered_alike(report, body):
    assert report(body)[0] == 204


@pytest.mark.parametrize(
    "made_up",
    [
        {"effective-directive": "x\n2026-11-27 ERROR all is lost"},
        {"effective-directive": "script-src 'none'"},
        {"document-uri": "https://elsewhere.example/guides/x-sms/"},
        {"document-uri": "http://testserver/no/such/page/taro.yamada@example.jp"},
    ],
)
def test_what_no_browser_says_of_a_page_of_ours_is_not_told(report, made_up):
    assert report({"csp-report": {**SEEN, **made_up}}) == (204, [])


@pytest.mark.parametrize(
    "blocked", ["taro.yamada@example.jp", "x\n2026-11-27 ERROR", "https://[", "javascript:x", "a" * 999]
)
def test_what_may_be_made_up_is_not_repeated(report, blocked):
    _, (told,) = report({"csp-report": {**SEEN, "blocked-uri": blocked}})

    assert "script-src-elem, something, on" in told


def test_a_pass_of_a_preview_is_not_told(report):
    _, told = report({"csp-report": {**SEEN, "document-uri": "http://testserver/preview/secret:pass/guides/x-sms/"}})

    assert "secret" not in "".join(told)


def test_a_flood_of_different_ones_fills_no_log_and_the_next_day_is_heard(report, monkeypatch):
    for number in range(400):
        _, told = report({"csp-report": {**SEEN, "blocked-uri": f"https://x{number}.example"}})
    assert len(told) == 200
    _, told = report({"csp-report": {**SEEN, "effective-directive": "img-src"}})
    assert "img-src, https://evil.example" in told[-1]

    monkeypatch.setitem(violations._told, "day", None)

    assert len(report({"csp-report": SEEN})[1]) == 202


@pytest.mark.parametrize("path", ["/", "/guides/sms/", "/nowhere/", "/admin/login/", "/search/?q=SMS"])
def test_every_page_asks_for_reports(client, content, path):
    policy = client.get(path)["Content-Security-Policy"]

    assert "report-uri /csp-reports/" in policy
    assert "unsafe" not in policy
