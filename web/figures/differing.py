"""Two figures for the same thing and time that differ, as a page and a file show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker.comparison import Contradiction, Statement
from tracker.figures_outline import COLUMNS, cells
from web.figures.shown import ShownFigure, of_statement

CONTRADICTION_COLUMNS = ("pair", "difference", "share", *COLUMNS, "title", "sentence")
"""Columns of the file: which pair, how far apart, and the statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """A pair with what a page shows of it.

    Attributes:
        found: The pair.
        sides: Each value with the statements that give it, the earlier value first.
    """

    found: Contradiction
    sides: tuple[tuple[ShownFigure, ...], ...]


def differing(found: Contradiction, today: date) -> Differing:
    """Return a pair as its two sides; what agrees with one of both stands behind it."""
    sides = []
    for chosen in (found.one, found.other):
        same = [one for one in found.also if one.figure.value == chosen.figure.value]
        sides.append(tuple(of_statement(one, today) for one in (chosen, *same)))
    return Differing(found=found, sides=tuple(sides))


def differing_cells(number: int, found: Contradiction) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a pair, a statement each.

    Args:
        number: Its number in the list, so that its rows can be put together.
        found: The pair.
    """
    for one in found.statements:
        yield (number, found.difference, round(found.share, 4), *cells(one.stored), *_words(one))


def _words(one: Statement) -> tuple[str | None, str]:
    return one.stored.title, one.sentence
