"""Starts acts on a site of their own."""

import json
import subprocess
import sys
from typing import Any

from tests.server import Site


def play(site: Site, act: str, **arguments: Any) -> Any:
    """Run one of ``acts`` in processes of its own on a site's database and folder; return what it found."""
    played = subprocess.run(
        [sys.executable, "-m", "tests.faults.acts", act],
        **site.beside(),
        input=json.dumps(arguments),
        capture_output=True,
        text=True,
        check=False,
    )
    assert played.returncode == 0, played.stdout + played.stderr
    return json.loads(played.stdout)
