"""Prints what verdicts propose for a guide's numbers, and accepts it into the drafts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from troubleshoot import engine
from troubleshoot.engine import accepting
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.importing import ImportRefused
from troubleshoot.publishing.learning import Learned, accept, learned
from troubleshoot.publishing.shown import ChangedMeanwhile
from troubleshoot.publishing.transactions import ConflictError


class Command(BaseCommand):
    """Shows what a guide learned; changes nothing unless told to."""

    help = "読者の結果から学んだ数を、編集部の数と並べて書き出します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("guide", metavar="SLUG", help="案内のスラッグ。")
        parser.add_argument("--accept", action="store_true", help="提案をぜんぶ下書きに受け入れます。公開はしません。")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = _learned(options["guide"])
        self.stdout.write(f"読者{found.proposal.walks:.0f}人分の歩みから({found.guide.slug})")
        for line in _lines(found):
            self.stdout.write(line)
        if options["accept"]:
            self._accept(found)

    def _accept(self, found: Learned) -> None:
        try:
            changes = accept(found.guide.slug, found.changed, found.changed, seen=found.seen, actor=None)
        except ChangedMeanwhile as failure:
            raise CommandError("下書きがいま変わりました。もう一度実行してください。") from failure
        except (ImportRefused, ConflictError) as failure:
            raise CommandError(f"受け入れられませんでした: {failure}") from failure
        self.stdout.write("下書きに受け入れました。公開は publish で。" if changes else "受け入れるものはありません。")


def _learned(slug: str) -> Learned:
    """Return what a guide of the drafts learned. Raises CommandError."""
    drafts = compile_document()
    if slug not in drafts["guides"]:
        known = "、".join(drafts["guides"]) or "なし"
        raise CommandError(f"{slug} という案内はありません。ある案内: {known}")
    try:
        return learned(drafts, slug, timezone.now())
    except engine.DocumentError as failure:
        raise CommandError("\n".join(["先に次を直してください。", *failure.problems])) from failure


def _lines(found: Learned) -> list[str]:
    """Return a line for each number that would change; of a question, that its answers would."""
    now = accepting.values(found.draft)
    return [
        f"  {key}  いま {now[key]:g} → {value:g}" if isinstance(value, int | float) else f"  {key}  答えの効き目と割合"
        for key, value in found.changed.items()
    ] or ["  変わるものはありません。"]
