"""Answers of the front's own, ready before anybody asks: for when Django had better not be asked."""

from typing import Final

from troubleshoot.pagecache import Message, content, start


def _plainly(status: int, title: str, rest: str, *headers: tuple[bytes, bytes]) -> tuple[Message, Message]:
    """Return an answer made without Django."""
    page = (
        "<!doctype html><html lang=ja><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{title}</title><h1>{title}</h1>{rest}"
    ).encode()
    always = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    ]
    return start(status, [*always, *headers]), content(page)


#: What is said to whoever comes while too many wait.
BUSY: Final = _plainly(
    503,
    "混み合っています",
    "<p>数秒待って、このページをもう一度開いてください。</p>"
    "<p lang=en>Many people are reading at this moment. Please open this page again in a few seconds.</p>",
    (b"retry-after", b"2"),
)
#: What is said to who asks under a longer address than any of ours.
TOO_LONG: Final = _plainly(
    414,
    "アドレスが長すぎます",
    "<p>このサイトにこれほど長いアドレスはありません。<a href=/>最初のページ</a>から入り直してください。</p>"
    "<p lang=en>No address of this site is as long. Please start again from the <a href=/>first page</a>.</p>",
)
