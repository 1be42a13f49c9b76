"""Take pictures of every reader's page into docs/screenshots: ``make screenshots``. It serves a site of its own."""

import base64
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.browser.pages import ADVICE, PAGES
from tests.browser.walking import LOCKED
from tests.server import Site

FOLDER: Final = Path(__file__).parents[1] / "docs/screenshots"
WIDTHS: Final = (360, 1280)
SCHEMES: Final = ("light", "dark")
#: As much of a page as is pictured, in CSS pixels, and how well.
TALLEST: Final = 1800
QUALITY: Final = 55
#: What is shown when an outage goes on. Nothing can be planted by a reader, so it is told as an editor would.
TITLE: Final = "Xの認証コードが届きにくくなっています"
OUTAGE: Final = f"""
from troubleshoot.incidents import lifecycle
from troubleshoot.models import Cause
x, body = Cause.objects.get(slug="x-outage"), {{"ja": "送信が遅れています。設定は変えずにお待ちください。"}}
past = lifecycle.begin(actor=None, title={{"ja": "Xの認証コードの遅れ"}}, cause=x, body=body)
lifecycle.resolve(past, actor=None, body={{"ja": "いつもの速さに戻りました。"}})
lifecycle.begin(actor=None, title={{"ja": "{TITLE}"}}, cause=x, body=body)
"""


class Shot(NamedTuple):
    """A picture to take."""

    name: str
    url: str
    width: int
    scheme: str
    media: str = "screen"


def calm() -> Iterator[Shot]:
    """Yield every page in both widths and schemes, some in the other languages, the sheet that is printed."""
    for name, url in PAGES.items():
        yield from everywhere(name.replace(" ", "-"), url)
    for language in ("en", "easy"):
        for name, url in (("guide", PAGES["guide"]), ("question", LOCKED), ("advice", ADVICE)):
            yield Shot(f"{language}-{name}", f"/{language}{url}", 360, "light")
    yield Shot("print-advice", ADVICE, 794, "light", "print")


def in_an_outage(incident: str) -> Iterator[Shot]:
    """Yield what differs while an outage goes on."""
    for name, url in (("home", "/"), ("advice", LOCKED), ("incidents", "/incidents/"), ("told", incident)):
        yield from everywhere(f"outage-{name}", url)


def everywhere(name: str, url: str) -> Iterator[Shot]:
    """Yield a page in both widths and schemes."""
    yield from (Shot(name, url, width, scheme) for width in WIDTHS for scheme in SCHEMES)


def take(page: Page, shots: Iterable[Shot]) -> None:
    """Write each picture."""
    chromium = page.context.new_cdp_session(page)
    for shot in shots:
        page.set_viewport_size({"width": shot.width, "height": 800})
        scheme = {"name": "prefers-color-scheme", "value": shot.scheme}
        chromium.send("Emulation.setEmulatedMedia", {"media": shot.media, "features": [scheme]})
        page.goto(shot.url)
        data = picture(chromium, shot.width, min(page.evaluate("document.documentElement.scrollHeight"), TALLEST))
        (FOLDER / f"{shot.name}-{shot.width}-{shot.scheme}.webp").write_bytes(base64.b64decode(data))


def picture(chromium: CDPSession, width: int, height: int) -> str:
    """Return the page as WebP in base64: Chromium writes it itself, small enough for a repository."""
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
    options = {"format": "webp", "quality": QUALITY, "captureBeyondViewport": True, "clip": clip}
    return chromium.send("Page.captureScreenshot", options)["data"]


def best(browser: Browser, address: str) -> None:
    """Put four steps of a walk side by side, for the README."""
    images = []
    for url, scheme in ((PAGES["guide"], "light"), (LOCKED, "light"), (ADVICE, "light"), (ADVICE, "dark")):
        phone = browser.new_page(
            base_url=address, viewport={"width": 360, "height": 740}, color_scheme=scheme, device_scale_factor=1.5
        )
        phone.goto(url)
        images.append(
            f'<img width="360" src="data:image/webp;base64,{picture(phone.context.new_cdp_session(phone), 360, 740)}">'
        )
        phone.context.close()
    sheet = browser.new_page(viewport={"width": 1540, "height": 772}, device_scale_factor=1.5)
    style = "body { margin: 16px; display: flex; gap: 22px } img { border: 1px solid #767676; border-radius: 8px }"
    sheet.set_content(f"<style>{style}</style>{''.join(images)}")
    (FOLDER / "walk.webp").write_bytes(base64.b64decode(picture(sheet.context.new_cdp_session(sheet), 1540, 772)))


def main() -> None:
    """Serve, and take all pictures anew."""
    for old in FOLDER.glob("*.*"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with Site(Path(folder), Path(folder) / "static").fill().start() as site:
            page = browser.new_page(base_url=site.address, locale="ja-JP", timezone_id="Asia/Tokyo")
            take(page, calm())
            best(browser, site.address)
            site.manage("shell", "-c", OUTAGE)
            site.until(lambda: TITLE in site.get("/")[1])
            told = re.search(r'href="(/incidents/[^"/]+/)"', site.get("/incidents/")[1])
            take(page, in_an_outage(told[1] if told else "/incidents/"))


if __name__ == "__main__":
    main()
