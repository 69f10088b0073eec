"""Small documents for the tests, in our own words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from corpus.facts import (
    CommitmentFact,
    CommitmentKind,
    EarlierClaim,
    Facts,
    Figure,
    FigureKind,
    Multilingual,
    Precision,
    Reading,
    Reference,
    ReferenceKind,
    Strength,
    TimeExpression,
    TimeRange,
    TimeRole,
)
from corpus.model import AnswerKind, DocumentText, Item, QuestionRecord, RawDocument, Section, Side, SourceFields, Span
from corpus.register import Cause
from corpus.store import PutResult, Store

ROOT = Path(__file__).parents[2]
READING = Reading(rule="test", version="1", certainty=0.9)
START = datetime(2024, 3, 1, 8, 30, tzinfo=UTC)

QUESTION = "Wanneer is de brug in Testdorp klaar? Er was sprake van mei 2024."
PROMISE = "De brug opent uiterlijk tegen eind 2024."
SECOND = "We bezorgen het verslag in de loop van 2025."
COSTS = "De werken kosten 1,5 miljoen euro."
TEXT = "\n".join((QUESTION, PROMISE, SECOND, COSTS))


class Clock:
    """A clock that goes on by one second at every look."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the next second."""
        self.now += timedelta(seconds=1)
        return self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Everything that one ``put`` needs."""

    raw: RawDocument
    text: DocumentText
    record: QuestionRecord
    facts: Facts

    def put(self, store: Store, cause: Cause = Cause.INGEST) -> PutResult:
        """Store it."""
        return store.documents.put(self.raw, self.text, self.record, self.facts, cause=cause)


def raw(content: bytes = b"bytes", uri: str = "file:/tmp/brug.txt", name: str = "brug.txt") -> RawDocument:
    """Return bytes of a file."""
    return RawDocument(
        source="files", uri=uri, name=name, media_type="text/plain", content=content, fetched=START - timedelta(days=1)
    )


def record(**given: object) -> QuestionRecord:
    """Return the record of a question, with some fields changed."""
    known: dict[str, object] = {
        "parliament": "Testparlement",
        "session": "2023-2024",
        "number": 12,
        "office": "Minister van Bruggen",
        "minister": "An Peeters",
        "asker": "Jan De Smet",
        "party": "Partij A",
        "title": "Brug in Testdorp - Stand van zaken",
        "asked": date(2024, 1, 10),
        "answered": date(2024, 2, 5),
        "answer_kind": AnswerKind.SUBSTANTIVE,
        "language": "nl",
    }
    return QuestionRecord(**(known | given))  # type: ignore[arg-type]


def due(latest: date = date(2024, 12, 31)) -> TimeRange:
    """Return a time that ends on a day."""
    why = Multilingual(nl="laatste dag", en="last day")
    return TimeRange(earliest=latest, expected=latest, latest=latest, precision=Precision.DAY, explanation=why)


def span(text: str, words: str, start: int = 0) -> Span:
    """Return where words stand in a text."""
    at = text.index(words, start)
    return Span(start=at, end=at + len(words))


def promise(text: str, words: str, **given: object) -> CommitmentFact:
    """Return a commitment in these words."""
    known: dict[str, object] = {
        "span": span(text, words),
        "item": "1",
        "kind": CommitmentKind.MILESTONE,
        "strength": Strength.FIRM,
        "due": due(),
        "due_span": span(text, words),
        "reading": READING,
    }
    return CommitmentFact(**(known | given))  # type: ignore[arg-type]


def figure(text: str, words: str, value: str = "1500000", **given: object) -> Figure:
    """Return a figure in these words."""
    known: dict[str, object] = {
        "span": span(text, words),
        "side": Side.ANSWER,
        "item": "1",
        "value": Decimal(value),
        "unit": "EUR",
        "kind": FigureKind.MONEY,
        "reading": READING,
    }
    return Figure(**(known | given))  # type: ignore[arg-type]


def pointing(text: str, words: str, *numbers: int, **given: object) -> Reference:
    """Return a reference to questions in these words."""
    known: dict[str, object] = {
        "span": span(text, words),
        "side": Side.ANSWER,
        "item": "1",
        "kind": ReferenceKind.QUESTION,
        "numbers": numbers,
        "reading": READING,
    }
    return Reference(**(known | given))  # type: ignore[arg-type]


def facts(text: str = TEXT) -> Facts:
    """Return one fact of every kind, two of commitments."""
    answer, item = Side.ANSWER, "1"
    when = span(text, "tegen eind 2024")
    return Facts(
        times=(TimeExpression(span=when, side=answer, item=item, role=TimeRole.FUTURE, range=due(), reading=READING),),
        figures=(figure(text, "1,5 miljoen euro", subject="De werken", period=due(date(2023, 6, 30))),),
        references=(pointing(text, "verslag", 99),),
        commitments=(
            promise(text, PROMISE, due_span=when),
            promise(text, SECOND, kind=CommitmentKind.PROMISE, strength=Strength.INTENTION, due=None, parent=0),
        ),
        claims=(
            EarlierClaim(
                span=span(text, "Er was sprake van mei 2024."),
                item="",
                due=due(date(2024, 5, 31)),
                due_span=span(text, "mei 2024"),
                compared=0,
                moved_days=214,
                reading=READING,
            ),
        ),
    )


def made(text: str = TEXT, *, uri: str = "file:/tmp/brug.txt", name: str = "brug.txt", **given: object) -> Made:
    """Return the document about the bridge, its text followed by more if wanted, with some fields changed."""
    sections = (
        Section(side=Side.QUESTION, start=0, end=len(QUESTION)),
        Section(side=Side.ANSWER, start=len(QUESTION), end=len(text)),
    )
    items = (Item(side=Side.ANSWER, label="1", span=Span(start=len(QUESTION) + 1, end=len(text))),)
    return Made(
        raw=raw(text.encode(), uri, name),
        text=DocumentText(text=text, sections=sections, reader="text", fields=SourceFields(session="2023-2024")),
        record=record(**({"items": items, "sections": sections} | given)),
        facts=facts(text),
    )


def plain(text: str, uri: str = "file:/tmp/brug.txt", *, doc_id: str | None = None, **given: object) -> Made:
    """Return a document of any text, without facts, with some fields of the record changed."""
    return Made(
        raw=raw(text.encode("utf-8", "surrogatepass"), uri, uri),
        text=DocumentText(text=text, fields=SourceFields(doc_id=doc_id)),
        record=record(**given),
        facts=Facts(),
    )


def stating(promises: Sequence[str], uri: str = "file:/tmp/brug.txt", **given: object) -> Made:
    """Return a document whose text is these promises, one a line."""
    text = "\n".join(promises)
    found: list[CommitmentFact] = []
    at = 0
    for words in promises:
        place = span(text, words, at)
        found.append(promise(text, words, span=place, due_span=place))
        at = place.end
    return replace(plain(text, uri, doc_id=None, **given), facts=Facts(commitments=tuple(found)))
