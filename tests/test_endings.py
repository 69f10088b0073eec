"""How the program ends: stopped by a person, by a closed pipe, and with a wrong variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
START = "import os, signal, sys, rappel\n"


def run(code: str, *, closed: bool = False, **environment: str) -> tuple[int, str]:
    """Run a piece of program and return its exit code and what it said on the error output."""
    reader, writer = os.pipe()
    if closed:
        os.close(reader)
    done = subprocess.run(
        [sys.executable, "-c", START + code],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    os.close(writer)
    if not closed:
        os.close(reader)
    return done.returncode, done.stderr


def test_ctrl_c_ends_with_130_and_a_sentence() -> None:
    """A person who stops the program gets code 130 and no traceback."""
    code, said = run(
        "rappel.app.command('x')(lambda: os.kill(os.getpid(), signal.SIGINT))\n"
        "sys.argv = ['rappel', 'x']\nrappel.main()"
    )
    assert (code, said) == (130, "rappel: stopped; run the same command again to go on\n")


@pytest.mark.parametrize("count", [1, 100_000])
def test_a_closed_pipe_is_no_failure(count: int) -> None:
    """A reader that has seen enough, such as head, ends the program with 0 and in silence."""
    code = f"rappel.app.command('x')(lambda: print('y' * {count}))\nsys.argv = ['rappel', 'x']\nrappel.main()"
    assert run(code, closed=True) == (0, "")


def test_a_wrong_variable_is_named() -> None:
    """A variable that is no setting is named on the error output, and the command goes on."""
    code, said = run("sys.argv = ['rappel', 'settings']\nrappel.main()", RAPPEL_DATTA="x")
    assert code == 0
    assert "RAPPEL_DATTA is no setting" in said
