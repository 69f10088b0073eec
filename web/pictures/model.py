"""What a picture is: its words, its numbers as a table, and its drawing as Vega-Lite."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from corpus.spreadsheets import csv_pieces
from web.pictures import cache, dressing, rendering

Tone = Literal["accent", "missed", "now", "next", "done", "quiet"]
Cell = str | int | float | Decimal | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a picture says beside its drawing, in the visitor's language.

    Attributes:
        name: Name of its files without ending, such as ``commitments-timeline``.
        title: One line that says what is shown.
        description: A sentence or two for who cannot see it: what stands along the axes, and the main thing to see.
        source: Whose numbers these are and of which day; stands in the files.
        language: ``nl``, ``fr`` or ``en``: how numbers and dates along the axes are written.
    """

    name: str
    title: str
    description: str
    source: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the table.

    Attributes:
        name: Its head.
        number: Whether it holds numbers, which stand to the right.
    """

    name: str
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The numbers of a picture.

    Attributes:
        columns: Heads.
        rows: A row each, as long as the columns; values as they are, written by the page in its language.
        links: Page behind each row, None for none; empty where no row has one.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    links: tuple[str | None, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture ready to be drawn; equal ones are drawn once.

    Attributes:
        words: Title, description, source and language.
        table: Its numbers.
        spec: The drawing as Vega-Lite, its colours written as ``var(--token)`` and its links as paths of the site.
        width: Width of the drawing without axes, in CSS pixels, from which pages take the least width on a phone.
        linked: Whether marks lead somewhere.
    """

    words: Words
    table: Table
    spec: Mapping[str, Any]
    width: int
    linked: bool

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.table.rows

    @property
    def size(self) -> str:
        """How wide it must stay to be read: ``small``, ``middle`` or ``wide``."""
        return "small" if self.width <= 300 else "middle" if self.width <= 480 else "wide"

    @cached_property
    def key(self) -> str:
        """What names its content: equal pictures have one key."""
        said = json.dumps([dict(self.spec), self.words.title, self.words.description, self.words.source])
        return hashlib.sha256(f"{self.words.language} {said}".encode()).hexdigest()

    def svg(self, *, inline: bool = True, base: str = "") -> str:
        """Return the drawing as SVG.

        Args:
            inline: For a page, in the page's colours, else as a file: white ground, title and source inside.
            base: Address of the site, before the links of a file; without it a file has no links.

        Raises:
            PictureError: If the library cannot draw it.
        """
        way = "page" if inline else f"file {base}"
        return cache.PICTURES.get(f"{self.key} {way}", lambda: self._dressed(inline, base).encode()).decode()

    def png(self) -> bytes:
        """Return the file as PNG, at twice its size so that it is sharp in print."""
        return cache.PICTURES.get(f"{self.key} png", lambda: rendering.png(self.svg(inline=False)))

    def csv(self) -> str:
        """Return the table as CSV, with a column of links where rows have them."""
        heads = [column.name for column in self.table.columns]
        if not self.table.links:
            return "".join(csv_pieces(heads, self.table.rows))
        rows = [(*row, link or "") for row, link in zip(self.table.rows, self.table.links, strict=True)]
        return "".join(csv_pieces([*heads, "link"], rows))

    def _dressed(self, inline: bool, base: str) -> str:
        drawn = rendering.svg(self.spec, self.words.language)
        names = dressing.Names(
            title=self.words.title, description=self.words.description, source=self.words.source, key=f"p{self.key[:9]}"
        )
        if inline:
            return dressing.for_page(drawn, names, linked=self.linked)
        return dressing.for_file(drawn, names, base=base)
