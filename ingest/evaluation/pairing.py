"""Which found piece of text is which annotated one."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An annotation or prediction with its place in the text."""

    start: int
    end: int
    entry: Entry


def overlap(one: Placed, other: Placed) -> int:
    """Return how many characters two pieces share; negative or 0 where none."""
    return min(one.end, other.end) - max(one.start, other.start)


def share_any(one: Placed, other: Placed) -> bool:
    """Tell whether two pieces share a character."""
    return overlap(one, other) > 0


def share_half(one: Placed, other: Placed) -> bool:
    """Tell whether two pieces share at least half of the shorter."""
    return overlap(one, other) >= 0.5 * min(one.end - one.start, other.end - other.start)


def places(text: str, quote: str) -> list[tuple[int, int]]:
    """Return every place of a quote."""
    return [(found.start(), found.start() + len(quote)) for found in re.finditer(re.escape(quote), text)]


def placed(text: str, entries: Sequence[Entry]) -> list[Placed]:
    """Give annotations their places: as stated, else the first place of the quote that is not taken yet."""
    taken: set[tuple[int, int]] = set()
    found = []
    for entry in entries:
        if "start" in entry and "end" in entry:
            found.append(Placed(start=entry["start"], end=entry["end"], entry=entry))
            continue
        where = sorted(places(text, entry["quote"]), key=lambda place: place in taken)
        if where:
            taken.add(where[0])
            found.append(Placed(start=where[0][0], end=where[0][1], entry=entry))
    return found


def pair(
    gold: Sequence[Placed], found: Sequence[Placed], enough: Callable[[Placed, Placed], bool]
) -> list[tuple[int, int]]:
    """Pair annotations with predictions one to one, the largest overlap first."""
    candidates = sorted(
        ((overlap(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(found) if enough(g, p)), reverse=True
    )
    pairs: list[tuple[int, int]] = []
    used_gold, used_found = set[int](), set[int]()
    for _, i, j in candidates:
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            pairs.append((i, j))
    return pairs
