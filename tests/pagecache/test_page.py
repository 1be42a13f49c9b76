"""A page is sent as the browser takes it, under an ETag of its bytes."""

import gzip
import re

import pytest

from troubleshoot.pagecache import EMPTY, Page, encoding_of

ENCODERS = {"br": lambda body: b"br" + body[:10], "gzip": gzip.compress}
HTML = [(b"content-type", b"text/html; charset=utf-8"), (b"content-security-policy", b"default-src 'none'")]
BODY = b"<p>" + b"a" * 5000


@pytest.mark.parametrize(
    ("accepted", "used"),
    [
        (b"gzip, deflate, br, zstd", "br"),
        (b"gzip, deflate", "gzip"),
        (b"GZIP;q=1.0", "gzip"),
        (b"", ""),
        (b"gzip, br;q=0", "gzip"),
        (b"br; q=0.000, gzip", "gzip"),
        (b"gzip, br;q=0.5", "br"),
        (b"identity", ""),
        (b"\xff,;=q", ""),
    ],
)
def test_the_encoding_is_the_best_that_the_browser_takes(accepted, used):
    assert encoding_of(accepted) == used


def test_each_encoding_has_its_length_its_etag_and_all_headers():
    page = Page(BODY, HTML, ENCODERS)

    plain, small = page.make(""), page.make("gzip")

    assert gzip.decompress(small.content) == plain.content == BODY
    assert dict(small.start["headers"]) == {
        **dict(HTML),
        b"content-encoding": b"gzip",
        b"content-length": str(len(small.content)).encode(),
        b"etag": small.etag,
        b"vary": b"Accept-Encoding",
    }
    assert re.fullmatch(rb'"[0-9a-f]{32}"', small.etag)
    assert len({page.make(encoding).etag for encoding in ("", "br", "gzip")}) == 3


def test_not_modified_keeps_the_headers_that_are_not_the_body_s():
    sent = Page(BODY, HTML, ENCODERS).make("br")

    assert dict(sent.unchanged["headers"]) == {
        b"content-security-policy": b"default-src 'none'",
        b"etag": sent.etag,
        b"vary": b"Accept-Encoding",
    }


@pytest.mark.parametrize("kind", [b"application/gzip", b"image/png"])
def test_what_is_compressed_already_is_sent_as_it_is(kind):
    page = Page(BODY, [(b"content-type", kind)], ENCODERS)

    assert page.make("br") == page.make("")


def test_what_would_not_become_shorter_is_sent_as_it_is():
    page = Page(b"ab", HTML, ENCODERS)

    assert page.make("gzip") == page.make("br") == page.make("")


def test_a_page_takes_no_more_than_it_says():
    page = Page(BODY, HTML, ENCODERS)
    said = page.size

    made = sum(len(page.make(encoding).content) for encoding in ("", "br", "gzip"))

    assert made <= said == page.size


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        (b'"one"', True),
        (b'W/"one"', True),
        (b'"two", "one"', True),
        (b"*", True),
        (b'"two"', False),
        (b"one", False),
        (b"", False),
    ],
)
def test_if_none_match_names_the_etag(asked, holds):
    sent = Page(BODY, HTML, ENCODERS).make("")

    answered = sent.answer(asked.replace(b"one", sent.etag.strip(b'"')))

    assert answered == ((sent.unchanged, EMPTY) if holds else (sent.start, sent.body))
