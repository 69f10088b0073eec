"""What is asked of a search and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from corpus.model import DocumentId, Side, Span
from search.understood import Understood


class Sort(StrEnum):
    """Order of the results: by relevance, or by a day, the last first.

    ``newest`` takes the day of the answer, else of the question, else of publication.
    """

    RELEVANCE = "relevance"
    NEWEST = "newest"
    ASKED = "asked"
    ANSWERED = "answered"


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
        party: Party of that member.
        theme: Subject that the source gives.
        language: Two-letter code of the language of the text.
        kind: Kind of answer, as in ``corpus.model.AnswerKind``.
        family: A document whose family is meant: all that hold the same question.
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
    party: str | None = None
    theme: str | None = None
    language: str | None = None
    kind: str | None = None
    family: DocumentId | None = None
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
        grouped: Whether documents that hold the same question are one result; limit and offset then count results.
        cursor: Where to go on, from ``SearchResults.cursor``; it takes the place of the offset.
        today: The day from which "last year" counts in a condition; None where such words are not read.
    """

    text: str = ""
    filters: Filters = Filters()
    limit: int = 10
    offset: int = 0
    sort: Sort = Sort.RELEVANCE
    mode: Mode = Mode.HYBRID
    passages: int = 3
    grouped: bool = False
    cursor: str = ""
    today: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of a snippet; ``marked`` where it holds a word of the query, ``near`` where it is nearest in meaning."""

    text: str
    marked: bool
    near: bool = False


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
        attachment: Name of the attached file that it stands in; empty in the document itself.
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
    attachment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a document is among the results, in its own words.

    Attributes:
        words: Words of the query as they stand in the title or in the passages shown, folded, each once, without the
            small words of a language; those that were typed come first.
        related: Those of them that were not typed: other names for a word, and parts of it.
        likeness: Likeness in meaning, on a scale where an ordinary document of the corpus is 0 and the query itself 1;
            None where meaning was not compared.
    """

    words: tuple[str, ...] = ()
    likeness: float | None = None
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """Another document that holds the same question.

    Attributes:
        document_id: The document.
        minister: Who answers it.
        number: Its number.
        kind: Its kind of answer.
        matches: Whether it is among the results itself.
    """

    document_id: DocumentId
    minister: str | None
    number: int | None
    kind: str
    matches: bool


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
        party: Party of the person who asks.
        kind: Kind of answer.
        reason: Which words match, and how like it is in meaning.
        also: The other documents of its family, where results are grouped.
        language: Two-letter code of the language of its text; None where unknown.
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
    party: str | None = None
    kind: str = "none"
    reason: Reason = Reason()
    also: tuple[Sibling, ...] = ()
    language: str | None = None


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
        total: Documents that match; facets, months, list, export and total count the same ones.
        groups: Results that they make: documents that hold the same question count once.
        hits: The results from ``offset`` on, or behind the cursor.
        facets: Documents by value, for parliament, session, minister, asker, party, office, kind, language and year,
            most first, at most 200 values of each.
        months: Documents by the month in which they were asked, as ``2024-03``, in the order of time.
        cursor: Where the next page begins; empty on the last one. It also holds after the index was updated: nothing is
            shown twice, and what was added since the first page is left out.
        understood: How the query was read.
        took_ms: Milliseconds that the search took.
        mode: How was searched; ``lexical`` where the index has no embedding model.
        status: How the index stands.
    """

    total: int = 0
    groups: int = 0
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    months: tuple[tuple[str, int], ...] = ()
    cursor: str = ""
    understood: Understood = field(default_factory=Understood)
    took_ms: float = 0.0
    mode: Mode = Mode.LEXICAL
    status: IndexStatus = IndexStatus()
