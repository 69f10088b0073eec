"""What a report consists of, whatever form it is written in: blocks in reading order."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Look(StrEnum):
    """How a paragraph looks."""

    NORMAL = "normal"
    HEAD = "head"
    QUOTE = "quote"
    SMALL = "small"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; level 1 is the report's title and stands once, at the top."""

    text: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of running text; a line end in it stays one."""

    text: str
    look: Look = Look.NORMAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A numbered or lettered point, with its label as printed (``1.``, ``a.``)."""

    label: str
    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label with what it says, and where that can be looked at."""

    label: str
    text: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Facts of one thing, one a line."""

    facts: tuple[Fact, ...]


Block: TypeAlias = Heading | Paragraph | Point | Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as blocks.

    Attributes:
        title: For the properties of the file.
        language: Two-letter code of its words.
        blocks: What stands in it.
        page_words: How a page number is written, with ``{page}`` and ``{pages}``; empty for none.
        running_head: What stands at the top of the pages after the first; empty for nothing.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    page_words: str = ""
    running_head: str = ""
