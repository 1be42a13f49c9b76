"""What we ship of others is what they published."""

import hashlib
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "static/js/vendor"


def test_htmx_is_the_published_file() -> None:
    checksum, name = (VENDOR / "htmx.min.js.sha256").read_text().split()

    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == checksum
    assert 'this.version="4.0.1"' in (VENDOR / name).read_text()
    assert (VENDOR / "htmx.LICENSE").read_text().startswith("Zero-Clause BSD")
