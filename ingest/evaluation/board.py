"""Scores, what they are made of, and the floors below which they must not fall."""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import RulesError

_HERE = Path(__file__).parent
FLOORS = _HERE / "floors.toml"
MISSES = _HERE / "misses.json"
_ROUNDING = 0.0005


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """Something that is read wrongly.

    Attributes:
        score: Name of the score that it costs.
        kind: ``missed``, ``wrong`` (found where nothing is) or ``value`` (found with a wrong reading).
        document: Where.
        quote: Which words.
        detail: What was expected and what was read, where both are known.
    """

    score: str
    kind: str
    document: str
    quote: str
    detail: str = ""

    @property
    def key(self) -> str:
        """What it is known by in the repository, which holds no text of the gold."""
        told = "\x1f".join((self.score, self.kind, self.document, self.quote))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One measured figure.

    Attributes:
        name: Stable name, as in ``commitments.f1``.
        value: Between 0 and 1, or a rate a second.
        out_of: How many annotations it rests on.
        floor: What it must reach; None where nothing is pinned.
    """

    name: str
    value: float
    out_of: int
    floor: float | None = None

    @property
    def holds(self) -> bool:
        """Whether it reaches its floor, rounded as it was pinned."""
        return self.floor is None or self.value >= self.floor - _ROUNDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything that was measured.

    Attributes:
        scores: The scores with their floors.
        misses: What is read wrongly now.
        lost: Misses that were none when the floors were pinned.
        won: How many pinned misses are none any more.
    """

    scores: tuple[Score, ...]
    misses: tuple[Miss, ...]
    lost: tuple[Miss, ...]
    won: int

    @property
    def holds(self) -> bool:
        """Whether every score reaches its floor."""
        return all(score.holds for score in self.scores)


def load_floors(path: Path) -> Mapping[str, float]:
    """Read the floors.

    Raises:
        RulesError: If the file is wrong.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))["floors"]
        return {str(name): float(value) for name, value in table.items()}
    except (OSError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise RulesError(f"{path.name}: {error}") from error


def load_misses(path: Path) -> frozenset[str]:
    """Read the keys of the misses that were known when the floors were pinned."""
    return frozenset(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else frozenset()


def board(scores: Iterable[Score], misses: Sequence[Miss]) -> Board:
    """Put the floors beside the scores, and what is new beside what was known."""
    floors, known = load_floors(FLOORS), load_misses(MISSES)
    keys = {miss.key for miss in misses}
    return Board(
        scores=tuple(
            Score(name=one.name, value=one.value, out_of=one.out_of, floor=floors.get(one.name)) for one in scores
        ),
        misses=tuple(misses),
        lost=tuple(miss for miss in misses if miss.key not in known),
        won=len(known - keys),
    )


def pin(measured: Board, *, lower: bool = False) -> tuple[str, ...]:
    """Raise the floors to what was measured; a floor is lowered only where that is asked for by name.

    Args:
        measured: What was measured.
        lower: Whether floors may fall.

    Returns:
        Names of the floors that changed.
    """
    floors = dict(load_floors(FLOORS))
    changed = []
    for score in measured.scores:
        if score.name.startswith("speed."):
            continue  # a rate depends on the machine; its floor is set by hand
        value = int(score.value * 1000) / 1000
        if value > floors.get(score.name, -1.0) or (lower and value < floors[score.name]):
            floors[score.name] = value
            changed.append(score.name)
    lines = [f'"{name}" = {value:g}' for name, value in sorted(floors.items())]
    head = "# What extraction reached on ../shared/gold; it only rises ('rappel evaluate extraction --pin').\n"
    FLOORS.write_text(head + "[floors]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    MISSES.write_text(json.dumps(sorted({miss.key for miss in measured.misses}), indent=0) + "\n", encoding="utf-8")
    return tuple(changed)
