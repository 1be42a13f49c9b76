"""The codes of findings: told to editors, and each tried by a test."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]


def codes(level):
    """Return the codes that the publishing code gives findings of one level."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "troubleshoot/publishing").rglob("*.py")]
    found = {code for source in sources for code in re.findall(rf'\b{level}\(\s*"([a-z-]+)"', source)}
    return found | ({"not-in-format"} if level == "error" else set())


def told(heading):
    """Return the codes that the editors' page lists under a heading."""
    page = (ROOT / "docs/editors/checks.md").read_text(encoding="utf-8")
    section = page.split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE)


def test_editors_page_lists_every_code_in_order():
    assert told("エラー") == sorted(codes("error"))
    assert told("注意") == sorted(codes("warning"))


def test_every_code_is_planted_by_some_test():
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests/publishing").rglob("test_*.py"))

    assert [code for code in sorted(codes("error") | codes("warning")) if f'"{code}"' not in tests] == []
