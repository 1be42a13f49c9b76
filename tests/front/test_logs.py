"""Each line of the log names its request, and no line says who a reader is or what they searched for."""

import io
import json
import logging
import re

import pytest
from django.test import RequestFactory
from environs import EnvValidationError

from helpcenter import env, logs

NGINX = b"0123456789abcdef0123456789abcdef"


@pytest.fixture
def written():
    """Return a function that logs as the settings have it, and returns what was written."""

    def write(kind, log):
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.addFilter(logs.OfRequest())
        handler.setFormatter(logs.formatter(kind))
        logger = logging.getLogger("troubleshoot.trial")
        logger.addHandler(handler)
        log(logger)
        logger.removeHandler(handler)
        return stream.getvalue()

    return write


def test_a_well_formed_id_is_taken():
    assert logs.Request(NGINX).id == NGINX.decode()


@pytest.mark.parametrize("given", [b"", b"short", b"a" * 65, b"0123456789\nERROR lost", b"<script>", b"\xe6" * 9])
def test_any_other_is_replaced_by_one_that_stays(given):
    request = logs.Request(given)

    assert re.fullmatch("[0-9a-f]{32}", request.id)
    assert request.id == request.id != logs.Request(given).id


def test_a_line_names_its_request(written):
    def log(logger):
        logger.warning("before")
        with logs.of_request(logs.Request(NGINX)):
            logger.warning("%d meanwhile", 1)
        logger.warning("after")

    ends = [line.split(" WARNING ")[1] for line in written("line", log).splitlines()]
    assert ends == [
        "troubleshoot.trial [-] before",
        f"troubleshoot.trial [{NGINX.decode()}] 1 meanwhile",
        "troubleshoot.trial [-] after",
    ]


def test_a_line_of_json_holds_what_we_know_and_nothing_of_the_reader(written):
    request = RequestFactory().get("/search/?q=090-1234-5678", REMOTE_ADDR="192.0.2.7")

    def log(logger):
        with logs.of_request(logs.Request(NGINX)):
            logger.error("%s: 見つからない", "/search/", extra={"status_code": 404, "request": request})

    told = json.loads(written("json", log))

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00", told.pop("time"))
    assert told == {
        "level": "ERROR",
        "logger": "troubleshoot.trial",
        "request_id": NGINX.decode(),
        "message": "/search/: 見つからない",
        "status_code": 404,
    }


def test_a_trace_stays_in_one_line_of_json(written):
    def log(logger):
        try:
            int("so")
        except ValueError:
            logger.exception("It failed.")

    [line] = written("json", log).splitlines()

    told = json.loads(line)
    assert (told["message"], told["request_id"]) == ("It failed.", "-")
    assert told["exc_info"].splitlines()[-1] == "ValueError: invalid literal for int() with base 10: 'so'"


def test_a_503_is_a_warning_unless_something_was_raised(caplog):
    log = logging.getLogger("django.request")
    raised = (RuntimeError, RuntimeError("lost"), None)

    for status, reason in ((503, None), (503, raised), (500, None)):
        log.error("%s", status, extra={"status_code": status}, exc_info=reason)

    assert [one.levelname for one in caplog.records] == ["WARNING", "ERROR", "ERROR"]


def test_where_errors_alone_are_logged_a_503_by_design_is_not(caplog):
    with caplog.at_level(logging.ERROR):
        logging.getLogger("django.request").error("503", extra={"status_code": 503})

    assert caplog.records == []


def test_another_format_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("LOG_FORMAT", "xml")

    with pytest.raises(EnvValidationError, match="LOG_FORMAT"):
        env.log_format()
