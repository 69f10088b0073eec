"""Lines and paragraphs of a text with their places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(r"[^\n\f]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line: its text without surrounding white space, and where that text begins and ends."""

    text: str
    start: int
    end: int


def lines_from(text: str, start: int, end: int) -> Iterator[Line]:
    """Yield the lines of ``[start, end)``; an empty line has empty text."""
    position = start
    while position < end:
        match = _LINE.match(text, position, end)
        stop = match.end() if match else end
        raw = text[position:stop]
        stripped = raw.strip()
        begin = position + len(raw) - len(raw.lstrip())
        yield Line(text=stripped, start=begin, end=begin + len(stripped))
        position = stop + 1


def first_paragraph(text: str, start: int, end: int) -> tuple[Line, ...]:
    """Return the lines of the first paragraph of ``[start, end)``: up to an empty line, at most ten."""
    paragraph: list[Line] = []
    for line in lines_from(text, start, end):
        if line.text:
            paragraph.append(line)
        elif paragraph:
            break
        if len(paragraph) == 10:
            break
    return tuple(paragraph)
