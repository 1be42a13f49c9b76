"""Looks whether the links that lead out of the site still lead somewhere."""

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.timezone import localdate

from troubleshoot.publishing import outcomes, outside
from troubleshoot.publishing.checks import links as own_links
from troubleshoot.publishing.compile import compile_document


class Command(BaseCommand):
    """Prints what an editor should look at; without a network it says so, and fails nothing."""

    help = "原因・手順・回線のリンクが生きているかを確かめ、結果を管理画面にも残します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=_seconds, default=120.0, help="長くてもこの秒数で終わります(標準は120)。")

    def handle(self, *_args: Any, **options: Any) -> None:
        document = compile_document()
        done = outcomes.look(document, outcomes.file(), at=localdate(), seconds=options["seconds"])
        for finding in own_links.broken(document):
            self.stdout.write(str(finding))
        known, found = outcomes.known(outcomes.file()), outside.links(document)
        for url, places in found.items():
            if url in known and known[url].fate.what != "works":
                fate = known[url].fate
                where = "、".join("/".join(place) for place in places)
                self.stdout.write(f"{fate.what} {fate.detail} {url} {where} {known[url].day}")
        self.stdout.write(str(done))


def _seconds(text: str) -> float:
    """Return a number of seconds that is more than none."""
    seconds = float(text)
    if not seconds > 0:
        message = "0より大きい秒数を書いてください。"
        raise ArgumentTypeError(message)
    return seconds
