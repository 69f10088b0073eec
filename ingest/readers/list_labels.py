"""Labels of list items as a word processor prints them: counters for each level, and the pattern of the level."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ingest.readers.html_text import item_label

MOST_LEVELS = 10
_PLACE = re.compile(r"%([1-9])")
_STYLES: Mapping[str, str] = {
    "decimal": "1",
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How a level of a list is numbered.

    Attributes:
        style: ``decimal``, ``decimalZero``, ``lowerLetter``, ``upperLetter``, ``lowerRoman``, ``upperRoman``,
            ``bullet`` or ``none``; anything else is printed in digits.
        pattern: The label with ``%1`` to ``%9`` for the numbers of the levels, as in ``%1.%2)``.
        start: Number of the first item.
    """

    style: str = "decimal"
    pattern: str = "%1."
    start: int = 1


class ListCounter:
    """Counts the items of one list on all its levels.

    Args:
        level_of: Gives the numbering of a level, counted from 0.
    """

    def __init__(self, level_of: Callable[[int], Level]) -> None:
        self._level_of = level_of
        self._numbers: list[int | None] = [None] * MOST_LEVELS

    def label(self, level: int) -> str:
        """Count one more item on a level, and return what is printed before it, with a blank; empty for none."""
        level = min(max(level, 0), MOST_LEVELS - 1)
        number = self._numbers[level]
        self._numbers[level] = self._level_of(level).start if number is None else number + 1
        self._numbers[level + 1 :] = [None] * (MOST_LEVELS - level - 1)
        return self._printed(level)

    def restart(self, level: int, number: int) -> None:
        """Let the next item of a level have this number."""
        self._numbers[min(max(level, 0), MOST_LEVELS - 1)] = number - 1

    def _printed(self, level: int) -> str:
        numbering = self._level_of(level)
        if numbering.style == "bullet":
            return "- "
        label = _PLACE.sub(lambda match: self._number(int(match[1]) - 1), numbering.pattern).strip()
        return f"{label} " if label else ""

    def _number(self, level: int) -> str:
        numbering = self._level_of(level)
        number = self._numbers[level]
        value = numbering.start if number is None else number
        if numbering.style == "none":
            return ""
        if numbering.style == "decimalZero":
            return f"{value:02d}"
        return item_label(_STYLES.get(numbering.style, "1"), value).removesuffix(". ")
