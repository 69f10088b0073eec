"""Predictions for measuring: what is extracted from records, with offsets in the records' own strings.

The form is that of the scorer in ``../shared/gold``: items of both sides; times, figures and commitments of the answer.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime

from corpus.errors import DocumentError, WrongUse
from corpus.facts import CommitmentFact, Figure, TimeExpression
from corpus.model import RawDocument, Section, Side
from ingest.pipeline import ParsedDocument, process
from ingest.readers.record import RECORD_MEDIA_TYPE

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def predictions(
    lines: Iterable[bytes], *, parliament: str = "", on_refused: Callable[[int, str], None] | None = None
) -> Iterator[dict[str, object]]:
    """Extract from every record of a JSONL file.

    Args:
        lines: The lines of the file; blank ones are passed over.
        parliament: Parliament assumed where a record names none.
        on_refused: Told the number of a line that is no record, and why; the others go on. None: such a line raises.

    Yields:
        One JSON-serialisable object a record.

    Raises:
        WrongUse: If a line is no record and ``on_refused`` is None; the text names the line.
    """
    for number, line in enumerate(lines, start=1):
        content = line.strip()
        if not content:
            continue
        raw = RawDocument(
            source="files",
            uri=f"record:#{number}",
            name=f"line {number}",
            media_type=RECORD_MEDIA_TYPE,
            content=content,
            fetched=_NEVER,
        )
        try:
            yield prediction(process(raw, parliament=parliament))
        except DocumentError as error:
            if on_refused is None:
                raise WrongUse(f"line {number}: {error}") from error
            on_refused(number, str(error))


def prediction(document: ParsedDocument) -> dict[str, object]:
    """Return what was extracted from one record, with offsets in its own question and answer strings."""
    starts = {section.side: section for section in document.text.sections}
    answer = starts.get(Side.ANSWER)
    facts = document.facts
    return {
        "doc_id": document.text.fields.doc_id,
        "items": _items(document, starts),
        "commitments": [_commitment(fact, answer) for fact in facts.commitments if answer and _inside(fact, answer)],
        "times": [_time(time, answer) for time in facts.times if answer and time.side is Side.ANSWER],
        "figures": [_figure(figure, answer) for figure in facts.figures if answer and figure.side is Side.ANSWER],
    }


def _items(document: ParsedDocument, sections: dict[Side, Section]) -> list[dict[str, object]]:
    return [
        {"label": item.label, "start": item.span.start - sections[item.side].start, "side": item.side.value}
        for item in document.record.items
        if item.side in sections
    ]


def _inside(fact: CommitmentFact, section: Section) -> bool:
    return section.start <= fact.span.start and fact.span.end <= section.end


def _place(fact: CommitmentFact | Figure | TimeExpression, section: Section) -> dict[str, object]:
    return {"start": fact.span.start - section.start, "end": fact.span.end - section.start}


def _commitment(fact: CommitmentFact, section: Section) -> dict[str, object]:
    due = fact.due.expected if fact.due else None
    return {**_place(fact, section), "kind": fact.kind.value, "due_to": _day(due)}


def _time(time: TimeExpression, section: Section) -> dict[str, object]:
    return {
        **_place(time, section),
        "from": _day(time.range.earliest),
        "to": _day(time.range.expected),
        "role": time.role.value,
    }


def _figure(figure: Figure, section: Section) -> dict[str, object]:
    value = figure.value
    number = int(value) if value == value.to_integral_value() else float(value)
    return {**_place(figure, section), "value": number, "kind": figure.kind.value}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
