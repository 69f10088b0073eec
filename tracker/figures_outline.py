"""Figures, series and contradictions as plain values: rows of a table, and outlines for JSON."""

from dataclasses import asdict

from corpus.store import StoredFigure
from tracker.comparison.contradicting import Contradiction
from tracker.comparison.over_years import Series
from tracker.comparison.statements import Statement

COLUMNS = (
    "value", "low", "high", "unit", "kind", "qualifier", "subject", "period_from", "period_to", "planned", "quote",
    "document", "session", "number", "minister", "office", "day", "side", "item", "page", "start", "end",
    "row", "column", "table",
)  # fmt: skip
"""Columns of a table of figures."""


def cells(one: StoredFigure) -> tuple[object, ...]:
    """Return a figure's cells, in the order of the columns; None where a cell is empty."""
    figure, period = one.figure, one.figure.period
    return (
        figure.value, figure.low, figure.high, figure.unit, figure.kind.value,
        figure.qualifier and figure.qualifier.value, figure.subject,
        period and period.earliest, period and (period.expected or period.latest), figure.planned, one.quote,
        one.document, one.session, one.number, one.minister, one.office, one.day,
        figure.side.value, figure.item, figure.span.page, figure.span.start, figure.span.end,
        figure.row, figure.column, figure.table,
    )  # fmt: skip


def statement_outline(one: Statement) -> dict[str, object]:
    """Return a statement with what proves it: sentence, document and place."""
    return dict(zip(COLUMNS, cells(one.stored), strict=True)) | {"title": one.stored.title, "sentence": one.sentence}


def contradiction_outline(one: Contradiction) -> dict[str, object]:
    """Return a contradiction; the first two statements contradict each other, the others agree with one of them."""
    return {
        "period": one.period.words(),
        "difference": one.difference,
        "share": one.share,
        "words": one.words,
        "why": asdict(one.why),
        "statements": [statement_outline(two) for two in one.statements],
    }


def series_outline(one: Series) -> dict[str, object]:
    """Return a series, one entry a year."""
    return {
        "title": one.title,
        "phrase": one.phrase,
        "kind": one.kind.value,
        "unit": one.unit,
        "points": [
            {
                "year": point.year,
                "period": point.period.words(),
                "value": point.value,
                "stated": [statement_outline(two) for two in point.stated],
                "contradicting": [statement_outline(two) for two in point.contradicting],
            }
            for point in one.points
        ],
    }
