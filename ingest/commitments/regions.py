"""The stretches of a document that one side wrote, each belonging to one item."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.model import DocumentText, Item, QuestionRecord, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A stretch of text that no sentence crosses.

    Attributes:
        start: First character.
        end: One past the last.
        item: Label of the smallest item that holds it; empty outside items.
    """

    start: int
    end: int
    item: str = ""


def _sides(text: DocumentText, record: QuestionRecord, side: Side) -> list[tuple[int, int]]:
    """Return the stretches of one side: by section, else by item."""
    sections = record.sections or text.sections
    stretches: Iterable[tuple[int, int]]
    if sections:
        stretches = ((section.start, section.end) for section in sections if section.side is side)
    else:
        stretches = ((item.span.start, item.span.end) for item in record.items_of(side))
    size = len(text.text)
    return _joined((max(0, start), min(end, size)) for start, end in stretches)


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif start < end:
            joined.append((start, end))
    return joined


def _borders(items: Iterable[Item]) -> set[int]:
    borders: set[int] = set()
    for item in items:
        borders |= {item.span.start, item.span.end}
        if item.label_span is not None:
            borders |= {item.label_span.start, item.label_span.end}
    return borders


def _pieces(start: int, end: int, borders: list[int]) -> Iterator[tuple[int, int]]:
    at = start
    for border in borders:
        if at < border < end:
            yield at, border
            at = border
    if at < end:
        yield at, end


def regions_of(text: DocumentText, record: QuestionRecord, side: Side) -> tuple[Region, ...]:
    """Divide what one side wrote at its items; printed labels are left out.

    Args:
        text: The document.
        record: Its division; without sections and items nothing is known to belong to a side.
        side: Which side.

    Returns:
        The regions in reading order.
    """
    items = sorted(record.items_of(side), key=lambda item: (item.span.start, -item.span.end))
    borders = sorted(_borders(items))
    labels = {(item.label_span.start, item.label_span.end) for item in items if item.label_span is not None}
    regions: list[Region] = []
    holders: list[Item] = []
    waiting = iter(items)
    following = next(waiting, None)
    for begin, stop in _sides(text, record, side):
        for start, end in _pieces(begin, stop, borders):
            while following is not None and following.span.start <= start:
                holders.append(following)
                following = next(waiting, None)
            holders = [item for item in holders if item.span.end > start]
            if (start, end) not in labels:
                regions.append(Region(start=start, end=end, item=holders[-1].label if holders else ""))
    return tuple(regions)
