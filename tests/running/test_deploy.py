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


def test_wrong_use_is_not_tried_again() -> None:
    """A service is started again after a fault for as long as it takes, and not where it was told something wrong."""
    for path in UNITS:
        found = unit(path)
        if found["type"] == "exec":
            assert (found["restart"], found["restartpreventexitstatus"]) == ("on-failure", "2")
            assert "StartLimitIntervalSec=0" in path.read_text(encoding="utf-8")


def test_the_proxy_lets_uploads_through() -> None:
    """What an editor may upload passes the proxy, with room for the rest of the form; nothing else is that large."""
    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    uploads, forms = (int(size) * 1_000_000 for size in re.findall(r"max_size (\d+)MB", text))
    assert Settings().upload_bytes < uploads
    assert forms < uploads
    assert "path /upload /upload/*" in text


def test_the_proxy_hides_what_is_not_for_strangers() -> None:
    """Figures and readiness stay behind it, and the visitor's own words about its address are thrown away."""
    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert "/metrics /readyz" in text
    assert "header_up X-Forwarded-For {remote_host}" in text
    assert "Strict-Transport-Security" in text
    logs = text.split("\tlog {")[1:]
    hidden = ("request>remote_ip", "request>client_ip", "request>headers", "request>uri", "resp_headers")
    assert len(logs) == 2  # of the site, and of the proxy itself
    assert [one for log in logs for one in hidden if f"{one} delete" not in log] == []


def test_no_visitor_closes_the_site_at_the_proxy() -> None:
    """A passive health check counts a body that is too large, or breaks off, as a failure of the only server."""
    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert re.findall(r"^\s*(?:fail_duration|max_fails|unhealthy_\w+)", text, re.MULTILINE) == []
