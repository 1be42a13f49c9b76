"""Writes readers' pages as plain files, for the day all else is down."""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from helpcenter.mirror.asking import MirrorError
from helpcenter.mirror.exporting import export
from helpcenter.mirror.walks import FURTHER
from troubleshoot.snapshot import NoSnapshotError


class Command(BaseCommand):
    """Tells how far it is, then what was written; a mirror that is up to date is left as it is."""

    help = "Write guides, causes, carriers and walks as plain files for nginx or a CDN: docs/operators/mirror.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="where to; replaced whole once all is written")
        parser.add_argument(
            "--walks",
            type=int,
            metavar="N",
            help=f"at most N walks a guide, the likeliest (default: all up to the first advice and {FURTHER} further)",
        )
        parser.add_argument(
            "--processes", type=int, metavar="N", default=os.cpu_count() or 1, help="that make pages side by side"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        began, folder = timezone.now(), options["folder"].absolute()
        signal.signal(signal.SIGTERM, _stop)
        try:
            written = export(
                folder, began, at_most=options["walks"], processes=options["processes"], tell=self.stdout.write
            )
        except (MirrorError, NoSnapshotError, OSError) as failure:
            raise CommandError(f"Nothing was written. {failure}") from failure
        if written is None:
            self.stdout.write(f"{folder} holds what is published already.")
            return
        seconds = (timezone.now() - began).total_seconds()
        size = f"{written.files} files, {written.bytes / 1e6:.0f} MB, {seconds:.0f} s"
        self.stdout.write(f"Release {written.release} is in {folder}: {size}. Every link leads to a file.")


def _stop(*_args: object) -> None:
    """Leave as after Ctrl+C: what was begun is removed."""
    sys.exit(128 + signal.SIGTERM)
