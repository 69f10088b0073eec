"""A judge, and a store with a promise and later answers."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from corpus.facts import CommitmentFact, CommitmentKind, Facts, Strength
from corpus.model import DocumentText, Item, QuestionRecord, RawDocument, Section, Side, Span
from corpus.register import Cause
from corpus.settings import Settings
from corpus.store import Store
from tests.tracker.fakes import READING, Clock, window
from tracker.evidence.judge import Judge

Put = Callable[..., str]
OFFICE = "Vlaams minister van Paden"
PROMISE = "De loopbrug over de Zwalm in Munkzwalm wordt aangelegd in het najaar van 2023."


@pytest.fixture(scope="session")
def judge() -> Judge:
    """The judge that ships."""
    return Judge()


@pytest.fixture
def clock() -> Clock:
    """A clock at 1 July 2024."""
    return Clock()


@pytest.fixture
def held(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """An empty store."""
    with Store.open(Settings(data=tmp_path), clock=clock) as opened:
        yield opened


@pytest.fixture
def put(held: Store, clock: Clock) -> Put:
    """Store an answer; where ``due`` is given its whole text is a promise."""

    def putting(
        number: int,
        text: str,
        answered: date,
        *,
        promise: bool = False,
        office: str = OFFICE,
        title: str = "Loopbrug in Munkzwalm",
        cause: Cause = Cause.INGEST,
        language: str | None = None,
    ) -> str:
        span = Span(start=0, end=len(text))
        due = window(date(2023, 9, 1), date(2023, 12, 21))
        fact = CommitmentFact(
            span=span,
            item="",
            kind=CommitmentKind.MILESTONE,
            strength=Strength.FIRM,
            due=due,
            due_span=Span(start=len(text) - 23, end=len(text) - 1),
            reading=READING,
        )
        record = QuestionRecord(
            parliament="Vlaams Parlement",
            session="2022-2023",
            number=number,
            office=office,
            minister="An Peeters",
            title=title,
            language=language,
            answered=answered,
            items=(Item(side=Side.ANSWER, label="", span=span),),
            sections=(Section(side=Side.ANSWER, start=0, end=len(text)),),
        )
        raw = RawDocument(
            source="files",
            uri=f"file:{number}.txt",
            name=f"{number}.txt",
            media_type="text/plain",
            content=text.encode(),
            fetched=clock(),
        )
        facts = Facts(commitments=(fact,) if promise else ())
        with held.writing():
            return held.documents.put(raw, DocumentText(text=text), record, facts, cause=cause).document_id

    return putting
