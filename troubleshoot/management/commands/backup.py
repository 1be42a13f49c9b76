"""Writes the whole database, but for the sessions, as one file."""

from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from troubleshoot.keeping import backup
from troubleshoot.snapshot.localfile import whole


class Command(BaseCommand):
    """Writes wholly or not at all, from one state of the tables, while the site serves and editors write.

    Not ``dumpdata``: that cuts times to milliseconds, reads with the models of today's code whatever tables the
    database has, writes neither format nor digest, and ``loaddata`` then asks the database twice for each row. What
    Django has for the hard part is used: each field writes and reads its own values. Not ``pg_dump`` or SQLite's own
    copy either: neither goes from one database to the other.
    """

    help = "データベースの中身を、ログイン中の記録を除いて一つのファイルに書き出します。サイトは止めなくてよいです。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("to", type=Path, help="書き出す先のファイルか、フォルダ(名前は時刻から付けます)。")

    def handle(self, *_args: Any, **options: Any) -> None:
        began, at = monotonic(), timezone.now()
        target: Path = options["to"]
        if target.is_dir():
            target /= f"helpcenter-{timezone.localtime(at):%Y%m%d-%H%M%S}.jsonl.gz"
        if target.exists():
            raise CommandError(f"{target} はもうあります。別の名前にしてください。")
        try:
            with whole(target) as file:
                counts = backup.back_up(file, at)
        except OSError as failure:
            raise CommandError(f"{target} に書けません: {failure.strerror}") from failure
        except backup.NothingToKeepError as refusal:
            raise CommandError(str(refusal)) from refusal
        cost = f"{target.stat().st_size:,}バイト、{monotonic() - began:.1f}秒"
        self.stdout.write(f"{len(counts)}の表の{sum(counts.values()):,}行を {target} に書き出しました({cost})。")
