"""The marks that divide a bulletin: heads of questions, ministers, groups, and parts without questions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.layout.bulletin.patterns import (
    answer_lines,
    end_lines,
    group_of,
    group_starts,
    office_starts,
    question_heads,
    separate_heads,
)
from ingest.layout.lines import Line, lines_from
from ingest.layout.names import is_shouted

_LONGEST_GROUP, _MOST_GROUP_LINES = 200, 3
_LONGEST_NAME, _MOST_OFFICE_LINES, _MOST_PLAIN_LINES = 60, 6, 3


class MarkKind(StrEnum):
    """What a mark opens."""

    QUESTION = "question"
    MINISTER = "minister"
    GROUP = "group"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A heading.

    Attributes:
        kind: What it opens.
        start: First character.
        end: One past the last.
        group: Group of questions that a heading of the kind ``group`` opens.
    """

    kind: MarkKind
    start: int
    end: int
    group: str = ""


def marks_of(text: str, removed: Sequence[tuple[int, int]]) -> tuple[Mark, ...]:
    """Return the marks of a file in reading order, without overlaps.

    Args:
        text: The file's text.
        removed: Running heads, which are no headings.

    Returns:
        The marks; only heads of questions where the file is a row of written questions of their own.
    """
    heads = [_mark(match) for match in separate_heads().finditer(text)]
    if not heads:
        heads = [_mark(match) for match in question_heads().finditer(text)]
        if heads:
            heads += _headings(text, removed)
    return tuple(_apart(text, heads))


def _apart(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Keep marks that do not overlap; a heading ends where the head of a question begins, and never follows it."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda one: (one.start, one.kind is not MarkKind.QUESTION)):
        is_question = mark.kind is MarkKind.QUESTION
        if kept and mark.start < kept[-1].end:
            if is_question and kept[-1].kind is not MarkKind.QUESTION:
                kept[-1] = replace(kept[-1], end=mark.start)
            else:
                continue
        elif kept and not is_question and kept[-1].kind is MarkKind.QUESTION and _is_title(text, kept[-1], mark):
            continue
        kept.append(mark)
    return kept


def _is_title(text: str, head: Mark, mark: Mark) -> bool:
    return not text[head.end : mark.start].strip()


def _mark(match: re.Match[str], kind: MarkKind = MarkKind.QUESTION) -> Mark:
    return Mark(kind=kind, start=match.start(), end=match.end())


def _headings(text: str, removed: Sequence[tuple[int, int]]) -> Iterator[Mark]:
    hidden = {low for low, _ in removed}
    lines = [line for line in lines_from(text, 0, len(text)) if line.start not in hidden]
    yield from _ministers(text, lines)
    yield from _groups(lines)
    yield from (_mark(match, MarkKind.END) for match in end_lines().finditer(text))


def _ministers(text: str, lines: Sequence[Line]) -> Iterator[Mark]:
    """A minister's heading is a name in capitals above an office, or both on one line in capitals."""
    for place, line in enumerate(lines):
        office = office_starts().search(line.text) if line.text else None
        if office is None or (office.start() and not is_shouted(line.text)):
            continue
        name = None if office.start() else _name_above(lines, place)
        if name is None and not is_shouted(line.text):
            continue
        last = _last_of_office(lines, place)
        if text[last.end - 1] not in ".?!;:":
            yield Mark(kind=MarkKind.MINISTER, start=(name or line).start, end=last.end)


def _name_above(lines: Sequence[Line], place: int) -> Line | None:
    above = next((line for line in reversed(lines[max(0, place - 2) : place]) if line.text), None)
    if above is None or not is_shouted(above.text) or len(above.text) > _LONGEST_NAME:
        return None
    is_name = not any(character.isdigit() for character in above.text) and above.text[-1] not in ".?!;:"
    return above if is_name and group_of(above.text) is None else None


def _last_of_office(lines: Sequence[Line], place: int) -> Line:
    first = last = lines[place]
    shouted = is_shouted(first.text)
    for line in lines[place + 1 : place + (_MOST_OFFICE_LINES if shouted else _MOST_PLAIN_LINES)]:
        if not line.text or is_shouted(line.text) is not shouted or question_heads().match(line.text):
            break
        if group_starts().match(line.text):
            break
        last = line
    return last


def _groups(lines: Sequence[Line]) -> Iterator[Mark]:
    for place, line in enumerate(lines):
        opening = group_starts().match(line.text) if line.text else None
        free = place == 0 or not lines[place - 1].text or is_shouted(lines[place - 1].text)
        if opening is None or not (free or opening["numbering"]) or answer_lines().match(line.text):
            continue
        last = _last_of_group(lines, place)
        heading = " ".join(one.text for one in lines[place : place + last + 1])
        group = group_of(heading)
        if group is not None and len(heading) <= _LONGEST_GROUP and heading[-1] not in ".?!;:":
            yield Mark(kind=MarkKind.GROUP, start=line.start, end=lines[place + last].end, group=group)


def _last_of_group(lines: Sequence[Line], place: int) -> int:
    """A heading ends at an empty line, or where its next line is of another kind: a name in capitals, a head."""
    shouted = is_shouted(lines[place].text)
    last = 0
    for distance, line in enumerate(lines[place + 1 : place + _MOST_GROUP_LINES], start=1):
        if not line.text or is_shouted(line.text) is not shouted or group_starts().match(line.text):
            break
        last = distance
    return last
