"""The text of an HTML tree: blocks as lines and paragraphs, list numbers, and the place of each link."""

import re
import unicodedata
from dataclasses import dataclass

from bs4 import CData, NavigableString, Tag
from bs4.element import PageElement

from corpus.model import Link, Span, Table
from ingest.readers.html_tables import CELLS, OpenTable, open_table

_PARAGRAPHS = frozenset((
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "ul", "ol", "dl", "section", "article",
    "header", "footer", "figure", "hr", "address", "fieldset", "main", "aside",
))  # fmt: skip
_LINES = frozenset(("div", "li", "tr", "dt", "dd", "caption", "figcaption", "option"))
_LISTS = frozenset(("ul", "ol"))
_BLANKS = re.compile(r"[ \t\n\r\f\v]+")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(slots=True)
class _Numbering:
    """The running number of an open list; ``style`` is that of HTML's ``type``, empty for bullets."""

    style: str
    following: int


def item_label(style: str, number: int) -> str:
    """Return the label of a list item as a browser prints it.

    Args:
        style: ``1``, ``a``, ``A``, ``i`` or ``I`` as in HTML's ``type``; empty for a bulleted list.
        number: Number of the item.

    Returns:
        The label with its dot and a blank, such as ``3. `` or ``c. ``; ``- `` for a bullet. Numbers that a style
        cannot write (letters beyond z, Roman above 39) are printed in digits, as browsers do for zero and below.
    """
    if not style:
        return "- "
    if style in "aA" and 1 <= number <= 26:
        return f"{chr(ord(style) + number - 1)}. "
    if style in "iI" and 1 <= number <= 39:
        roman = _roman(number)
        return f"{roman if style == 'i' else roman.upper()}. "
    return f"{number}. "


