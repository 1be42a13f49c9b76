"""A megabyte of hostile input costs no parser of ours 0.2 s, or is refused at its bound."""

import ast
import importlib
import inspect
import io
import json
import pkgutil
import re
import subprocess
import time
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

import helpcenter
import troubleshoot
from tests.front.asking import ask
from tests.publishing.documents import small
from tests.publishing.workbooks import repacked
from tests.scale import scaled
from tests.search.releases import INDEX
from tests.servers import ROOT
from tests.views.conftest import served  # noqa: F401
from troubleshoot import addresses, engine, snapshot
from troubleshoot.incidents.sources import FeedError
from troubleshoot.incidents.sources import read as read_feed
from troubleshoot.insight.misses import countable
from troubleshoot.publishing import formats
from troubleshoot.publishing.exchange import guide as guide_file
from troubleshoot.publishing.exchange.reading import SheetError
from troubleshoot.publishing.exchange.sheet import SheetRefused, brought
from troubleshoot.publishing.exchange.writing import workbook
from troubleshoot.publishing.importing import ImportRefused
from troubleshoot.search import find
from troubleshoot.views.sending import LONGEST

pytestmark = pytest.mark.usefixtures("quiet")

MEGABYTE = 1_000_000
#: Of the processor; beside a run of all tests it is slower.
MOST_SECONDS = scaled(0.2, 0.4)
#: What is hard on parsers, each repeated to a megabyte.
PUMPS = {
    "pairs": "a=b&", "ands": "&", "commas": ",", "semicolons": ";", "quotes": '"', "percents": "%", "broken": "%f",
    "opened": "<", "tags": "<a", "closed": "<a>", "ends": "</", "entities": "&#1;", "named": "&amp", "comments": "<!--",
    "brackets": "[", "braces": '{"a":', "letters": "a", "digits": "1", "spaces": " ", "lines": "\n", "kana": "ァ",
    "kanji": "漢", "readings": "漢《か", "marks": "か\u3099", "wide": "ﷺ", "mails": "a@", "domains": "a.",
    "emoji": "👩‍👩‍👧", "weights": "br;q=0.", "etags": '"a", W/', "nulls": "\0", "hyphens": "ー-", "mixed": "a1",
}  # fmt: skip
TRIED = dict(list(PUMPS.items())[:: scaled(1, 4)])
pumped = pytest.mark.parametrize("pump", TRIED.values(), ids=TRIED)


