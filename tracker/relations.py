"""How a document hangs together with others: what it names, who names it, and to whom else the question was put.

Everything is looked up by number, or by asker and day; no other document is read but the few that these find.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from corpus.facts import Reference, ReferenceKind, ReferenceRole
from corpus.model import AnswerKind, DocumentId, Mandate, QuestionRecord, Side
from corpus.store.filters import DocumentFilter
from corpus.store.names import normalised, slug, slug_or_none

if TYPE_CHECKING:
    from corpus.store import DocumentSummary, Store, StoredDocument

_SHORTEST_QUESTION = 40
"""Characters below which an equal text proves nothing: an empty question equals every other one."""


class Certainty(StrEnum):
    """How well it is known which document is meant."""

    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"
    UNRESOLVED = "unresolved"


class SharedBy(StrEnum):
    """How it is known that the same question was put to another minister."""

    LIST = "list"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """A question that the document names.

    Attributes:
        number: Its number; None where the words give none.
        reference: The reference, with place, role, asker and parliamentary year.
        quote: Its words as printed, on one line.
        documents: The held documents that may be meant, the likeliest first.
        certainty: One of them, several, or none.
    """

    number: int | None
    reference: Reference
    quote: str
    documents: tuple["DocumentSummary", ...]
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A held document that names this one.

    Attributes:
        document: That document.
        references: Its references that may mean this one, in reading order.
        quotes: Their words as printed, on one line each.
        certainty: Resolved where at least one of them can mean no other document.
    """

    document: "DocumentSummary"
    references: tuple[Reference, ...]
    quotes: tuple[str, ...]
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyMember:
    """Another minister to whom the same question was put.

    Attributes:
        minister: Who; None where the document found by its text does not say.
        number: Number of the question put to them, None where unknown.
        documents: The held documents that may be theirs; exactly one where it is certain.
        shared_by: The line of the question that lists the ministers, or the text of the question.
    """

    minister: str | None
    number: int | None
    documents: tuple["DocumentSummary", ...]
    shared_by: SharedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """A document among the others that are held.

    Attributes:
        points_to: Questions that it names, each once, in reading order; its own question is none.
        named_in: Documents that name it, the newest first.
        family: The other ministers to whom the question was put.
        answered_in: Where its answer stands, for an answer that only refers to another.
        answers_for: Documents whose answer only refers to this one.
        same_question: Other documents of the same question: its answer or its question in a file of its own.
    """

    points_to: tuple[Pointed, ...] = ()
    named_in: tuple[Named, ...] = ()
    family: tuple[FamilyMember, ...] = ()
    answered_in: tuple["DocumentSummary", ...] = ()
    answers_for: tuple["DocumentSummary", ...] = ()
    same_question: tuple["DocumentSummary", ...] = ()


def relations(store: "Store", document: "StoredDocument") -> Relations:
    """Return how a document hangs together with the others that are held.

    Args:
        store: The store.
        document: The document, as ``store.documents.get`` gives it.
    """
    points_to = tuple(_pointed(store, document))
    named_in = tuple(_named(store, document))
    family = _family(store, document)
    return Relations(
        points_to=points_to,
        named_in=named_in,
        family=family,
        answered_in=_answered_in(document.record, points_to, family),
        answers_for=_answers_for(document.record, named_in, family),
        same_question=_summaries(store, store.documents.related(document.id)),
    )


def _summaries(store: "Store", ids: Sequence[DocumentId]) -> tuple["DocumentSummary", ...]:
    """Return the summaries of documents in the order of their ids."""
    held = {one.id: one for one in store.documents.list(DocumentFilter(ids=tuple(ids)))} if ids else {}
    return tuple(held[one] for one in dict.fromkeys(ids) if one in held)


def _certainty(candidates: Sequence[object]) -> Certainty:
    if not candidates:
        return Certainty.UNRESOLVED
    return Certainty.RESOLVED if len(candidates) == 1 else Certainty.AMBIGUOUS


def _line(words: str) -> str:
    return " ".join(words.split())


def _pointed(store: "Store", document: "StoredDocument") -> Iterator[Pointed]:
    """Yield each question named once; words that name several numbers give one entry a number."""
    named = [one for one in document.facts.references if one.kind is ReferenceKind.QUESTION]
    held = _summaries(store, [candidate for one in named for candidate in one.candidates])
    seen: set[object] = set()
    for reference in named:
        if reference.role is ReferenceRole.TIE:
            continue
        for number in reference.numbers or (None,):
            meant = tuple(one for one in held if one.id in reference.candidates and number in (None, one.number))
            meant = tuple(sorted(meant, key=lambda one: reference.candidates.index(one.id)))
            key = (number, reference.session, reference.asker, tuple(one.id for one in meant))
            if key not in seen or number is None:
                seen.add(key)
                quote = _line(reference.span.quote(document.text.text))
                yield Pointed(
                    number=number, reference=reference, quote=quote, documents=meant, certainty=_certainty(meant)
                )


