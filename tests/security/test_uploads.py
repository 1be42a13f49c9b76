"""Uploads (ASVS 1.3.4): the site takes documents and spreadsheets, keeps no file, and no file is two things at once."""

import io
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.publishing.documents import small
from tests.publishing.workbooks import repacked
from troubleshoot.models import Revision
from troubleshoot.publishing.exchange.reading import SheetError
from troubleshoot.publishing.exchange.sheet import brought
from troubleshoot.publishing.exchange.writing import workbook

pytestmark = pytest.mark.once

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>pwned(1)</script></svg>"


def joined(before):
    """Return a file that is something else, and a workbook behind it."""
    return before + workbook(small())


POLYGLOTS = {
    "picture": PNG,
    "GIF and script": b"GIF89a/*" + bytes(40) + b"*/=1;pwned(1)",
    "SVG": SCRIPT,
    "HTML": b"<!doctype html><script>pwned(1)</script>",
    "PDF": b"%PDF-1.4\n1 0 obj<</JS(pwned(1))>>endobj",
    "picture and archive": PNG + b"PK\x05\x06" + bytes(18),
    "JSON and HTML": b'{"format": 2, "x": "<script>pwned(1)</script>"}',
}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a,b\n1,2\n", b"x" * 5_000_001, *POLYGLOTS.values()])
def test_what_is_no_workbook_is_refused_in_words(content):
    with pytest.raises(SheetError):
        brought(content, small())


def test_macros_and_pictures_are_passed_over():
    content = repacked(workbook(small()), {"xl/vbaProject.bin": "not XML", "xl/media/image1.png": "no picture"})

    assert brought(content, small()).document == small()


@pytest.fixture
def nothing_kept(settings, tmp_path):
    """Have no file be left where the site writes."""
    settings.VAR_DIR = settings.MEDIA_ROOT = tmp_path
    yield
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("file", POLYGLOTS.values(), ids=POLYGLOTS.keys())
@pytest.mark.parametrize("way", ["guide", "sheet"])
@pytest.mark.parametrize("name", ["x.xlsx", "x.json", "../../x.html", "x.svg\x00.xlsx"])
def test_polyglots_are_refused_and_kept_nowhere(desk, nothing_kept, way, file, name):
    before = Revision.objects.count()

    page = desk.post(f"/admin/exchange/{way}/", {"file": SimpleUploadedFile(name, file)})

    assert page.status_code == 422
    assert "pwned(1)</script>" not in page.text
    assert Revision.objects.count() == before


def test_a_workbook_behind_something_else_is_a_workbook_at_most():
    """Archives are read from their end: what stands before is passed over, never shown to anybody."""
    assert brought(joined(PNG), small()).document == small()


@pytest.mark.parametrize("name", ["../../evil.html", "/etc/cron.d/x", "xl/../../x", "xl/\x00x"])
def test_names_within_an_archive_lead_nowhere(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    content = io.BytesIO(workbook(small()))
    with ZipFile(content, "a") as packed:
        packed.writestr(name, SCRIPT)

    assert brought(content.getvalue(), small()).document == small()
    assert list(tmp_path.rglob("*")) == []