def filled(pump, size=MEGABYTE):
    """Return a text of a pump again and again, as long as its bytes allow."""
    return pump * (size // len(pump.encode()))


def seconds(work):
    """Return the processor's time that some work takes at least, of three times."""
    taken = []
    for _ in range(3):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
        if taken[-1] < MOST_SECONDS / 2:
            break
    return min(taken)


def refused(work, *refusals):
    """Return some work that may end in a refusal in words."""

    def trying():
        with suppress(*refusals):
            work()

    return trying


@pumped
def test_query(front, pump):
    text = quote(filled(pump), safe='&=;,%<>"[]{}')

    for path in (
        "/guides/x-sms/walk/",
        "/guides/x-sms/",
        "/search/",
        "/api/v1/search/",
        "/api/v1/guides/x-sms/walk/",
        "/",
    ):
        assert ask(front, f"{path}?q={text}").status == 414
        assert seconds(lambda at=path: ask(front, f"{at}?{text[:8190]}")) < MOST_SECONDS


@pumped
def test_form(front, pump):
    for form in ("report", "feedback", "took", "too"):
        for size in (MEGABYTE, LONGEST):
            body = f"cause=intl-block&verdict=solved&feedback.text={filled(pump, size - 60)}".encode()

            assert ask(front, f"/guides/x-sms/{form}/", "POST", body).status in {303, 422, 429}
            assert seconds(lambda to=form, b=body: ask(front, f"/guides/x-sms/{to}/", "POST", b)) < MOST_SECONDS


@pumped
@pytest.mark.parametrize(
    "name", ["accept_encoding", "if_none_match", "host", "cookie", "x_forwarded_for", "x_request_id", "origin", "range"]
)
def test_header(front, name, pump):
    text = filled(pump).encode().decode("latin-1")

    assert seconds(lambda: ask(front, "/guides/x-sms/", **{name: text})) < MOST_SECONDS


@pumped
def test_search(pump):
    text = filled(pump)

    assert seconds(lambda: find(INDEX, text)) < MOST_SECONDS
    assert seconds(lambda: countable(find(INDEX, text).query)) < MOST_SECONDS


@pumped
def test_walk_of_whatever_stands_in_a_form(pump):
    guide = snapshot.held().releases["ja"].guides["x-sms"]
    given = addresses.read(filled(pump, LONGEST).encode())

    assert seconds(lambda: addresses.read(filled(pump, LONGEST).encode())) < MOST_SECONDS
    assert seconds(lambda: engine.replay(guide, given.answers, given.tried)) < MOST_SECONDS


def documents():
    """Return megabytes that might be a document, by what is wrong with them."""
    text = {"ja": filled("漢《か", MEGABYTE - 10_000)}
    told = small()
    told["causes"]["filter"]["summary"] = text
    yield "one long text", told
    many = small()
    many["guides"]["sms"]["notes"] *= 6000
    yield "a list of thousands", many
    odd = small()
    odd["causes"] |= {f"c{number}": {"a": 1} for number in range(50_000)}
    yield "thousands of no causes", odd
    unknown = small() | {f"k{number}": [] for number in range(60_000)}
    yield "thousands of names", unknown


@pytest.mark.parametrize(("why", "document"), list(documents()), ids=lambda one: one if isinstance(one, str) else "")
def test_document_import(why, document):
    content = json.dumps(document, ensure_ascii=False).encode()[:MEGABYTE]

    work = refused(lambda: guide_file.over(small(), formats.read(content)), formats.FormatError, ImportRefused)
    assert seconds(work) < MOST_SECONDS, why
    whole = json.dumps(document, ensure_ascii=False).encode()
    assert seconds(refused(lambda: formats.read(whole), formats.FormatError)) < MOST_SECONDS * len(whole) / MEGABYTE
    shape = refused(lambda: guide_file.over(small(), formats.read(whole)), formats.FormatError, ImportRefused)
    assert seconds(shape) < MOST_SECONDS * max(1, len(whole) / MEGABYTE), why


@pumped
def test_document_import_of_no_document(pump):
    for before, after in (("", ""), ('{"format": 2, "guides": "', '"}'), ('{"format": 2, "guides": ', "}"), ("[", "]")):
        content = f"{before}{filled(pump)}{after}".encode()

        work = refused(
            lambda of=content: guide_file.over(small(), formats.read(of)), formats.FormatError, ImportRefused
        )
        assert seconds(work) < MOST_SECONDS


NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEETS = {
    "cells": ("<row>", "<c t='inlineStr'><is><t>a</t></is></c>", "</row>"),
    "rows": ("", "<row><c t='inlineStr'><is><t>a</t></is></c></row>", ""),
    "empty rows": ("", "<row/>", ""),
    "nested": ("", "<row>", ""),
    "text": ("<row><c t='inlineStr'><is><t>", "a", "</t></is></c></row>"),
    "entities": ("<row><c t='inlineStr'><is><t>", "&#65;", "</t></is></c></row>"),
    "attributes": ("<row ", "a='b' ", "/>"),
    "comments": ("<!--", "- ", "-->"),
    "far columns": ("<row>", "<c r='XFD1'><v>1</v></c>", "</row>"),
    "far rows": ("", "<row r='1048576'><c><v>1</v></c></row>", ""),
}


@pytest.mark.parametrize("kind", SHEETS)
def test_spreadsheet_import(kind):
    before, pump, after = SHEETS[kind]
    sheet = f"<worksheet xmlns='{NAMESPACE}'><sheetData>{before}{filled(pump)}{after}</sheetData></worksheet>"
    content = repacked(workbook(small()), {"xl/worksheets/sheet1.xml": sheet}, zipfile.ZIP_STORED)

    assert seconds(refused(lambda: brought(content, small()), SheetError, SheetRefused)) < MOST_SECONDS


@pumped
def test_spreadsheet_import_of_no_spreadsheet(pump):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as file:
        file.writestr("[Content_Types].xml", filled(pump))
        file.writestr("xl/workbook.xml", filled(pump))

    for content in (filled(pump).encode(), packed.getvalue(), packed.getvalue()[:-10]):
        assert seconds(refused(lambda of=content: brought(of, small()), SheetError, SheetRefused)) < MOST_SECONDS


AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pumped
def test_feed_of_another(pump):
    text = filled(pump)
    told = {"id": "a", "name": text, "status": "investigating", "components": [], "incident_updates": [{"body": text}]}
    entry = f"<entry><id>a</id><title>t</title><updated>2026-11-25T02:55:00Z</updated><content>{text}</content></entry>"
    escaped = entry.replace("<content>", "<content><![CDATA[").replace("</content>", "]]></content>").replace("\0", "")
    for body in (
        json.dumps({"incidents": [told]}).encode(),
        json.dumps({"incidents": [told]}).encode()[:-9],
        f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'.encode(),
        f'<feed xmlns="http://www.w3.org/2005/Atom">{escaped}</feed>'.encode(),
        text.encode(),
        b"{" + text.encode(),
    ):
        assert seconds(refused(lambda of=body: list(read_feed(of, AT)), FeedError)) < MOST_SECONDS


@pytest.mark.parametrize("many", ["incidents", "entries", "components", "updates"])
def test_feed_of_another_that_tells_a_lot(many):
    one = {"id": "a", "name": "n", "status": "investigating", "incident_updates": [{"body": "b"}], "components": []}
    bodies = {
        "incidents": json.dumps({"incidents": [one] * (MEGABYTE // len(json.dumps(one)))}).encode(),
        "components": json.dumps({"incidents": [{**one, "components": [{"name": "<a>"}] * 50_000}]}).encode(),
        "updates": json.dumps({"incidents": [{**one, "incident_updates": [{"body": "<a>"}] * 50_000}]}).encode(),
        "entries": b'<feed xmlns="http://www.w3.org/2005/Atom">%b</feed>'
        % (b"<entry><id>a</id><title>a</title><updated>2026-11-25T02:55:00Z</updated></entry>" * 12_000),
    }

    assert seconds(refused(lambda: list(read_feed(bodies[many], AT)), FeedError)) < MOST_SECONDS


#: Filters and functions whose time grows with more than their input's length, or that were slow again and again.
SLOW = re.compile(r"truncate(?:chars|words)_html|urlizetrunc|urlize|striptags|strip_tags|html=True")


def test_no_slow_filter_is_used():
    listed = subprocess.run(["git", "ls-files", "*.py", "*.html"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = [ROOT / name for name in listed.stdout.split() if not name.startswith(("tests/", "benchmarks/"))]

    assert len(files) > 200
    assert [file.name for file in files if SLOW.search(file.read_text())] == []


def test_markdown_is_drawn_of_our_own_manuals_alone():
    using = {
        file.relative_to(ROOT).as_posix()
        for package in ("troubleshoot", "helpcenter")
        for file in (ROOT / package).rglob("*.py")
        if "markdown_it" in file.read_text()
    }

    assert using == {"troubleshoot/admin/manuals.py"}


#: Patterns that see only what our own templates drew, escaped, or files of ours; what nobody outside can write.
OURS = {
    "helpcenter.mirror.rewriting",
    "troubleshoot.admin.glimpse",
    "troubleshoot.views.reader.furigana._BARE",
    "troubleshoot.views.tokens",
}
#: Patterns that see no more signs than this.
BOUNDED = {
    "troubleshoot.insight.blanking._TAKEN": 3600,  # 300 of a text; 200 of a query, each of which may become eighteen
    "troubleshoot.publishing.checks.texts._AFTER": 300,
}


def patterns():
    """Yield all patterns of ours by name, with how they are used: what is matched from its start alone grows less."""
    for package in (helpcenter, troubleshoot):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name and not module.name.endswith(("gunicorn_conf", ".wsgi", ".asgi")):
                for name, value in vars(importlib.import_module(module.name)).items():
                    if isinstance(value, re.Pattern) and not {module.name, f"{module.name}.{name}"} & OURS:
                        source = inspect.getsource(importlib.import_module(module.name))
                        used = set(re.findall(rf"\b{name}\.(\w+)", source))
                        full = f"{module.name}.{name}"
                        yield pytest.param(full, value, bool(used) and used <= {"match", "fullmatch"}, id=full)


def attacks(pattern):
    """Return what might take a pattern long: its own signs and words, alone and in pairs."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    words = [word for word in re.findall(r"[^\\\[\](){}|?*+^$.]{2,}", source) if len(word) < 30][:8]
    signs = sorted({*re.findall(r"[^\\\[\](){}|?*+^$.A-Za-z0-9]", source)})[:12]
    signs += [
        "a",
        "A",
        "1",
        " ",
        "\n",
        ".",
        "<",
        "/",
        "漢",
        "か",
        "ー",
        "a1",
        "a.",
        "1-",
        "a ",
        "漢《か",
        "《",
        "((",
        "\\",
    ]
    return [*signs, *words, *(first + "a" for first in words), *(first + " " for first in words)]


@pytest.mark.parametrize(("name", "pattern", "is_matched"), list(patterns()))
def test_no_pattern_takes_longer_than_in_proportion(name, pattern, is_matched):
    most = BOUNDED.get(name, 40_000)

    def taken(pump, size):
        text = pump * (size // len(pump)) + "\x01"
        given = text if isinstance(pattern.pattern, str) else text.encode()
        if is_matched:
            return seconds(lambda: (pattern.match(given), pattern.fullmatch(given)))
        return seconds(lambda: sum(1 for _ in pattern.finditer(given)))

    for pump in attacks(pattern):
        size = 1_250
        while size < most and taken(pump, size) < 0.02:  # a pattern that grows too fast is found while it is quick
            size *= 2
        took = taken(pump, min(size, most))
        if took >= 0.02:
            half = taken(pump, size // 2)
            assert (took < 3 * half) if name not in BOUNDED else (took < MOST_SECONDS), (pump, size, took, half)


def test_every_pattern_stands_where_this_test_finds_it():
    inline = []
    for package in ("troubleshoot", "helpcenter"):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
                if called.startswith("re.") and called not in {"re.compile", "re.escape"}:
                    inline.append((file.name, ast.unparse(node)))

    # Each on a file or a table of ours, or once from the start of a cell.
    assert {file for file, _ in inline} == {"before.py", "rows.py", "synonyms.py", "values.py"}, inline
