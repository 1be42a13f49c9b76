"""Publishes the drafts, or chosen ones."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from troubleshoot.publishing import planning
from troubleshoot.publishing import publish as publishing
from troubleshoot.publishing.checks import Finding
from troubleshoot.publishing.loading import DamagedReleaseError
from troubleshoot.publishing.places import NAMES, TABLES


class Command(BaseCommand):
    """Shows what the checks found, then what was published, or why nothing was."""

    help = "下書きを検査して公開します。--guide などで選ぶと、ほかは公開中のまま残します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--note", default="", help="この公開についてのメモ(300字まで)。")
        for kind in TABLES.values():
            words = f"公開する{_(NAMES[kind])}。何度でも。"
            parser.add_argument(f"--{kind}", action="append", default=[], metavar="SLUG", help=words)
        parser.add_argument("--actor", metavar="USERNAME", help="公開した人として記録する利用者。")
        parser.add_argument(
            "--due", action="store_true", help=_("予約した公開のうち、時刻が来たものだけを公開します。")
        )
        parser.add_argument("--dry-run", action="store_true", help="公開せずに、検査の結果と変わる所を示します。")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["due"]:
            self._publish_due()
            return
        only = _selection(options)
        try:
            if options["dry_run"]:
                self._show(only)
                return
            actor = user_named(options["actor"])
            published = publishing.publish(actor=actor, note=short_note(options["note"]), only=only)
        except publishing.PublishRefused as refusal:
            raise CommandError(refused(refusal)) from refusal
        except (publishing.PublishConflict, DamagedReleaseError) as failure:
            raise CommandError(str(failure)) from failure
        self._print(published.findings)
        self.stdout.write(said(published))

    def _publish_due(self) -> None:
        """Publish what is due, and tell each; fail where one was refused."""
        done = planning.publish_due(timezone.now())
        for planned in done:
            if planned.release:
                words = _("%(time)s の予約を、%(number)s番として公開しました。")
                self.stdout.write(words % {"time": planned, "number": planned.release.number})
        if refusals := [f"{planned}\n{planned.outcome}" for planned in done if not planned.release]:
            raise CommandError("\n".join([_("予約のうち、公開できないものがありました。"), *refusals]))
        if not done:
            self.stdout.write(_("時刻が来た予約はありません。"))

    def _show(self, only: publishing.Selection | None) -> None:
        seen = publishing.preview(only)
        self._print(seen.findings)
        self.stdout.write("\n".join(map(str, seen.changes)) or "公開中の版と同じです。")
        self.stdout.write("このままでは公開できません。" if seen.blocked else "公開できます(まだ公開していません)。")

    def _print(self, findings: tuple[Finding, ...]) -> None:
        for finding in findings:
            self.stdout.write(f"{'エラー' if finding.blocks else '注意'} {finding}")


def said(published: publishing.Published) -> str:
    """Return what a publishing came to, in a line."""
    number = published.release.number
    if published.created:
        return f"{number}番として公開しました。"
    return f"{number}番と同じ内容なので、何も公開していません。"


def refused(refusal: publishing.PublishRefused) -> str:
    """Return why a publishing was refused, a line a finding."""
    return f"公開しませんでした。次を直してください。\n{refusal}"


def short_note(note: str) -> str:
    """Return a note that fits its column. Raises CommandError."""
    if len(note) > 300:  # noqa: PLR2004  # as the model has it
        message = "メモは300字までで書いてください。"
        raise CommandError(message)
    return note


def user_named(name: str | None) -> User | None:
    """Return the user who acts, None where nobody is named. Raises CommandError."""
    if name is None:
        return None
    try:
        return User.objects.get_by_natural_key(name)
    except User.DoesNotExist as failure:
        message = f"{name} という利用者はいません。"
        raise CommandError(message) from failure


def _selection(options: dict[str, Any]) -> publishing.Selection | None:
    return frozenset((kind, slug) for kind in TABLES.values() for slug in options[kind]) or None
