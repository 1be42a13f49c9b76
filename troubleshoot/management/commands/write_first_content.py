"""Writes the drafts back as the first content."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from troubleshoot.publishing.first import write_content


class Command(BaseCommand):
    """The way back from load_first_content, for whoever edits the content in a scratch site."""

    help = "いまの下書きを、最初の内容のファイル(fixtures)として書き出します。"

    def add_arguments(self, parser: CommandParser) -> None:
        default = Path(settings.BASE_DIR) / "fixtures"
        parser.add_argument("folder", nargs="?", type=Path, default=default, help="書き出す先。なければ fixtures。")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            write_content(options["folder"])
        except OSError as failure:
            message = f"{options['folder']} に書けません: {failure.strerror}"
            raise CommandError(message) from failure
