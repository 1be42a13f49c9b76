"""Puts a backup into a database."""

from pathlib import Path
from time import monotonic
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from troubleshoot.keeping import archive, restore
from troubleshoot.publishing import loading

_REFUSALS = (
    archive.DamagedBackupError,
    archive.UnknownFormatError,
    restore.OtherProgramError,
    restore.UnfitError,
)


class Command(BaseCommand):
    """Restores all or nothing, and never over content unless told so; why not ``loaddata``: see ``backup``."""

    help = "backup が書き出したファイルを空のデータベースに戻します。表がなければ作り、プログラムの版に合わせます。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="backup が書き出したファイル。")
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--check", action="store_true", help="ファイルが無事かを確かめるだけで、戻しません。")
        choice.add_argument(
            "--replace-everything", action="store_true", help="いまデータベースにあるものを全部捨てて戻します。"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as file:
                if options["check"]:
                    self._check(file)
                else:
                    self._restore(file, replacing=options["replace_everything"])
        except OSError as failure:
            raise CommandError(f"{options['file']} を読めません: {failure.strerror}") from failure
        except restore.HoldsContentError as refusal:
            raise CommandError(f"{refusal}\n全部捨てて戻すなら --replace-everything を付けてください。") from refusal
        except _REFUSALS as refusal:
            raise CommandError(str(refusal)) from refusal

    def _check(self, file: IO[bytes]) -> None:
        header, counts = archive.verify(file)
        self.stdout.write(f"無事です。{header.made_at} のもので、中身は次のとおりです。")
        for name, count in counts.items():
            self.stdout.write(f"{count:>10,} {name}")

    def _restore(self, file: IO[bytes], *, replacing: bool) -> None:
        began = monotonic()
        header, counts = restore.restore(file, replacing=replacing)
        rows, seconds = sum(counts.values()), monotonic() - began
        self.stdout.write(f"{header.made_at} の{len(counts)}の表の{rows:,}行を戻しました({seconds:.1f}秒)。")
        self.stdout.write("動いているサーバーは、起動し直してください。")
        try:
            newest = loading.newest()
        except loading.DamagedReleaseError as damage:
            raise CommandError(f"戻しましたが、バックアップのときから {damage}") from damage
        self.stdout.write(
            f"最新の公開版は{newest.number}番({newest.digest})です。" if newest else "公開版はありません。"
        )
