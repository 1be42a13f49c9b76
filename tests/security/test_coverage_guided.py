"""A fuzzer that is led by which lines it reached tries the replay, both importers and the search's query.

FUZZ_SECONDS says for how long each; what it found once stands in corpus/, and is tried by every run.
"""

import os
import re
import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests.scale import scaled
from tests.servers import ROOT

from .fuzzing import CORPUS, targets

SECONDS = int(os.environ.get("FUZZ_SECONDS", scaled("10", "3")))
NAMES = scaled(("replay", "document", "sheet", "query"), ("query",))
INPUTS = sorted(CORPUS.glob("*/*"))


@pytest.fixture(scope="module")
def called():
    return {name: made() for name, made in targets().items()}


@pytest.mark.parametrize("file", INPUTS, ids=[f"{file.parent.name}-{file.name}" for file in INPUTS])
def test_what_was_found_once_breaks_nothing(called, file):
    called[file.parent.name](file.read_bytes())


@pytest.mark.skipif(find_spec("atheris") is None, reason="Atheris has a wheel for Linux alone")
@pytest.mark.parametrize("name", NAMES)
def test_nothing_but_a_refusal_comes_out(name, tmp_path, record_property):
    command = [sys.executable, "-m", "tests.security.fuzzing", name, str(SECONDS), str(tmp_path)]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS * 2 + 120)

    broken = [f"{file.name}: {file.read_bytes()!r}" for file in tmp_path.glob("*-*") if file.is_file()]
    assert (done.returncode, broken) == (0, []), done.stderr[-3000:]
    tried = re.search(r"stat::number_of_executed_units: (\d+)", done.stderr)
    record_property(f"Inputs that {name} took in {SECONDS} s", tried[1] if tried else "?")
    assert tried
    assert int(tried[1]) > 100
