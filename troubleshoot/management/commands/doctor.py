"""Says what is wrong with the installation, and what to do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from troubleshoot.doctor.base import are_wrong, told
from troubleshoot.doctor.every import judged


class Command(BaseCommand):
    """Prints a line a finding; ends with 1 where something is wrong."""

    help = "動かし方の悪い所と、その直し方を一行ずつ示します。異常があれば終了コードは1です。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="監視のために、JSONの一覧で書き出します。")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = list(judged())
        self.stdout.write(told(found, as_json=options["json"]))
        if number := are_wrong(found):
            raise CommandError(f"異常が{number}つあります。")
