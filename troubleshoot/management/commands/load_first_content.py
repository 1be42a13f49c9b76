"""Fills an empty database with the first content."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from troubleshoot.publishing.first import load_first_content
from troubleshoot.publishing.publish import PublishRefused
from troubleshoot.publishing.transactions import ConflictError, DiskFullError

from .publish import refused


class Command(BaseCommand):
    """Never touches a database that holds a guide."""

    help = "案内が一つもないデータベースに、最初の内容を入れて公開します。あるときは何もしません。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            release = load_first_content(Path(settings.BASE_DIR) / "fixtures")
        except PublishRefused as refusal:
            raise CommandError(refused(refusal)) from refusal
        except DiskFullError as full:
            raise CommandError(str(full)) from full
        except ConflictError as conflict:
            message = "ほかの人がデータベースを使っています。少し待って、もう一度試してください。"
            raise CommandError(message) from conflict
        if release is None:
            self.stdout.write("案内がもうあるので、何もしませんでした。")
        else:
            self.stdout.write(f"最初の内容を入れ、{release.number}番として公開しました。")
