"""The items of both sides, with labels, spans and which answers which."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.model import DocumentText, Item, Section, Side
from ingest.layout.interleaved import Turn
from ingest.layout.labels import Label, number_labels, skip_blanks
from ingest.layout.matching import answered_by, asked_of, numbered_through
from ingest.layout.nesting import Part, parts_of
from ingest.layout.numbering import best_path, further_paths


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """An item before its end is known."""

    label: str
    top: str
    numbers: tuple[int, ...]
    depth: int
    start: int
    label_start: int
    label_end: int
    body: int


def find_items(text: DocumentText, sections: Sequence[Section], turns: Sequence[Turn] = ()) -> tuple[Item, ...]:
    """Return the items of all sections in reading order, answers matched to questions.

    Args:
        text: The document.
        sections: Its sides.
        turns: The sections once more with their labels, where the sides take turns; empty where labels must be found.
    """
    known = {turn.section: turn.labels for turn in turns}
    questions: list[Item] = []
    for section in sections:
        if section.side is Side.QUESTION:
            labels_there = known.get(section)
            questions.extend(_items(text, section, _entries(text.text, section, (), labels_there), labels_there))
    labels = [item.label for item in questions]
    answers: list[Item] = []
    for section in sections:
        if section.side is Side.ANSWER:
            labels_there = known.get(section)
            entries = _entries(text.text, section, _numbers(labels), labels_there)
            answers.extend(_matched(_items(text, section, entries, labels_there), entries, labels))
    return tuple(sorted(questions + answers, key=lambda item: (item.span.start, -item.span.end)))


def _numbers(labels: Sequence[str]) -> tuple[int, ...]:
    return tuple(int(label) for label in labels if label.isdigit())


def _entries(
    text: str, section: Section, expected: Sequence[int], known: Sequence[Label] | None = None
) -> list[_Entry]:
    if known is not None:
        return list(_with_parts(text, known, section.end))
    candidates = number_labels(text, section.start, section.end)
    path = best_path(candidates, expected=expected)
    if expected:
        path = further_paths(candidates, path, expected=expected)
    if not path and not expected:
        parts = parts_of(text, section.start, section.end)
        return [_part_entry(part, "", ()) for part in parts if len(parts) > 1]
    return list(_with_parts(text, path, section.end))


def _with_parts(text: str, path: Sequence[Label], section_end: int) -> Iterator[_Entry]:
    for place, label in enumerate(path):
        end = path[place + 1].start if place + 1 < len(path) else section_end
        yield _top_entry(label)
        parts = parts_of(text, label.body, end, parent=label.printed, style=label.style)
        yield from (_part_entry(part, label.printed, label.numbers) for part in parts)


def _top_entry(label: Label) -> _Entry:
    return _Entry(
        label=label.printed,
        top=label.printed,
        numbers=label.numbers,
        depth=1,
        start=label.start,
        # The words that lead a label are printed as part of it.
        label_start=label.start if label.style == "word" else label.label_start,
        label_end=label.label_end,
        body=label.body,
    )


def _part_entry(part: Part, parent: str, numbers: tuple[int, ...]) -> _Entry:
    path = ".".join(part.path)
    decimal = parent != "" and path.startswith(f"{parent}.")
    return _Entry(
        label=path if decimal or not parent else f"{parent}.{path}",
        top=parent or part.path[0],
        numbers=numbers,
        depth=len(part.path) + (1 if parent else 0),
        start=part.start,
        label_start=part.label_start,
        label_end=part.label_end,
        body=part.body,
    )


def _items(
    text: DocumentText, section: Section, entries: Sequence[_Entry], known: Sequence[Label] | None = None
) -> list[Item]:
    if not entries:
        return _unnumbered(text, section) if known is None else []
    ends = _ends(entries, section.end)
    return [
        Item(
            side=section.side,
            label=entry.label,
            span=text.span(entry.body, _trimmed(text.text, entry.body, end)),
            label_span=text.span(entry.label_start, entry.label_end),
        )
        for entry, end in zip(entries, ends, strict=True)
    ]


def _unnumbered(text: DocumentText, section: Section) -> list[Item]:
    start = skip_blanks(text.text, section.start, section.end)
    end = _trimmed(text.text, start, section.end)
    return [Item(side=section.side, label="", span=text.span(start, end))] if end > start else []


def _ends(entries: Sequence[_Entry], end: int) -> list[int]:
    """An item ends where the next one of the same or a higher level begins."""
    next_start: dict[int, int] = {}
    ends: list[int] = []
    for entry in reversed(entries):
        ends.append(min((start for depth, start in next_start.items() if depth <= entry.depth), default=end))
        next_start = {depth: start for depth, start in next_start.items() if depth < entry.depth}
        next_start[entry.depth] = entry.start
    return ends[::-1]


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _matched(items: Sequence[Item], entries: Sequence[_Entry], labels: Sequence[str]) -> list[Item]:
    asked = asked_of(labels)
    if not entries:
        return [replace(item, answers=answered_by("", "", (), asked)) for item in items]
    through = numbered_through([entry.label for entry in entries if entry.depth == 1], asked)
    return [
        replace(
            item,
            answers=(through[entry.top],) if through else answered_by(item.label, entry.top, entry.numbers, asked),
        )
        for item, entry in zip(items, entries, strict=True)
    ]
