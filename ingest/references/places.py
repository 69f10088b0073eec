"""In which item of a record a place of the text lies."""

from corpus.model import QuestionRecord, Side


def item_at(record: QuestionRecord, side: Side, offset: int) -> str:
    """Return the label of the smallest item of that side that holds the character; empty outside items."""
    label = ""
    smallest: int | None = None
    for item in record.items:
        if item.side is side and item.span.start <= offset < item.span.end:
            length = item.span.end - item.span.start
            if smallest is None or length < smallest:
                label, smallest = item.label, length
    return label
