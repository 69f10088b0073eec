"""Scores beside the floors below which they must not fall."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import RulesError
from search.evaluation.run import Measured

FLOORS = Path(__file__).with_name("floors.toml")
_HEAD = "# What the search reached on ../shared; it only rises ('rappel evaluate search --pin').\n[floors]\n"
_ROUNDING = 0.0005


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One score.

    Attributes:
        name: Type of the queries.
        value: Mean over them.
        queries: How many there are.
        floor: What it must reach; None where nothing is pinned.
    """

    name: str
    value: float
    queries: int
    floor: float | None

    @property
    def holds(self) -> bool:
        """Whether it reaches its floor, rounded as it was pinned."""
        return self.floor is None or self.value >= self.floor - _ROUNDING


def load_floors(path: Path = FLOORS) -> Mapping[str, float]:
    """Read the floors.

    Raises:
        RulesError: If the file is wrong.
    """
    try:
        return {str(name): float(value) for name, value in tomllib.loads(path.read_text("utf-8"))["floors"].items()}
    except (OSError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise RulesError(f"{path.name}: {error}") from error


def board(measured: Measured, path: Path = FLOORS) -> tuple[Score, ...]:
    """Put the floors beside what was measured."""
    floors = load_floors(path)
    return tuple(
        Score(name=name, value=value, queries=queries, floor=floors.get(name))
        for name, (value, queries) in measured.scores.items()
    )


def pin(scores: tuple[Score, ...], path: Path = FLOORS, *, lower: bool = False) -> tuple[str, ...]:
    """Raise the floors to what was reached; one falls only where that is asked for.

    Args:
        scores: What was reached.
        path: File of the floors.
        lower: Whether floors may fall.

    Returns:
        Names of the floors that changed.
    """
    floors = dict(load_floors(path))
    changed = []
    for score in scores:
        value = int(score.value * 1000) / 1000
        if value > floors.get(score.name, -1.0) or (lower and value < floors[score.name]):
            floors[score.name] = value
            changed.append(score.name)
    lines = [f'"{name}" = {value:g}' for name, value in sorted(floors.items())]
    path.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return tuple(changed)
