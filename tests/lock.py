"""Writes the two lock files from the environment at hand: ``python -m tests.lock`` (``make lock``).

The environment must hold what ``pyproject.toml`` asks for; the versions installed are written down. Local versions such
as ``+cpu`` are left out, for an index may name the same build otherwise.
"""

import importlib.metadata
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_ROOT = Path(__file__).parents[1]
_HEAD = "# What '{what}' needs, to the exact version; made by 'make lock' from pyproject.toml.\n"
_BUILDS = ("editables",)  # what an editable installation needs beside the project's own list


def closure(wanted: Iterable[str]) -> dict[str, str]:
    """Return everything that these requirements need, with the version installed.

    Raises:
        SystemExit: If something that is needed is not installed.
    """
    found: dict[tuple[str, tuple[str, ...]], str] = {}
    todo = [Requirement(text) for text in wanted]
    while todo:
        requirement = todo.pop()
        key = (canonicalize_name(requirement.name), tuple(sorted(requirement.extras)))
        if key in found:
            continue
        try:
            distribution = importlib.metadata.distribution(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            sys.exit(f"{requirement.name} is asked for but not installed: install the project first")
        found[key] = distribution.version
        todo += [other for other in map(Requirement, distribution.requires or ()) if _applies(other, requirement)]
    return {name: version.split("+")[0] for (name, _), version in found.items()}


def _applies(other: Requirement, of: Requirement) -> bool:
    extras = of.extras or {""}
    return other.marker is None or any(other.marker.evaluate({"extra": extra}) for extra in extras)


def main() -> None:
    """Write both files."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    running = closure(project["dependencies"])
    testing = closure([*project["optional-dependencies"]["dev"], *_BUILDS])
    _write("requirements.lock", "rappel", running)
    _write("requirements-dev.lock", "make test", {name: v for name, v in testing.items() if name not in running})


def _write(name: str, what: str, pinned: dict[str, str]) -> None:
    lines = [f"{package}=={version}\n" for package, version in sorted(pinned.items())]
    (_ROOT / name).write_text(_HEAD.format(what=what) + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
