"""The root module is the top: nothing imports it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(p for layer in ("web", "tracker", "ingest", "search", "corpus") for p in (ROOT / layer).rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_imports_the_command(module: Path) -> None:
    """A layer that reached up to ``rappel`` could not be used without the command line."""
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert "rappel" not in imported
