"""The engine stands alone: whoever reads it needs to know the standard library and nothing else."""

import ast
import sys
from pathlib import Path

from troubleshoot import engine

MODULES = sorted(Path(engine.__file__).parent.glob("**/*.py"))


def imported(module):
    """Yield the first part of each name a module imports from outside of its package."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level if node.level > 1 else node.module.split(".")[0] if not node.level else ""


def test_engine_imports_the_standard_library_and_itself_alone():
    names = {name for module in MODULES for name in imported(module)} - {""}

    assert len(MODULES) > 10
    assert {"collections", "dataclasses"} <= names <= sys.stdlib_module_names


def test_engine_has_no_clock_no_chance_and_no_world():
    names = {name for module in MODULES for name in imported(module)}

    assert names.isdisjoint({"time", "random", "secrets", "os", "io", "pathlib", "logging", "socket", "sys"})


def test_engine_reads_times_and_never_the_clock():
    nodes = [node for module in MODULES for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))]
    called = {node.func.attr for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)}

    assert "fromisoformat" in called
    assert called.isdisjoint({"now", "today", "utcnow"})