def _named(store: "Store", document: "StoredDocument") -> Iterator[Named]:
    found = [one for one in store.documents.naming(document.id) if one.reference.role is not ReferenceRole.TIE]
    for summary in _summaries(store, [one.document for one in found]):
        inside = [one for one in found if one.document == summary.id]
        least = min((one.reference.candidates for one in inside), key=len)
        yield Named(
            document=summary,
            references=tuple(one.reference for one in inside),
            quotes=tuple(_line(one.quote) for one in inside),
            certainty=_certainty(least),
        )


def _family(store: "Store", document: "StoredDocument") -> tuple[FamilyMember, ...]:
    """Return those that the question lists, then those whose document has the same question."""
    listed = tuple(_listed(store, document))
    known = {summary.id for member in listed for summary in member.documents}
    return listed + tuple(
        FamilyMember(minister=one.minister, number=one.number, documents=(one,), shared_by=SharedBy.TEXT)
        for one in _with_same_question(store, document)
        if one.id not in known
    )


def _listed(store: "Store", document: "StoredDocument") -> Iterator[FamilyMember]:
    record = document.record
    for mandate in record.family:
        if not _is_own(mandate, record):
            meant = [one for one in _of(store, mandate, record) if one.id != document.id]
            yield FamilyMember(
                minister=mandate.minister, number=mandate.number, documents=tuple(meant), shared_by=SharedBy.LIST
            )


def _is_own(mandate: Mandate, record: QuestionRecord) -> bool:
    """Tell whether a minister of the list is the document's own: by number, else by name."""
    if mandate.number is not None and record.number is not None:
        same_number = mandate.number == record.number
        return same_number and slug(mandate.minister) == (slug_or_none(record.minister) or slug(mandate.minister))
    return slug(mandate.minister) == slug(record.minister or "")


def _of(store: "Store", mandate: Mandate, record: QuestionRecord) -> Iterator["DocumentSummary"]:
    """Yield the held documents of a minister's question; a number is shared by questions to other ministers."""
    if mandate.number is None:
        return
    ids = store.documents.resolve(
        mandate.number, session=record.session, asker=record.asker, parliament=record.parliament
    )
    for one in _summaries(store, ids):
        if one.minister is None or slug(one.minister) == slug(mandate.minister):
            yield one


def _with_same_question(store: "Store", document: "StoredDocument") -> Iterator["DocumentSummary"]:
    """Yield the documents of the same asker and day, of another minister, whose question has the same words."""
    record = document.record
    if record.asker is None or record.asked is None:
        return
    wanted = _question_words(document.text.text, record)
    if len(wanted) < _SHORTEST_QUESTION:
        return
    same_day = DocumentFilter(
        parliament=record.parliament, asker=record.asker, asked_from=record.asked, asked_to=record.asked
    )
    own = set(store.documents.related(document.id)) | {document.id}
    others = {one.id: one for one in store.documents.list(same_day) if one.id not in own}
    held = store.documents.texts(tuple(others)) if others else {}
    for name, one in others.items():
        if name in held and _question_words(*held[name]) == wanted:
            yield one


def _question_words(text: str, record: QuestionRecord) -> str:
    """Return the words of the question, folded; the line that lists the ministers is no part of its sections."""
    sections = [one for one in record.sections if one.side is Side.QUESTION]
    return normalised(" ".join(text[one.start : one.end] for one in sections))


def _answered_in(
    record: QuestionRecord, points_to: Sequence[Pointed], family: Sequence[FamilyMember]
) -> tuple["DocumentSummary", ...]:
    """Return what a referring answer refers to: the question it names, else the family's coordinated answer.

    A coordinated answer is itself the answer, however it speaks of the others.
    """
    if record.answer_kind is AnswerKind.COORDINATED:
        return ()
    named = [summary for one in points_to if one.reference.role is ReferenceRole.ANSWER for summary in one.documents]
    if not named and record.answer_kind is AnswerKind.REFERRING:
        named = [one for member in family for one in member.documents if one.answer_kind is AnswerKind.COORDINATED]
    return tuple({one.id: one for one in named}.values())


def _answers_for(
    record: QuestionRecord, named_in: Sequence[Named], family: Sequence[FamilyMember]
) -> tuple["DocumentSummary", ...]:
    """Return the documents that refer to this one for their answer."""
    found = [
        one.document
        for one in named_in
        if one.document.answer_kind is not AnswerKind.COORDINATED
        and any(reference.role is ReferenceRole.ANSWER for reference in one.references)
    ]
    if record.answer_kind is AnswerKind.COORDINATED:
        found += [one for member in family for one in member.documents if one.answer_kind is AnswerKind.REFERRING]
    return tuple({one.id: one for one in found}.values())
