"""Lets somebody in again who was locked out by too many tries."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from troubleshoot import auditing
from troubleshoot.door import locks


class Command(BaseCommand):
    """Forgets the tries that failed at an account's password and codes, or all there are."""

    help = "続けて違ったために入れなくなったアカウントに、すぐ入れるようにします。"

    def add_arguments(self, parser: CommandParser) -> None:
        whom = parser.add_mutually_exclusive_group(required=True)
        whom.add_argument("name", nargs="?", help="ユーザー名。")
        whom.add_argument("--all", action="store_true", help="すべてのアカウントとネットワーク。")

    def handle(self, *_args: Any, **options: Any) -> None:
        name: str | None = options["name"]
        locks.forget(name)
        auditing.record(auditing.Act.UNLOCKED, name or "*")
        self.stdout.write(f"{name} は、もう一度ためせます。" if name else "みな、もう一度ためせます。")
