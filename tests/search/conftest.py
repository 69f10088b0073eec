"""A small corpus of our own and a store that is only its change feed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import NotFound
from corpus.facts import CommitmentFact, CommitmentKind, Facts, Reading, Strength
from corpus.model import DocumentId, DocumentText, Item, Page, QuestionRecord, Section, Side, Span
from corpus.settings import Settings
from search.builder import no_progress
from search.feed import StoreLike
from search.service import SearchService


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeDocument:
    """A stored document as the search sees it."""

    id: DocumentId
    text: DocumentText
    record: QuestionRecord
    facts: Facts = Facts()  # noqa: RUF009 - immutable


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeChange:
    """A line of the feed."""

    seq: int
    document_id: DocumentId
    deleted: bool = False


@dataclass(slots=True)
class FakeStore:
    """A store of documents in memory; each stands in the feed once, at its last change."""

    held: dict[DocumentId, FakeDocument] = field(default_factory=dict)
    changes: list[FakeChange] = field(default_factory=list)
    gets: int = 0

    @property
    def feed(self) -> "FakeStore":
        """The feed is the store itself."""
        return self

    @property
    def documents(self) -> "FakeStore":
        """So are the documents."""
        return self

    def put(self, *documents: FakeDocument) -> None:
        """Add or replace documents."""
        for document in documents:
            self.held[document.id] = document
            self._changed(document.id, deleted=False)

    def delete(self, document: str) -> None:
        """Take a document out."""
        del self.held[DocumentId(document)]
        self._changed(DocumentId(document), deleted=True)

    def _changed(self, document: DocumentId, *, deleted: bool) -> None:
        seq = self.head() + 1
        self.changes = [change for change in self.changes if change.document_id != document]
        self.changes.append(FakeChange(seq=seq, document_id=document, deleted=deleted))

    def changed_since(self, cursor: int, limit: int) -> Sequence[FakeChange]:
        """Return what changed after a line."""
        return [change for change in self.changes if change.seq > cursor][:limit]

    def head(self) -> int:
        """Return the last line."""
        return self.changes[-1].seq if self.changes else 0

    def get(self, document_id: DocumentId, /) -> FakeDocument:
        """Return a document."""
        self.gets += 1
        if document_id not in self.held:
            raise NotFound(document_id)
        return self.held[document_id]


def document(
    name: str,
    *,
    title: str,
    question: str,
    answer: str = "",
    minister: str | None = "An Peeters",
    asker: str | None = "Jo Maes",
    session: str | None = "2023-2024",
    number: int | None = None,
    asked: date | None = date(2024, 1, 15),
    office: str | None = None,
    promises: bool = False,
) -> FakeDocument:
    """Make a document of two pages: the question on the first, the answer on the second."""
    text = f"{title}\n{question}\n{answer}"
    cut = len(title) + len(question) + 2
    sections = [Section(side=Side.QUESTION, start=len(title) + 1, end=cut - 1)]
    items = [Item(side=Side.QUESTION, label="", span=Span(start=len(title) + 1, end=cut - 1, page=1))]
    if answer:
        sections.append(Section(side=Side.ANSWER, start=cut, end=len(text)))
        items.append(Item(side=Side.ANSWER, label="1", span=Span(start=cut, end=len(text), page=2)))
    pages = (Page(number=1, start=0, end=cut), Page(number=2, start=cut, end=len(text)))
    record = QuestionRecord(
        parliament="Vlaams Parlement",
        title=title,
        minister=minister,
        asker=asker,
        session=session,
        number=number,
        asked=asked,
        office=office,
        items=tuple(items),
        sections=tuple(sections),
    )
    facts = Facts(commitments=(promise(),)) if promises else Facts()
    return FakeDocument(id=DocumentId(name), text=DocumentText(text=text, pages=pages), record=record, facts=facts)


def promise() -> CommitmentFact:
    """Make a commitment; the search only sees that there is one."""
    reading = Reading(rule="test", version="1", certainty=1.0)
    return CommitmentFact(
        span=Span(start=0, end=1), item="", kind=CommitmentKind.PROMISE, strength=Strength.FIRM, reading=reading
    )


def small_corpus() -> list[FakeDocument]:
    """Return twelve documents on six subjects, two of each."""
    return [
        document(
            "opvang-1",
            title="Kinderopvang - Wachtlijsten",
            question="Hoeveel kinderen staan op de wachtlijst voor kinderopvang in de grote steden?",
            answer="Er staan 4.210 kinderen op de wachtlijst. Tegen 2025 komen er 900 plaatsen in crèches bij.",
            number=12,
            promises=True,
        ),
        document(
            "opvang-2",
            title="Opvang van peuters",
            question="Welke gemeenten hebben te weinig plaatsen in de opvang van peuters en kleuters?",
            answer="Vooral in de rand zijn er te weinig kinderbegeleiders. De crèches zoeken personeel.",
            minister="Bert Claes",
            asked=date(2023, 10, 2),
            number=44,
        ),
        document(
            "trein-1",
            title="Treinverkeer - Vertragingen",
            question="Hoe vaak had een trein vertraging op de lijn naar de kust?",
            answer="Vertragingen ontstaan door werken aan het spoor. De trein reed 300 keer te laat.",
            minister="Bert Claes",
            asker="Els De Wit",
            session="2022-2023",
            asked=date(2023, 3, 1),
            number=7,
        ),
        document(
            "trein-2",
            title="Spoorwegen",
            question="Wat doet u tegen treinvertragingen in het verkeer van pendelaars?",
            answer="Het verkeer op het spoor wordt beter gespreid, ook bos- en waterbeheer langs het spoor telt mee.",
            minister="Bert Claes",
            asker="Els De Wit",
            asked=date(2024, 2, 20),
        ),
        document(
            "bos-1",
            title="Bosbeheer",
            question="Hoeveel hectare bos is er aangeplant? Het beheer van bos en water is belangrijk.",
            answer="Er is 120 hectare bos geplant. Het bos groeit traag, het water staat laag, het beheer is goed.",
            minister="Zoë Nolf",
            office="Vlaams minister van Omgeving",
            asked=date(2022, 11, 11),
            session="2022-2023",
            promises=True,
        ),
        document(
            "bos-2",
            title="Water en natuur",
            question="Hoe staat het met het water in de natuurgebieden en met het bos?",
            minister="Zoë Nolf",
            asked=date(2024, 5, 5),
        ),
        document(
            "school-1",
            title="Scholenbouw",
            question="Hoeveel scholen kregen een nieuw dak? Krijgt elke school subsidie voor zonnepanelen?",
            answer="Elke school krijgt subsidie. De bouw van 14 scholen begint in het najaar.",
            asked=None,
            session=None,
        ),
        document(
            "school-2",
            title="Leerlingen met zorgnoden",
            question="Hoeveel leerlingen met een zorgvraag volgen les in een gewone school?",
            answer="Het centrum voor leerlingenbegeleiding telt er 8.000; elke leerling krijgt begeleiding op school.",
        ),
        document(
            "energie-1",
            title="Zonnepanelen op daken",
            question="Wat is de premie voor zonnepanelen op een dak van een woning?",
            answer="De premie voor zonnepanelen daalt naar 750 euro. Een aanvraag duurt drie weken.",
            minister="Zoë Nolf",
        ),
        document(
            "energie-2",
            title="Isolatie van woningen",
            question="Hoeveel woningen kregen een premie voor isolatie van het dak?",
            answer="Er zijn 2.300 premies betaald voor isolatie van het dak of de muren van een woning.",
            minister="Zoë Nolf",
        ),
        document(
            "werk-1",
            title="VDAB - Opleidingen",
            question="Hoeveel werkzoekenden volgden een opleiding bij de VDAB?",
            answer="In totaal volgden 61.000 werkzoekenden een opleiding; de helft vond daarna werk.",
            minister="Bert Claes",
        ),
        document(
            "werk-2",
            title="Werkzoekenden en taal",
            question="Krijgen werkzoekenden een taalles van de dienst?",
            answer="De Vlaamse Dienst voor Arbeidsbemiddeling en Beroepsopleiding geeft taalles aan 5.000 mensen.",
            minister="Bert Claes",
        ),
    ]


MakeService = Callable[..., SearchService]


@pytest.fixture
def store() -> FakeStore:
    """Return a store with the small corpus."""
    filled = FakeStore()
    filled.put(*small_corpus())
    return filled


@pytest.fixture
def service_on(tmp_path: Path) -> MakeService:
    """Return a function that opens the search of a store; two calls share one data folder."""

    def make(store: StoreLike, model: str = "builtin", wait: float = 5.0) -> SearchService:
        settings = Settings(data=tmp_path, model=model, lock_wait_seconds=wait)
        return SearchService.open(settings, store)

    return make


@pytest.fixture
def service(store: FakeStore, service_on: MakeService) -> SearchService:
    """Return the search of the small corpus with the built-in model."""
    built = service_on(store)
    built.rebuild(no_progress)
    return built


@pytest.fixture(scope="session")
def shared_service(tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    """Return a search of the small corpus that no test changes."""
    filled = FakeStore()
    filled.put(*small_corpus())
    built = SearchService.open(Settings(data=tmp_path_factory.mktemp("search"), model="builtin"), filled)
    built.rebuild()
    return built
