"""What an operator copies from ``deploy`` fits this program: its commands, its settings, its addresses."""

import configparser
import re
from pathlib import Path

import pytest
from typer.main import get_command

import rappel
from corpus.settings import Settings

ROOT = Path(__file__).parents[2]
FILES = sorted(path for path in (ROOT / "deploy").iterdir() if path.is_file())
UNITS = [path for path in FILES if path.suffix == ".service"]
HARDENED = {
    "nonewprivileges": "yes",
    "protectsystem": "strict",
    "protecthome": "yes",
    "privatedevices": "yes",
    "privatetmp": "yes",
    "capabilityboundingset": "",
    "restrictsuidsgid": "yes",
    "umask": "0077",
}


def unit(path: Path) -> dict[str, str]:
    """Return the service part of a unit."""
    parser = configparser.RawConfigParser(strict=False)
    parser.read(path)
    return dict(parser["Service"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_commands_and_settings_exist(path: Path) -> None:
    """Every command, option and variable that stands in a file is one of this release."""
    text = path.read_text(encoding="utf-8")
    known = {f"RAPPEL_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"RAPPEL_[A-Z_]+", text)) <= known
    commands = get_command(rappel.app).commands  # type: ignore[attr-defined]
    for command in re.findall(r"bin/rappel ([a-z-]+)|\"rappel ([a-z-]+)|\[\"rappel\", \"([a-z-]+)\"", text):
        assert "".join(command) in commands, command
    assert "--only-site" in [word for option in commands["serve"].params for word in option.opts]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_are_hardened(path: Path) -> None:
    """Each gives up what it does not need, has a bound on memory, and is no root."""
    found = unit(path)
    assert {name: found.get(name) for name in HARDENED} == HARDENED
    assert found["user"] == "rappel"
    assert found["memorymax"]


def test_a_service_is_given_time_to_end() -> None:
    """The machine waits longer than the program takes."""
    for path in UNITS:
        stop = unit(path).get("timeoutstopsec")
        assert stop is None or float(stop) > Settings().stop_seconds


def test_the_proxy_hides_what_is_not_for_strangers() -> None:
    """Figures and readiness stay behind it, and the visitor's own words about its address are thrown away."""
    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert "/metrics /readyz" in text
    assert "header_up X-Forwarded-For {remote_host}" in text
    assert "Strict-Transport-Security" in text