def _roman(number: int) -> str:
    signs = ""
    for value, sign in _ROMAN:
        signs += sign * (number // value)
        number %= value
    return signs


class TextWriter:
    """Writes the text of a tree and keeps count of where each link's words stand.

    The tree is walked without recursion, so that no depth of nesting is too much.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._newlines = 2
        self._blank = False
        self._preformatted = 0
        self._lists: list[_Numbering] = []
        self._open_links: list[int] = []
        self._links: list[tuple[str, int, int]] = []
        self._table: OpenTable | None = None
        self._cell_start = 0
        self._tables: list[Table] = []

    def walk(self, root: Tag) -> None:
        """Write all text below ``root``."""
        stack: list[tuple[PageElement, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if not isinstance(node, Tag):
                if type(node) in (NavigableString, CData):
                    self._write(str(node))
            elif leaving:
                self._leave(node)
            else:
                self._enter(node)
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(node.contents))

    def finish(self) -> tuple[str, tuple[Link, ...]]:
        """Return the text, ending in one line end (empty if there is none), and its links in reading order."""
        text = "".join(self._parts).rstrip()
        return (text + "\n" if text else ""), tuple(_link(text, *link) for link in sorted(self._links, key=_place))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of entries, in reading order."""
        return tuple(self._tables)

    def _enter(self, tag: Tag) -> None:
        if self._table is not None and tag.name != "a":
            self._enter_cell(self._table, tag)
            return
        self._part(tag)
        if tag.name == "table":
            self._table = open_table(tag, self._length)
        elif tag.name == "br":
            self._append("\n" if self._newlines < 2 else "")
        elif tag.name in CELLS and not self._newlines:
            self._append("\t")
        elif tag.name == "pre":
            self._preformatted += 1
        elif tag.name in _LISTS:
            self._lists.append(_numbering(tag))
        elif tag.name == "li":
            self._label(tag)
        elif tag.name == "a":
            self._open_links.append(self._length)

    def _enter_cell(self, table: OpenTable, tag: Tag) -> None:
        """Write a table of entries: a line a row, a tab for each column, and no other line ends."""
        if tag.name in ("tr", "caption"):
            self._break(1)
            table.last = 0
        elif id(tag) in table.places:
            column = table.places[id(tag)].column
            self._append("\t" * (column - table.last))
            table.last, self._blank, self._cell_start = column, False, self._length
        elif tag.name == "br" or tag.name in _PARAGRAPHS or tag.name in _LINES:
            self._blank = True

    def _leave_cell(self, table: OpenTable, tag: Tag) -> None:
        if tag is table.tag:
            if table.cells:
                self._tables.append(table.close(self._length))
            self._table = None
            self._part(tag)
        elif id(tag) in table.places:
            table.add(tag, self._cell_start, self._length)
        elif tag.name == "caption":
            self._break(1)
            table.start = self._length
        elif tag.name in _PARAGRAPHS or tag.name in _LINES:
            self._blank = True

    def _leave(self, tag: Tag) -> None:
        if self._table is not None and tag.name != "a":
            self._leave_cell(self._table, tag)
            return
        if tag.name == "pre":
            self._preformatted -= 1
        elif tag.name in _LISTS:
            self._lists.pop()
        elif tag.name == "a":
            start = self._open_links.pop()
            if tag.get("href"):
                self._links.append((str(tag["href"]).strip(), start, self._length))
        self._part(tag)

    def _part(self, tag: Tag) -> None:
        """Part a block from what stands before it: a paragraph by a blank line, except a list inside a list."""
        if tag.name in _PARAGRAPHS:
            inside = tag.name in _LISTS and self._lists
            self._break(1 if inside or (tag.name == "p" and self._lists) else 2)
        elif tag.name in _LINES:
            self._break(1)

    def _label(self, tag: Tag) -> None:
        numbering = self._lists[-1] if self._lists else _Numbering("", 1)
        value = _integer(tag.get("value"))
        number = numbering.following if value is None else value
        numbering.following = number + 1
        self._append(item_label(numbering.style, number))
        # What follows the label starts on its line: a paragraph inside the item begins no new one.
        self._newlines = 2

    def _break(self, newlines: int) -> None:
        self._blank = False
        if self._newlines < newlines:
            self._append("\n" * (newlines - self._newlines))

    def _write(self, given: str) -> None:
        text = unicodedata.normalize("NFC", given)
        if self._preformatted:
            self._append(text.replace("\r\n", "\n").replace("\r", "\n"))
            return
        words = _BLANKS.sub(" ", text)
        if self._table is not None and self._length == self._cell_start:
            words = words.removeprefix(" ")
        if words.startswith(" "):
            self._blank, words = True, words[1:]
        if not words:
            return
        closing = words.endswith(" ")
        self._append((" " if self._blank and not self._newlines else "") + words.removesuffix(" "))
        self._blank = closing

    def _append(self, piece: str) -> None:
        if piece:
            self._parts.append(piece)
            self._length += len(piece)
            trailing = len(piece) - len(piece.rstrip("\n"))
            self._newlines = trailing + self._newlines if trailing == len(piece) else trailing
            self._blank = False


def _numbering(tag: Tag) -> _Numbering:
    if tag.name == "ul":
        return _Numbering("", 1)
    style = str(tag.get("type", "1"))
    start = _integer(tag.get("start"))
    return _Numbering(style if style in ("1", "a", "A", "i", "I") else "1", 1 if start is None else start)


def _integer(value: object) -> int | None:
    return int(str(value)) if re.fullmatch(r"\s*-?[0-9]{1,9}\s*", str(value)) else None


def _place(link: tuple[str, int, int]) -> tuple[int, int]:
    return link[1], link[2]


def _link(text: str, target: str, start: int, end: int) -> Link:
    words = text[start:end]
    begin = start + len(words) - len(words.lstrip())
    anchor = words.strip()
    span = Span(start=begin, end=begin + len(anchor)) if anchor else None
    return Link(target=target, anchor=" ".join(anchor.split()), span=span)
