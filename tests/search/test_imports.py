"""The search stands on the engine alone; import-linter holds the layers, this the libraries."""

import ast
import sys
from pathlib import Path

from troubleshoot import search

MODULES = sorted(Path(search.__file__).parent.glob("*.py"))


def test_the_search_imports_the_standard_library_and_the_engine_alone():
    imports = [node for module in MODULES for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in imports if isinstance(node, ast.ImportFrom) and not node.level}

    foreign = {name for name in names if name.split(".")[0] not in sys.stdlib_module_names}
    assert foreign == {"troubleshoot", "troubleshoot.engine.guide"}
