"""Takes the second factors from an account whose owner lost them: the way back for the last owner."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from troubleshoot.door import factors, locks, sessions


class Command(BaseCommand):
    """Takes app, passkeys and codes away; the account is entered by its password until it has new ones."""

    help = "アカウントの二段階の確認(認証アプリ、パスキー、予備のコード)を全部外し、入っていた機器から出します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="ユーザー名。")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["name"]).first()
        if user is None:
            raise CommandError(f"{options['name']} というアカウントはありません。")
        count = factors.remove_all(user)
        ended = sessions.end(user)
        locks.forget(user.get_username())
        self.stdout.write(f"{user}: {count}個外し、{ended}台から出しました。次はパスワードだけで入れます。")
