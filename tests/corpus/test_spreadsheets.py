"""Rows for spreadsheets: readable again, and nothing in them runs."""

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.spreadsheets import csv_pieces


@pytest.mark.parametrize("cell", ["=1+1", "+31 2", "-x", "@cmd", "\tx", "\rx"])
def test_a_cell_never_becomes_a_formula(cell: str) -> None:
    """Text that a spreadsheet would run is written as text; numbers stay numbers."""
    (_, text) = "".join(csv_pieces(("a", "b"), [(cell, -5)])).split("\r\n", 1)
    ((first, second),) = csv.reader(io.StringIO(text, newline=""))
    assert (first, second) == (f"'{cell}", "-5")


@given(st.lists(st.tuples(st.text(alphabet='ab",;\n=', max_size=8), st.none() | st.integers()), max_size=5))
def test_csv_can_be_read_back(given_rows: list[tuple[str, int | None]]) -> None:
    """Whatever the cells hold, a reader of CSV gets them back."""
    text = "".join(csv_pieces(("words", "number"), given_rows))
    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert read[0] == ["words", "number"]
    guarded = [[f"'{a}" if a.startswith("=") else a, "" if b is None else str(b)] for a, b in given_rows]
    assert read[1:] == guarded


def test_a_long_list_comes_in_pieces() -> None:
    """A list longer than a piece is given before it is written to its end, and no line is lost between pieces."""
    taken: list[int] = []

    def rows() -> Iterator[tuple[int, str]]:
        for number in range(3000):
            taken.append(number)
            yield number, "word " * 20

    pieces = csv_pieces(("number", "words"), rows())
    first = next(pieces)
    assert 0 < len(taken) < 3000
    read = list(csv.reader(io.StringIO(first + "".join(pieces), newline="")))
    assert [row[0] for row in read[1:]] == [str(number) for number in range(3000)]
