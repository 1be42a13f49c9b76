"""``python -m benchmarks.anchors.wagtail_site.fill BYTES``: make a database with a page that is so many bytes long."""

import os
import sys
from typing import Final

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.anchors.wagtail_site.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

from .models import TextPage  # noqa: E402

SENTENCE: Final = "受信メールの設定を開き、迷惑メールの対策が強くなっていないかを見てください。"
MENU: Final = 3


def main(size: int) -> None:
    """Fill the database; fail where the page can't be made as long as asked."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    root = Page.objects.get(depth=1)
    root.get_children().delete()
    page: TextPage = root.add_child(instance=TextPage(title="コードが届かない", slug="home", body=[]))
    Site.objects.all().delete()
    Site.objects.create(hostname="127.0.0.1", root_page=page, is_default_site=True)
    for number in range(MENU):
        page.add_child(instance=TextPage(title=f"案内 {number}", slug=f"page-{number}", show_in_menus=True, body=[]))
    text(page, 0)
    empty = length()
    text(page, 1)
    parts = (size - empty) // (length() - empty)
    text(page, parts)
    text(page, parts, "x" * (size - length()))
    assert length() == size, (length(), size)  # a measurement stands or falls with it


def text(page: TextPage, parts: int, more: str = "") -> None:
    """Give the page a heading and a paragraph, so many times, and one that makes it as long as it should be."""
    blocks: list[tuple[str, str]] = [("heading", "次に試すこと"), ("paragraph", f"<p>{SENTENCE * 3}</p>")] * parts
    page.body = [{"type": name, "value": value} for name, value in [*blocks, ("paragraph", f"<p>{more}</p>")]]
    page.save_revision().publish()


def length() -> int:
    """Return how many bytes the page is long."""
    return len(Client(headers={"host": "127.0.0.1"}).get("/").content)


if __name__ == "__main__":
    main(int(sys.argv[1]))
