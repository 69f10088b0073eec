"""The running heads of a bulletin: which bulletin it is, and which page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from corpus.model import DocumentText, Page
from ingest.layout.parliaments import parliament_in
from ingest.layout.rule_table import any_of, rules

_RULES = "nl_layout"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningHeads:
    """What the running heads say.

    Attributes:
        places: Where they stand, with their line ends.
        pages: Pages of the text: the reader's, else those that the running heads number.
        parliament: Parliament that they name, None where they name none that is known.
        issue: The bulletin's number and month as printed, as in ``Nr.7 - April 2006``; None where there is none.
    """

    places: tuple[tuple[int, int], ...]
    pages: tuple[Page, ...]
    parliament: str | None
    issue: str | None


def running_heads(text: DocumentText) -> RunningHeads:
    """Find the running heads that still stand in a text, and read those that its reader took out."""
    found = list(_pattern().finditer(text.text))
    read = found or [match for line in text.furniture for match in _pattern().finditer(line)]
    first = read[0] if read else None
    issue = " ".join(first["issue"].split()).strip(" -–") if first is not None else None
    return RunningHeads(
        places=tuple(match.span() for match in found),
        pages=text.pages or _numbered(found, len(text.text)),
        parliament=parliament_in(first.group()) if first is not None else None,
        issue=issue,
    )


def _numbered(found: Sequence[re.Match[str]], end: int) -> tuple[Page, ...]:
    """Number pages by their running heads, if each head has a number and these go up; what stands above has none."""
    numbers = [int(match["first"] or match["last"] or match["plain"] or 0) for match in found]
    if not numbers or 0 in numbers or any(later <= number for number, later in pairwise(numbers)):
        return ()
    starts = [match.start() for match in found]
    pages = [
        Page(number=number, start=start, end=stop)
        for number, start, stop in zip(numbers, starts, [*starts[1:], end], strict=True)
    ]
    return (Page(number=max(1, numbers[0] - 1), start=0, end=starts[0]), *pages) if starts[0] else tuple(pages)


@cache
def _pattern() -> re.Pattern[str]:
    table = rules(_RULES)
    running, number = any_of(table.words("bulletin.running")), any_of(table.words("head.number"))
    month = any_of(table.numbers("dates.months"))
    return re.compile(
        rf"^[ \t]*(?:[-–]?[ \t]?(?P<first>\d{{1,4}})[ \t]?[-–]?[ \t]+)?[^\n]{{0,60}}?\b{running}\b[^\n]{{0,20}}?"
        rf"(?P<issue>{number}[ \t]?\d{{1,3}}\b[^\n]{{0,20}}?{month}[ \t]+\d{{4}})"
        rf"(?:[ \t]*[-–][ \t]*(?P<last>\d{{1,4}})[ \t]*[-–]?|[ \t]+(?P<plain>\d{{1,4}}))?[ \t]*(?:\n|\Z)",
        re.IGNORECASE | re.MULTILINE,
    )
