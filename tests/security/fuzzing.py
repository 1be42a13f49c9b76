"""What the coverage-guided fuzzer calls with bytes: whatever they are, nothing but a refusal in words may come out.

``python -m tests.security.fuzzing TARGET SECONDS FOLDER`` tries for so long, beginning with the target's corpus; what
breaks it is written into the folder. Linux alone has the fuzzer (Atheris, libFuzzer).
"""

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from zipfile import ZIP_STORED

CORPUS = Path(__file__).with_name("corpus")
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
type Target = Callable[[bytes], None]


def targets() -> Mapping[str, Callable[[], Target]]:
    """Return what makes each target, by its name; it imports what it tries, so that who measures is there before."""
    return {"replay": replay, "document": document, "sheet": sheet, "query": query}


def replay() -> Target:
    """Try a walk: whatever a query says, the address of where it leads says the same again."""
    from tests.publishing.documents import small
    from troubleshoot import addresses, engine

    guide = engine.load(small()).guides["sms"]

    def target(data: bytes) -> None:
        given = addresses.read(data)
        written = engine.address(engine.replay(guide, given.answers, given.tried))
        path, _, query = written.partition("?")
        again = addresses.read(query.encode())
        at = path.split("/")[4] if "/walk/" in path else None
        assert engine.address(engine.replay(guide, again.answers, again.tried, at)) == written

    return target


def document() -> Target:
    """Try a guide's file: it is refused, or becomes a document that can be judged."""
    from tests.publishing.documents import small
    from troubleshoot.publishing import formats
    from troubleshoot.publishing.checks import links, references, shape
    from troubleshoot.publishing.exchange import guide
    from troubleshoot.publishing.importing import ImportRefused

    drafts = small()

    def target(data: bytes) -> None:
        with suppress(formats.FormatError, ImportRefused):
            found = guide.over(drafts, formats.read(data))
            list(shape.check(found) or (*references.unknown(found), *links.had_twice(found)))

    return target


def sheet() -> Target:
    """Try a workbook, or a sheet's rows alone, around which its workbook is put."""
    from tests.publishing.documents import small
    from tests.publishing.workbooks import repacked
    from troubleshoot.publishing.checks import references
    from troubleshoot.publishing.exchange.reading import SheetError
    from troubleshoot.publishing.exchange.sheet import SheetRefused, brought
    from troubleshoot.publishing.exchange.writing import workbook

    drafts, book = small(), workbook(small())

    def target(data: bytes) -> None:
        content = data
        if not data.startswith(b"PK"):
            rows = data.decode(errors="replace")
            whole = f"<worksheet xmlns='{NAMESPACE}'><sheetData>{rows}</sheetData></worksheet>"
            content = repacked(book, {"xl/worksheets/sheet1.xml": whole}, ZIP_STORED)
        with suppress(SheetError, SheetRefused):
            list(references.unknown(brought(content, drafts).document))

    return target


def query() -> Target:
    """Try a search: what it marks is the whole of each title."""
    from tests.search.releases import INDEX
    from troubleshoot.search import find

    def target(data: bytes) -> None:
        for one in find(INDEX, data.decode(errors="replace")).found:
            assert "".join(piece.text for piece in one.title_pieces) == one.title
            assert "".join(piece.text for piece in one.excerpt_pieces) == one.excerpt

    return target


def set_up() -> None:
    """Have Django know its settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()


def main() -> None:
    """Fuzz one target."""
    import atheris

    name, seconds, folder = sys.argv[1:]
    with atheris.instrument_imports(include=["troubleshoot"]):
        set_up()
        target = targets()[name]()
    found = Path(folder) / "found"
    found.mkdir(exist_ok=True)
    bounds = [f"-max_total_time={seconds}", "-timeout=5", "-rss_limit_mb=2048", "-max_len=4096", "-verbosity=0"]
    atheris.Setup(
        [sys.argv[0], *bounds, "-print_final_stats=1", f"-artifact_prefix={folder}/", str(found), str(CORPUS / name)],
        target,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
