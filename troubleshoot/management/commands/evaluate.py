"""Prints what a guide costs its readers."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from troubleshoot import engine
from troubleshoot.engine import graph
from troubleshoot.publishing import loading
from troubleshoot.publishing.compile import Document, compile_document


class Command(BaseCommand):
    """Shows expected minutes: as the guide asks and advises, at best, and without it."""

    help = "案内が読者にかける見込みの時間を計算します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("guide", metavar="SLUG", help="案内のスラッグ。")
        parser.add_argument("--draft", action="store_true", help="公開版でなく、いまの下書きで計算します。")
        parser.add_argument("--json", action="store_true", help="数だけをJSONで書き出します。")

    def handle(self, *_args: Any, **options: Any) -> None:
        document = compile_document() if options["draft"] else _newest()
        found = engine.evaluate(_guide(document, options["guide"]))
        if not found.best:
            raise CommandError("候補の原因に見込みがないので、計算できません。")
        self.stdout.write(json.dumps(asdict(found)) if options["json"] else _told(found))


def _newest() -> Document:
    """Return the newest release's document. Raises CommandError."""
    try:
        newest = loading.newest()
    except loading.DamagedReleaseError as failure:
        raise CommandError(str(failure)) from failure
    if newest is None:
        raise CommandError("まだ何も公開されていません。--draft で下書きを計算できます。")
    return dict(newest.document)


def _guide(document: Document, slug: str) -> engine.Guide:
    """Return a guide that can be gone through to its ends. Raises CommandError."""
    try:
        guide = engine.load(document).guides.get(slug)
    except engine.DocumentError as failure:
        raise CommandError("\n".join(["先に次を直してください。", *failure.problems])) from failure
    if guide is None:
        known = "、".join(document["guides"]) or "なし"
        raise CommandError(f"{slug} という案内はありません。ある案内: {known}")
    if circle := graph.cycle(guide):
        raise CommandError(f"質問が輪になっています: {' → '.join(circle)}。先に直してください。")
    return guide


def _told(found: engine.Evaluation) -> str:
    return (
        "解決するまでの見込み(1人あたり、ほかの入り方の分も)\n"
        f"  この案内      {found.ours:.1f}分(質問{found.questions:.1f}個の時間を含む)\n"
        f"  最善の順      {found.best:.1f}分(答えがすべてわかっているとき)\n"
        f"  一覧の上から  {found.catalogue:.1f}分(質問なし)\n"
        f"この案内は最善の{found.ours / found.best:.2f}倍、一覧はこの案内の{found.catalogue / found.ours:.2f}倍です。"
    )
