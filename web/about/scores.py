"""How well this release reads and searches: the floors that its tests hold it to, and what was measured beside them.

Nothing is computed or written here: floors are read from the files that the tests check, the rest from
``quality.toml``, which says what the measurements gave and with which command.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from corpus.errors import RulesError

_FILE = Path(__file__).with_name("quality.toml")
_PACKAGES = {"ingest": "ingest.evaluation", "search": "search.evaluation", "evidence": "tracker.evidence"}


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityScore:
    """One line of the page on quality; every share lies between 0 and 1.

    Attributes:
        name: Stable name of what is measured.
        unseen: Whether on texts on which nothing was trained or tuned.
        found: Share of what is there that the program finds (recall).
        right: Share of what it finds that is right (precision).
        balance: Both in one number (F1, their harmonic mean), a floor of the tests.
        value: Share of what was found whose value, date or relation is right too, a floor of the tests.
        order: How near the order of the first ten results comes to the best one (nDCG@10), a floor of the tests.
        of: How many annotations or queries it rests on; None where the measurement does not say.
        command: The command that measures it.
    """

    name: str
    unseen: bool
    found: float | None = None
    right: float | None = None
    balance: float | None = None
    value: float | None = None
    order: float | None = None
    of: int | None = None
    command: str


@cache
def quality_scores() -> tuple[QualityScore, ...]:
    """Return what is known of the quality of this release, in the order of the page.

    Raises:
        RulesError: If a file is damaged, or a row names a floor that is not held.
    """
    return tuple(_score(row) for row in _read(_FILE.read_text(encoding="utf-8"), _FILE.name)["row"])


def _score(row: Mapping[str, Any]) -> QualityScore:
    given = {name: value for name, value in row.items() if name != "file"}
    if "file" in row:
        floors = _floors(str(row["file"]))
        for name in ("balance", "value", "order"):
            if name in given:
                given[name] = _floor(floors, str(given[name]), str(row["name"]))
    try:
        return QualityScore(**given)
    except TypeError as error:
        raise RulesError(f"{_FILE.name}: {row.get('name')}: {error}") from error


def _floor(floors: Mapping[str, Any], key: str, row: str) -> float:
    try:
        return float(floors[key])
    except KeyError as error:
        raise RulesError(f"{_FILE.name}: {row} names the floor {key!r}, which is not held") from error


@cache
def _floors(file: str) -> Mapping[str, Any]:
    package = _PACKAGES[file]
    name = f"{package}/floors.toml"
    floors: Mapping[str, Any] = _read(resources.files(package).joinpath("floors.toml").read_text("utf-8"), name)[
        "floors"
    ]
    return floors


def _read(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{name}: {error}") from error
