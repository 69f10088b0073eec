"""The tables that can be taken away: their columns with what these mean, and their rows read a piece at a time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from corpus.facts import Figure
from corpus.model import QuestionRecord, Span
from corpus.register import Commitment, Event
from corpus.store import DocumentSummary, OfficeSummary, StoredDocument, StoredFigure
from tracker import figures_outline
from web.commitment import rows as commitment_rows
from web.exports import reading
from web.exports.meaning import said
from web.services import Services

Row = tuple[object, ...]
_OFFSET = "characters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column.

    Attributes:
        name: Its name, the same in CSV and JSONL.
        type: ``text``, ``integer``, ``decimal`` (exact digits as text in JSONL), ``date`` (ISO 8601), ``moment`` (ISO
            8601, UTC), ``boolean`` or ``object`` (JSON).
        meaning: What it says, in English.
        unit: In what it counts; empty where it does not count, or the row says so.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table.

    Attributes:
        name: Its name in addresses.
        line: What a line of it is.
        columns: Its columns.
        rows: Reads its rows, a piece at a time, in a lasting order.
        count: How many lines it has.
        flat: Whether it can be a table of a spreadsheet; else it is JSONL alone.
    """

    name: str
    line: str
    columns: tuple[Column, ...]
    rows: Callable[[Services], Iterator[Row]]
    count: Callable[[Services], int]
    flat: bool = True


def _of(kind: type, fields: Mapping[str, str]) -> tuple[Column, ...]:
    """Return columns whose meaning is said by a type; fields as name and type, and the unit behind a space."""
    return tuple(
        Column(name=name, type=what.split()[0], unit="".join(what.split()[1:]), meaning=said(kind, name))
        for name, what in fields.items()
    )


_HEAD = {
    "title": "text", "parliament": "text", "session": "text", "number": "integer", "minister": "text",
    "office": "text", "asker": "text", "party": "text", "asked": "date", "answered": "date", "published": "date",
}  # fmt: skip
_STATED = Column(
    name="source_states",
    type="object",
    meaning="What the source itself states beside the record, in its own words by its own names; empty for nothing.",
)
DOCUMENTS = Table(
    name="documents",
    line="A document: a written question, mostly with its answer, as it is held now.",
    columns=(
        *_of(DocumentSummary, {"id": "text", "version": "integer", "name": "text"}),
        *_of(QuestionRecord, _HEAD),
        *_of(DocumentSummary, {"day": "date"}),
        *_of(QuestionRecord, {"language": "text", "answer_kind": "text"}),
        *_of(DocumentSummary, {"commitments": "integer", "figures": "integer"}),
        _STATED,
    ),
    rows=reading.documents,
    count=lambda parts: parts.store.documents.count(),
)
_FIGURE = {
    "value": (Figure, "value", "decimal"), "low": (Figure, "low", "decimal"), "high": (Figure, "high", "decimal"),
    "unit": (Figure, "unit", "text"), "kind": (Figure, "kind", "text"), "qualifier": (Figure, "qualifier", "text"),
    "subject": (Figure, "subject", "text"), "planned": (Figure, "planned", "boolean"),
    "quote": (StoredFigure, "quote", "text"), "document": (StoredFigure, "document", "text"),
    "session": (StoredFigure, "session", "text"), "number": (StoredFigure, "number", "integer"),
    "minister": (StoredFigure, "minister", "text"), "office": (StoredFigure, "office", "text"),
    "day": (StoredFigure, "day", "date"), "side": (Figure, "side", "text"), "item": (Figure, "item", "text"),
    "page": (Span, "page", "integer"), "start": (Span, "start", f"integer {_OFFSET}"),
    "end": (Span, "end", f"integer {_OFFSET}"), "row": (Figure, "row", "text"), "column": (Figure, "column", "text"),
    "table": (Figure, "table", "text"),
}  # fmt: skip
_PERIODS = {
    "period_from": "First day of the time that the figure is about.",
    "period_to": "Last day of that time, in the plain reading.",
}


