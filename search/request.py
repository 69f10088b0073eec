"""What is asked of a search and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from corpus.model import DocumentId, Side, Span


class Sort(StrEnum):
    """Order of the results."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


class Mode(StrEnum):
    """How documents are found: by words, by meaning, or by both."""

    HYBRID = "hybrid"
    LEXICAL = "lexical"
    SEMANTIC = "semantic"


class Why(StrEnum):
    """Why a document is among the results."""

    WORD = "word"
    MEANING = "meaning"
    BOTH = "both"
    LISTED = "listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Conditions beside the query; None asks nothing.

    A name that the index holds exactly means that name alone; any other means every name that has its words, so
    ``crevits`` finds the minister of that family name.

    Attributes:
        parliament: Parliament.
        session: Parliamentary year.
        minister: Minister who answers.
        office: Title of the minister's office.
        asker: Member who asks.
        asked_from: First day on which it was asked.
        asked_to: Last day on which it was asked, included.
        has_commitment: Whether a commitment was read in it.
        answered: Whether it was answered.
        only: The documents that may be shown.
    """

    parliament: str | None = None
    session: str | None = None
    minister: str | None = None
    office: str | None = None
    asker: str | None = None
    asked_from: date | None = None
    asked_to: date | None = None
    has_commitment: bool | None = None
    answered: bool | None = None
    only: frozenset[DocumentId] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """A search.

    Attributes:
        text: The query; empty lists every document that the filters leave.
        filters: Conditions beside it.
        limit: Number of results, at most 1,000.
        offset: Results to skip.
        sort: Order; without words to rank by, results come newest first.
        mode: By words, meaning or both.
        passages: Passages shown of each document.
    """

    text: str = ""
    filters: Filters = Filters()
    limit: int = 10
    offset: int = 0
    sort: Sort = Sort.RELEVANCE
    mode: Mode = Mode.HYBRID
    passages: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRemark:
    """How a part of the query was read where it was not plain.

    Attributes:
        code: Stable word: ``unclosed_quote``, ``unknown_field``, ``unreadable_value``, ``lonely_or``,
            ``shortened``.
        detail: The part of the query concerned.
        text: One English sentence.
    """

    code: str
    detail: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """How the query was read.

    Attributes:
        words: The words searched for, as typed; alternatives are joined by ``|``.
        phrases: Phrases that must occur literally.
        excluded: Words and phrases that must not occur.
        conditions: Field conditions, as (field, value); the field's name starts with ``-`` where excluded.
        remarks: What was not read as it may have been meant.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    conditions: tuple[tuple[str, str], ...] = ()
    remarks: tuple[QueryRemark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of a snippet; ``marked`` where it matches the query."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageHit:
    """A passage of a found document.

    Attributes:
        side: Question or answer.
        item: Label of its item, empty outside items.
        span: Where the passage stands in the document's text.
        page: Its page, None where the document has none.
        snippet: The sentences that match best, in segments; together they are ``text[snippet_span]``.
        snippet_span: Where these sentences stand.
        cut_before: Whether the passage says more before the snippet.
        cut_after: Whether it says more after it.
        words: The words marked, folded, each once.
        score: Score of the passage, comparable within one result list.
    """

    side: Side
    item: str
    span: Span
    page: int | None
    snippet: tuple[Segment, ...]
    snippet_span: Span
    cut_before: bool
    cut_after: bool
    words: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A found document.

    Attributes:
        document_id: The document.
        score: Fused score, comparable within one result list; 0 in a plain list.
        why: Found by its words, its meaning, both, or merely listed.
        title: Its title.
        parliament: Its parliament.
        session: Its parliamentary year.
        number: Its number.
        office: The office that answers.
        minister: The person who answers.
        asker: The person who asks.
        asked: Day it was asked.
        answered: Day it was answered.
        has_commitment: Whether a commitment was read in it.
        passages: Its best passages, best first.
    """

    document_id: DocumentId
    score: float
    why: Why
    title: str | None = None
    parliament: str | None = None
    session: str | None = None
    number: int | None = None
    office: str | None = None
    minister: str | None = None
    asker: str | None = None
    asked: date | None = None
    answered: date | None = None
    has_commitment: bool = False
    passages: tuple[PassageHit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStatus:
    """How the index stands.

    Attributes:
        generation: Name of the folder of the generation in use; None where none was built.
        documents: Documents in it.
        passages: Passages in it.
        model: Name of its embedding model; ``lexical`` for none.
        cursor: Last change of the store that it holds.
        behind: Changes of the store that it does not hold yet.
        message: What is wrong and what to do; empty where all is well.
    """

    generation: str | None = None
    documents: int = 0
    passages: int = 0
    model: str = "lexical"
    cursor: int = 0
    behind: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults:
    """What a search found.

    Attributes:
        total: Documents that match; facets, list and total count the same ones.
        hits: The documents from ``offset`` on.
        facets: Documents by value, for parliament, session, minister, asker and year, most first.
        understood: How the query was read.
        took_ms: Milliseconds that the search took.
        mode: How was searched; ``lexical`` where the index has no embedding model.
        status: How the index stands.
    """

    total: int = 0
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    understood: Understood = Understood()
    took_ms: float = 0.0
    mode: Mode = Mode.LEXICAL
    status: IndexStatus = IndexStatus()
