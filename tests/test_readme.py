"""The README names every command and every setting, as they are."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

import rappel
from corpus.settings import SettingRow, Settings, describe

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(get_command(rappel.app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", COMMANDS)
def test_names_every_command(command: str) -> None:
    """A command that the README does not name fails the build."""
    assert re.search(rf"`(rappel )?{command}\b", README), f"README.md does not name the command {command}"


@pytest.mark.parametrize("row", describe(Settings.model_construct()), ids=lambda row: row.variable)
def test_names_every_setting(row: SettingRow) -> None:
    """A setting stands in the README with its default and its help, word for word."""
    default = f"`{row.default}`" if row.default else ""
    assert f"| `{row.variable}` | {default} | {row.help} |" in README


def test_names_no_command_that_is_not() -> None:
    """A command that was removed does not linger in the README."""
    named = set(re.findall(r"(?:`|\.venv/bin/)rappel ([a-z][a-z-]*)", README))
    assert named <= set(COMMANDS)


def test_links_lead_somewhere() -> None:
    """Every file that the README links to exists."""
    root = Path(__file__).parent.parent
    targets = [t for t in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in t]
    assert targets
    assert [t for t in targets if not (root / t).exists()] == []
