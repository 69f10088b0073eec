"""The head of a question as a bulletin prints it, with the headings that stand above it."""

import re
from dataclasses import dataclass

from ingest.layout.bulletin.headings import Mark, MarkKind, marks_of
from ingest.layout.bulletin.patterns import answer_lines, group_named, office_starts, question_heads
from ingest.layout.dates import read_date
from ingest.layout.head import Head
from ingest.layout.names import office_title, person_name
from ingest.layout.title import read_title

_SEARCHED = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinHead:
    """A head, and the group of questions that the heading above it names (``late``); empty where there is none."""

    head: Head
    group: str


def read_bulletin_head(text: str) -> BulletinHead | None:
    """Return the head of a bulletin's question near the beginning of a text; None where there is none."""
    match = question_heads().search(text, 0, _SEARCHED)
    if match is None:
        return None
    above = [mark for mark in marks_of(text[: match.end()], ()) if mark.end <= match.start()]
    head = Head(min([match.start(), *(mark.start for mark in above)]), match.end())
    _read_line(head, match)
    minister = next((mark for mark in reversed(above) if mark.kind is MarkKind.MINISTER), None)
    if minister is not None:
        _read_minister(head, text, minister)
    title = read_title(text, head.end, len(text))
    if title is not None and answer_lines().fullmatch(title.text) is None:
        head.title, head.end = title.text, title.end
        head.evidence["title"] = (title.start, title.end)
    group = next((mark.group for mark in reversed(above) if mark.kind is MarkKind.GROUP), "")
    return BulletinHead(head=head, group=group)


def read_bulletin_answer(text: str, start: int) -> Head | None:
    """Return the line that says that the answer begins, looked for from ``start`` on; None where there is none."""
    match = answer_lines().search(text, start)
    return None if match is None else Head(match.start(), match.end())


def _read_line(head: Head, match: re.Match[str]) -> None:
    groups = {name: group_named(match, name) for name in ("number", "day", "asker")}
    number = head.note("number", match, groups["number"]) if groups["number"] else None
    head.number = int(number) if number else None
    asker = head.note("asker", match, groups["asker"]) if groups["asker"] else None
    head.asker = person_name(asker) if asker else None
    day = head.note("asked", match, groups["day"]) if groups["day"] else None
    head.asked = read_date(day) if day else None
    if head.asked is None:
        head.evidence.pop("asked", None)


def _read_minister(head: Head, text: str, mark: Mark) -> None:
    office = office_starts().search(text, mark.start, mark.end)
    if office is None:
        return
    head.office = office_title(text[office.start() : mark.end])
    head.evidence["office"] = (office.start(), mark.end)
    name = text[mark.start : office.start()].rstrip(" ,\n")
    if name:
        head.minister = person_name(name)
        head.evidence["minister"] = (mark.start, mark.start + len(name))
