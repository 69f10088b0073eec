"""The text of a document put together from paragraphs and tables, with the place of every link and cell."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from corpus.errors import UnreadableDocument
from corpus.model import Cell, DocumentText, Link, Section, Side, SourceFields, Span, Table

LARGEST_TABLE = 100_000
# A cell with more characters than this holds running text: the table is there for the looks.
_LONGEST_CELL = 400
# Of a table with more tabs than this, mostly empty, cells are parted by one tab, however far apart they stand.
_MOST_TABS = 1_000_000
_BLANKS = re.compile(r"\s+")
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _tabs(cells: Sequence["PlacedCell"]) -> int:
    """Return how many tabs a table takes, a tab for every column up to each row's last cell."""
    return sum(max(cell.column for cell in row) for _, row in groupby(cells, key=lambda cell: cell.row))


class Piece(NamedTuple):
    """Words of a paragraph; ``target`` is that of the hyperlink they stand in."""

    text: str
    target: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedCell:
    """A cell of a table that is to be written; see ``corpus.model.Cell``."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    value: Decimal | None = None
    unit: str | None = None


def one_line(text: str) -> str:
    """Return a text as one line: white space as single blanks, accents composed, control characters left out."""
    return unicodedata.normalize("NFC", _UNSTORABLE.sub("", _BLANKS.sub(" ", text))).strip()


def is_tabular(cells: Sequence[PlacedCell]) -> bool:
    """Tell whether cells are a table of short entries, and not paragraphs laid out side by side.

    Two rows and two columns with entries are needed, and no entry is as long as a paragraph.
    """
    filled = [cell for cell in cells if cell.text.strip()]
    several = len({cell.row for cell in filled}) > 1 and len({cell.column for cell in filled}) > 1
    return several and all(len(cell.text) <= _LONGEST_CELL for cell in filled)


class TextAssembly:
    """Writes a document's text and remembers what stands where."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._links: list[Link] = []
        self._tables: list[Table] = []
        self._warnings: list[str] = []
        self._tight = False

    def paragraph(self, pieces: Sequence[Piece], *, tight: bool = False) -> None:
        """Write a paragraph, parted from what precedes by a blank line; nothing where it has no words.

        Args:
            pieces: Its words; line ends in them stay.
            tight: Whether it only begins a new line behind another tight one, as the items of one list do.
        """
        if not any(piece.text.strip() for piece in pieces):
            self._tight = False
            return
        self._part(1 if tight and self._tight else 2)
        self._tight = tight
        opening = True
        for text, target in pieces:
            words = unicodedata.normalize("NFC", _UNSTORABLE.sub("", text))
            words = words.lstrip() if opening else words
            opening = opening and not words
            self._link(words, target)
            self._append(words)
        self._trim()

    def table(self, cells: Sequence[PlacedCell], *, name: str = "", header_rows: int | None = None) -> None:
        """Write a table, a line a row and a tab between cells.

        Of a table of more than 100,000 cells the text is whole, but only the first 100,000 are kept as cells.

        Args:
            cells: Its cells in reading order; those without words are left out.
            name: Its caption or the name of its sheet.
            header_rows: Rows at its top that the source marks as headings; None where it does not say.
        """
        self._tight = False
        filled = [cell for cell in cells if one_line(cell.text)]
        if not filled:
            return
        self._part(2)
        start = self._length
        made: list[Cell] = []
        sparse = _tabs(filled) > _MOST_TABS + len(filled)
        for row, members in groupby(filled, key=lambda cell: cell.row):
            if self._length > start:
                self._append("\n")
            made += self._row(row, list(members), sparse=sparse)
        if len(made) > LARGEST_TABLE:
            self._warnings.append(f"a table has {len(made)} cells; figures are read from the first {LARGEST_TABLE}")
        span = Span(start=start, end=self._length)
        kept = tuple(made[:LARGEST_TABLE])
        self._tables.append(Table(span=span, cells=kept, name=one_line(name), header_rows=header_rows))

    def warn(self, warning: str) -> None:
        """Remember something that a reader of the document should know."""
        self._warnings.append(warning)

    def finish(
        self,
        reader: str,
        *,
        furniture: Sequence[str] = (),
        sections: bool = False,
        fields: SourceFields | None = None,
    ) -> DocumentText:
        """Return the document.

        Args:
            reader: Name of the reader.
            furniture: Running heads and footers, which are not in the text.
            sections: Whether the whole text is a minister's data, with neither question nor heads.
            fields: Header fields that the source states.

        Raises:
            UnreadableDocument: If there is no text (``empty``).
        """
        text = "".join(self._parts)
        if not text.strip():
            raise UnreadableDocument("the document holds no text", reason="empty")
        return DocumentText(
            text=text + "\n",
            links=tuple(self._links),
            tables=tuple(self._tables),
            warnings=tuple(self._warnings),
            furniture=tuple(dict.fromkeys(filter(None, map(one_line, furniture)))),
            sections=(Section(side=Side.ANSWER, start=0, end=len(text)),) if sections else (),
            fields=fields or SourceFields(),
            reader=reader,
        )

    def _row(self, row: int, members: Sequence[PlacedCell], *, sparse: bool) -> list[Cell]:
        made: list[Cell] = []
        column = 0
        for cell in members:
            gap = max(0, cell.column - column)
            self._append("\t" * (min(gap, 1) if sparse else gap))
            column = max(column, cell.column)
            start, words = self._length, one_line(cell.text)
            self._append(words)
            made.append(
                Cell(
                    row=row,
                    column=cell.column,
                    span=Span(start=start, end=start + len(words)),
                    rows=cell.rows,
                    columns=cell.columns,
                    value=cell.value,
                    unit=cell.unit,
                )
            )
        return made

    def _link(self, words: str, target: str | None) -> None:
        if target is None:
            return
        anchor = words.strip()
        start = self._length + len(words) - len(words.lstrip())
        span = Span(start=start, end=start + len(anchor)) if anchor else None
        self._links.append(Link(target=target, anchor=one_line(anchor), span=span))

    def _part(self, newlines: int) -> None:
        if self._parts:
            self._append("\n" * newlines)

    def _trim(self) -> None:
        """Take trailing blanks away, which no link covers."""
        while self._parts and self._parts[-1] != (kept := self._parts[-1].rstrip()):
            self._length -= len(self._parts[-1]) - len(kept)
            self._parts[-1] = kept
            if kept:
                break
            self._parts.pop()

    def _append(self, piece: str) -> None:
        if piece:
            self._parts.append(piece)
            self._length += len(piece)
