"""The title of a question: the first paragraph, where it looks like one."""

import re
from dataclasses import dataclass
from functools import cache

from ingest.layout.lines import Line, first_paragraph
from ingest.layout.rule_table import any_of, rules

_LONGEST = 300
_MOST_LINES = 4
_SEARCHED = 3000
_DASH = re.compile(r"\s[-–]\s")
_FULL_LINE = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title with its white space folded, and where it stands."""

    text: str
    start: int
    end: int


def read_title(text: str, start: int, end: int, *, stop_allowed: bool = False) -> Title | None:
    """Return the title that opens ``[start, end)``; None where the first paragraph does not look like one.

    Args:
        text: The document's text.
        start: Where to begin.
        end: Where to stop.
        stop_allowed: Whether a title may end with a full stop, as in the federal records; the stop is left out.
    """
    paragraph = first_paragraph(text, start, min(end, start + _SEARCHED))
    if not paragraph:
        return None
    lines = paragraph if _is_short(paragraph) else _leading_lines(paragraph)
    printed = " ".join(text[lines[0].start : lines[-1].end].split()) if lines else ""
    if stop_allowed:
        printed = printed.removesuffix(".").rstrip()
    if not lines or not _looks_like_title(printed) or lines[-1].end >= end:
        return None
    return Title(text=printed, start=lines[0].start, end=lines[-1].end)


def read_flattened_title(text: str, start: int) -> Title | None:
    """Return the title behind ``start`` in a text without line ends; None where nothing tells where it ends.

    It must have a spaced dash, and ends before the first word with a capital that opens a sentence, such as ``De``.
    """
    begin = start + len(text[start:]) - len(text[start:].lstrip()) if text[start : start + 1].isspace() else start
    searched = text[begin : begin + _LONGEST]
    dash, line = _DASH.search(searched), searched.partition("\n")[0]
    opening = None if dash is None or dash.end() > len(line) else _text_start().search(line, dash.end() + 1)
    if opening is None or len(line) < len(searched):
        return None
    printed = " ".join(line[: opening.start()].split())
    return Title(text=printed, start=begin, end=begin + opening.start()) if _looks_like_title(printed) else None


@cache
def _text_start() -> re.Pattern[str]:
    words = rules("nl_layout").words("head.text_starts")
    return re.compile(rf"\s+(?={any_of(word.capitalize() for word in words)}\s)")


def _is_short(paragraph: tuple[Line, ...]) -> bool:
    length = paragraph[-1].end - paragraph[0].start
    return length <= _LONGEST and len(paragraph) <= _MOST_LINES and paragraph[-1].text[-1] not in ".?!;:"


def _leading_lines(paragraph: tuple[Line, ...]) -> tuple[Line, ...]:
    """Without an empty line below it, a title is a line with a spaced dash or one that stops before the margin."""
    widest = max(len(line.text) for line in paragraph)
    first = paragraph[0]
    if len(first.text) > _LONGEST:
        return ()
    if len(paragraph) == 1 or len(first.text) < _FULL_LINE * widest:
        return (first,)
    if not _DASH.search(first.text):
        return ()
    return paragraph[:2] if paragraph[1].text[:1].islower() else (first,)


def _looks_like_title(printed: str) -> bool:
    if not 3 <= len(printed) <= _LONGEST or printed[-1] in ".?!;:":
        return False
    return (printed[0].isupper() or printed[0] in "\"'“‘«(" or printed[0].isdigit()) and ". " not in printed[:-2]
