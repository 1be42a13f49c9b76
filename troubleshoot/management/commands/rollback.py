"""Publishes an old release anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from troubleshoot.publishing import publish as publishing
from troubleshoot.publishing.loading import DamagedReleaseError

from .publish import refused, said, short_note, user_named


class Command(BaseCommand):
    """The old document gets a new number; nothing is deleted, and the drafts stay."""

    help = "前の公開版の内容を、新しい番号で公開し直します。下書きはそのままです。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help="戻したい公開版の番号。")
        parser.add_argument("--note", default="", help="メモ(300字まで)。なければ番号を書きます。")
        parser.add_argument("--actor", metavar="USERNAME", help="戻した人として記録する利用者。")

    def handle(self, *_args: Any, **options: Any) -> None:
        number = options["number"]
        note = short_note(options["note"]) or f"{number}番に戻しました"
        try:
            published = publishing.rollback(number, actor=user_named(options["actor"]), note=note)
        except publishing.NoSuchReleaseError as failure:
            message = f"{number}番の公開版はありません。"
            raise CommandError(message) from failure
        except publishing.PublishRefused as refusal:
            raise CommandError(refused(refusal)) from refusal
        except (publishing.PublishConflict, DamagedReleaseError) as failure:
            raise CommandError(str(failure)) from failure
        self.stdout.write(said(published))
