"""Lets somebody in again who was locked out by too many tries."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from troubleshoot import auditing
from troubleshoot.door import locks


class Command(BaseCommand):
    """Forgets the tries that failed at an account's password and codes."""

    help = "続けて違ったために入れなくなったアカウントに、すぐ入れるようにします。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="ユーザー名。")

    def handle(self, *_args: Any, **options: Any) -> None:
        locks.forget(options["name"])
        auditing.record(auditing.Act.UNLOCKED, options["name"])
        self.stdout.write(f"{options['name']} は、もう一度ためせます。")