def _figure_column(name: str) -> Column:
    if name in _PERIODS:
        return Column(name=name, type="date", meaning=_PERIODS[name])
    kind, field, what = _FIGURE[name]
    unit = "column 'unit'" if what == "decimal" else "".join(what.split()[1:])
    return Column(name=name, type=what.split()[0], unit=unit, meaning=said(kind, field))


FIGURES = Table(
    name="figures",
    line="A figure with a meaning of its own, in the current version of a document.",
    columns=tuple(map(_figure_column, figures_outline.COLUMNS)),
    rows=reading.figures,
    count=lambda parts: parts.store.figures.count(),
)
_STANDING = {
    "commitment": ("text", "", "Stable id of the commitment."),
    "milestone": ("text", "", "Stable id of the milestone; empty for a promise without a date."),
    "state": ("text", "", "How the milestone stands today, as a stable word; computed, never stored."),
    "record": ("text", "", "Whether the entry is to be trusted: candidate, confirmed, rejected, merged, split."),
    "fulfilment": ("text", "", "A person's verdict: open, partly, fulfilled and so on."),
    "first_day": ("date", "", "First day of the time that holds now."),
    "expected_day": ("date", "", "Last day in the plain reading."),
    "last_day": ("date", "", "Last day under any common reading; what overdue compares."),
    "moved": ("integer", "times", "How often its time was moved."),
    "days_moved": ("integer", "days", "By how many days in all."),
    "time_quote": ("text", "", "That time as printed or typed."),
    "start": ("integer", _OFFSET, said(Span, "start")),
    "end": ("integer", _OFFSET, said(Span, "end")),
    "page": ("integer", "", said(Span, "page")),
}


def _commitment_column(name: str) -> Column:
    if name in _STANDING:
        what, unit, meaning = _STANDING[name]
        return Column(name=name, type=what, unit=unit, meaning=meaning)
    what = "date" if name == "stated" else "text"
    return Column(name=name, type=what, meaning=said(Commitment, name))


COMMITMENTS = Table(
    name="commitments",
    line="A milestone of a commitment as it stands today; a promise without a date is one line.",
    columns=tuple(map(_commitment_column, commitment_rows.COLUMNS)),
    rows=reading.commitments,
    count=lambda parts: sum(len(one.milestone_states) for one in reading.tracked(parts)),
)
EVENTS = Table(
    name="events",
    line="A line of the log: what happened to a commitment or document, and when. The log only grows.",
    columns=_of(
        Event,
        {
            "id": "integer", "kind": "text", "occurred": "date", "recorded": "moment", "cause": "text",
            "commitment": "text", "milestone": "text", "document": "text", "data": "object",
        },
    ),
    rows=reading.events,
    count=reading.count_events,
)  # fmt: skip
OFFICES = Table(
    name="offices",
    line="A minister's office.",
    columns=_of(
        OfficeSummary,
        {"slug": "text", "office": "text", "ministers": "object", "documents": "integer", "commitments": "integer"},
    ),
    rows=reading.offices,
    count=lambda parts: len(parts.store.people.offices()),
)
TEXTS = Table(
    name="texts",
    line="A document whole: its text, its record, its facts with their places in the text, its commitments.",
    columns=(
        *_of(StoredDocument, {"id": "text", "version": "integer", "name": "text", "source": "text", "uri": "text"}),
        *_of(StoredDocument, {"sha256": "text", "fetched": "moment"}),
        *_of(StoredDocument, {"text": "text", "record": "object", "facts": "object", "commitments": "object"}),
        _STATED,
    ),
    rows=reading.texts,
    count=lambda parts: parts.store.documents.count(),
    flat=False,
)
TABLES: Mapping[str, Table] = {one.name: one for one in (DOCUMENTS, TEXTS, COMMITMENTS, FIGURES, EVENTS, OFFICES)}
"""Every table by its name."""
