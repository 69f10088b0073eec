"""Brings the browser that the browser tests need: found, installed where this machine allows it, or said to be missing.

Run as ``python -m tests.browser_setup`` before the tests; it never fails, for the tests without a browser must run.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser() -> str | None:
    """Return the path of a Chromium, None where there is none; RAPPEL_TEST_BROWSER names one that is elsewhere."""
    named = os.environ.get("RAPPEL_TEST_BROWSER")
    return named if named and Path(named).is_file() else next(filter(None, map(shutil.which, NAMES)), None)


def _may_install() -> bool:
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install() -> None:
    """Install Debian's Chromium; a failure is reported by the caller, who looks for the browser again."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *words], env=quiet, check=False, stdout=subprocess.DEVNULL)


def main() -> None:
    """Make sure of a browser, and say what came of it."""
    if browser() is None and _may_install():
        print("Installing Chromium for the browser tests ...", flush=True)
        _install()
    found = browser()
    if found:
        print(f"Browser tests use {found}")
        return
    print("*" * 78, file=sys.stderr)
    print("NO BROWSER: the browser tests will be SKIPPED.", file=sys.stderr)
    print("Install Chromium (Debian: apt-get install chromium), or name one in RAPPEL_TEST_BROWSER.", file=sys.stderr)
    print("*" * 78, file=sys.stderr)


if __name__ == "__main__":
    main()
