"""The wheel, built and installed elsewhere, works without the sources: templates, rules and samples are inside."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(words, check=True, capture_output=True)
    return next(folder.glob("rappel-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Unpack the wheel into a folder of its own and return an environment in which only that copy is found."""
    folder = tmp_path_factory.mktemp("installed")
    words = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        str(folder),
        str(wheel),
    ]
    subprocess.run(words, check=True, capture_output=True)
    libraries = sysconfig.get_paths()["purelib"]
    path = os.pathsep.join([str(folder), libraries])
    # -S leaves out the editable install's own path file, so that nothing comes from the sources.
    return {**os.environ, "PYTHONPATH": path, "RAPPEL_DATA": str(folder / "data"), "RAPPEL_MODEL": "lexical"}


def _run(environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-S", "-m", "rappel", *words]
    done = subprocess.run(
        command, env=environment, cwd=Path(environment["RAPPEL_DATA"]).parent, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_holds_what_is_not_python(wheel: Path) -> None:
    """Templates, styles, catalogues, language rules, migrations and samples are in the wheel; tests are not."""
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in ("web/templates/base.html", "web/styles/base.css", "web/locales/nl/LC_MESSAGES/messages.po"):
        assert wanted in names
    assert any(name.startswith("ingest/rules/") and name.endswith(".toml") for name in names)
    assert any(name.startswith("corpus/store/migrations/") for name in names)
    assert any(name.startswith("corpus/samples/documents/") for name in names)
    assert not any(name.startswith("tests/") for name in names)


def test_works_away_from_the_sources(installed: dict[str, str]) -> None:
    """The installed copy ingests its samples, tracks and searches."""
    _run(installed, "demo", "--no-serve")
    assert "710" in _run(installed, "search", "partnerplatform", "--json")
    assert "c-" in _run(installed, "due", "--today", "2024-07-01", "--json")
