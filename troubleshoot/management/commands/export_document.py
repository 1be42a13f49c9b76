"""Writes a release, or the drafts, as one JSON document, or its causes as a spreadsheet."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from troubleshoot import engine
from troubleshoot.models import Release
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.exchange import guide, writing
from troubleshoot.publishing.formats import read


class Command(BaseCommand):
    """Writes canonical bytes: equal content gives equal files, whose SHA-256 is the release's digest."""

    help = "公開版(または下書き)をJSONの文書として書き出します。"

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--draft", action="store_true", help="公開版でなく、いまの下書きを書き出します。")
        which.add_argument("--release", type=int, metavar="N", help="N番の公開版を書き出します(なければ最新)。")
        parser.add_argument("--guide", metavar="SLUG", help="この案内と、その原因・回線・端末だけを書き出します。")
        parser.add_argument(
            "file", nargs="?", type=Path, help="書き出す先。.xlsx なら原因と手順の表になります。なければ標準出力。"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        content = engine.canonical_bytes(compile_document()) if options["draft"] else _released(options["release"])
        if options["guide"]:
            content = engine.canonical_bytes(_narrowed(read(content), options["guide"]))
        if options["file"] and options["file"].suffix == ".xlsx":
            content = _workbook(read(content))
        if options["file"] is None:
            sys.stdout.buffer.write(content)
            return
        try:
            options["file"].write_bytes(content)
        except OSError as failure:
            message = f"{options['file']} に書けません: {failure.strerror}"
            raise CommandError(message) from failure


def _narrowed(document: dict[str, Any], slug: str) -> dict[str, Any]:
    if slug not in document["guides"]:
        message = f"{slug} という案内はありません。"
        raise CommandError(message)
    return guide.narrowed(document, slug)


def _workbook(document: dict[str, Any]) -> bytes:
    try:
        return writing.workbook(document)
    except writing.TooLongError as failure:
        message = f"この文は長すぎて表に書けません: {failure}"
        raise CommandError(message) from failure


def _released(number: int | None) -> bytes:
    """Return a release's bytes as they were published, the newest by default."""
    releases = Release.objects.all() if number is None else Release.objects.filter(number=number)
    release = releases.newest()
    if release is None:
        message = "まだ何も公開されていません。" if number is None else f"{number}番の公開版はありません。"
        raise CommandError(message)
    return release.document.encode()
