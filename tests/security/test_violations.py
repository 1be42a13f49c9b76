"""What browsers report of a page's policy: told once, without who sent it, and never as a line of ours."""

import json

import pytest

from troubleshoot.views import violations


@pytest.fixture
def report(client, caplog, monkeypatch):
    monkeypatch.setattr(violations, "_told", set())

    def send(body):
        sent = body if isinstance(body, bytes) else json.dumps(body)
        response = client.post("/csp-reports/", sent, content_type="application/csp-report")
        return response.status_code, [one.getMessage() for one in caplog.records]

    return send


SEEN = {
    "document-uri": "https://help.example/guides/x-sms/advice/limit/?situation=locked",
    "effective-directive": "script-src-elem",
    "blocked-uri": "https://evil.example/x.js?reader=7",
}


def test_a_violation_is_told_once_without_answers(report):
    report({"csp-report": SEEN})
    status, told = report({"csp-report": SEEN})

    said = "A page's policy kept something out: script-src-elem, https://evil.example, on /guides/x-sms/advice/limit/."
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


def test_no_report_writes_a_line_of_its_own(report):
    _, told = report({"csp-report": {**SEEN, "effective-directive": "x\n2026-11-27 ERROR all is lost" + "y" * 500}})

    assert len(told) == 1
    assert "\n" not in told[0]
    assert len(told[0]) < 600


def test_a_flood_of_different_ones_fills_no_log(report):
    for number in range(400):
        _, told = report({"csp-report": {**SEEN, "effective-directive": f"x-{number}"}})

    assert len(told) == 200


@pytest.mark.parametrize("path", ["/", "/guides/sms/", "/nowhere/", "/admin/login/", "/search/?q=SMS"])
def test_every_page_asks_for_reports(client, content, path):
    policy = client.get(path)["Content-Security-Policy"]

    assert "report-uri /csp-reports/" in policy
    assert "unsafe" not in policy
