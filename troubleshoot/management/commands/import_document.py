"""Replaces the drafts by a document, or parts of them by a guide's file or a spreadsheet."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from troubleshoot.publishing.compile import Document, compile_document
from troubleshoot.publishing.diff import difference
from troubleshoot.publishing.exchange import guide, reading, sheet
from troubleshoot.publishing.formats import MOST_BYTES, FormatError, read
from troubleshoot.publishing.importing import ImportRefused, problems, rewrite
from troubleshoot.publishing.transactions import ConflictError, DiskFullError

type Change = Callable[[Document], Document]


class Command(BaseCommand):
    """Writes wholly or not at all; a dry run prints what would change."""

    help = "JSONの文書で下書きを置き換え、文書にないものは消します。表(.xlsx)なら原因と手順だけ。公開はしません。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="export_document が書き出した文書か表。")
        parser.add_argument("--dry-run", action="store_true", help="書き込まずに、何が変わるかだけを示します。")
        parser.add_argument("--guide", action="store_true", help="文書にある案内と原因だけを置き換え、ほかは残します。")
        parser.add_argument("--removing", action="store_true", help="表から消した手順を、下書きからも消します。")

    def handle(self, *_args: Any, **options: Any) -> None:
        content = _content(options["file"])
        try:
            change = _change(content, options)
            if options["dry_run"]:
                self._show(change)
                return
            rewrite(change, actor=None, note=f"import_document {options['file'].name}")
        except (FormatError, ImportRefused, reading.SheetError, sheet.SheetRefused, DiskFullError) as refusal:
            message = f"取り込みませんでした。\n{refusal}"
            raise CommandError(message) from refusal
        except ConflictError as conflict:
            message = "ほかの人が保存しているので取り込めませんでした。少し待って、もう一度試してください。"
            raise CommandError(message) from conflict
        self.stdout.write("下書きを文書で置き換えました。公開するには publish を使ってください。")

    def _show(self, change: Change) -> None:
        drafts = compile_document()
        document = change(drafts)
        if findings := problems(document):
            raise ImportRefused(findings)
        self.stdout.write("\n".join(map(str, difference(drafts, document))) or "下書きと同じです。何も変わりません。")


def _change(content: bytes, options: dict[str, Any]) -> Change:
    """Return what a file makes of the drafts. Raises FormatError."""
    if options["file"].suffix == ".xlsx":
        return lambda drafts: sheet.brought(content, drafts, removing=options["removing"]).document
    document = read(content)
    return (lambda drafts: guide.over(drafts, document)) if options["guide"] else lambda _: document


def _content(path: Path) -> bytes:
    """Return a file's bytes, one more than may be read at most."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as failure:
        message = f"{path} を読めません: {failure.strerror}"
        raise CommandError(message) from failure
