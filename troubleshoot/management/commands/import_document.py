"""Replaces the drafts by a document."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.diff import difference
from troubleshoot.publishing.formats import MOST_BYTES, FormatError, read
from troubleshoot.publishing.importing import ImportRefused, import_document, problems
from troubleshoot.publishing.transactions import ConflictError


class Command(BaseCommand):
    """Writes wholly or not at all; a dry run prints what would change."""

    help = "JSONの文書で下書きを置き換えます。文書にないものは消えます。公開はしません。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="export_document が書き出した文書。")
        parser.add_argument("--dry-run", action="store_true", help="書き込まずに、何が変わるかだけを示します。")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            document = read(_content(options["file"]))
            if options["dry_run"]:
                self._show(document)
                return
            import_document(document, actor=None, note=f"import_document {options['file'].name}")
        except (FormatError, ImportRefused) as refusal:
            message = f"取り込みませんでした。\n{refusal}"
            raise CommandError(message) from refusal
        except ConflictError as conflict:
            message = "ほかの人が保存しているので取り込めませんでした。少し待って、もう一度試してください。"
            raise CommandError(message) from conflict
        self.stdout.write("下書きを文書で置き換えました。公開するには publish を使ってください。")

    def _show(self, document: dict[str, Any]) -> None:
        if findings := problems(document):
            raise ImportRefused(findings)
        changes = difference(compile_document(), document)
        self.stdout.write("\n".join(map(str, changes)) or "下書きと同じです。何も変わりません。")


def _content(path: Path) -> bytes:
    """Return a file's bytes, one more than may be read at most."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as failure:
        message = f"{path} を読めません: {failure.strerror}"
        raise CommandError(message) from failure
