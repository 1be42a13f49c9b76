"""The operators' manuals as what they tell to do: the commands of their sh blocks."""

import re
from pathlib import Path

from tests.servers import ROOT

MANUALS = ROOT / "docs/operators"


def blocks(manual: str) -> list[list[str]]:
    """Return the commands of a manual, block by block."""
    text = (MANUALS / manual).read_text(encoding="utf-8")
    return [block.splitlines() for block in re.findall(r"^```sh\n(.+?)^```", text, re.MULTILINE | re.DOTALL)]


def under(root: Path, command: str, own: dict[str, str]) -> str:
    """Return a command as a trial carries it out: its files under a folder, its ports and addresses the trial's own."""
    for theirs, ours in own.items():
        command = command.replace(theirs, ours)
    return re.sub(r"(?<![\w}])/(?=(?:etc|opt|var)/)", f"{root}/", command)
