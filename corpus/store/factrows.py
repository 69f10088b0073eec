"""Facts to rows and back, and the register's entries that follow from them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from corpus.errors import WrongUse
from corpus.facts import (
    CommitmentFact,
    EarlierClaim,
    Facts,
    Figure,
    Reference,
    ReferenceKind,
    TimeExpression,
    TimeRange,
)
from corpus.model import CommitmentId, DocumentId, DocumentText, QuestionRecord, Span
from corpus.register import Commitment, Milestone
from corpus.store.names import fold, milestone_id
from corpus.store.tables import (
    fact_claims,
    fact_commitments,
    fact_figures,
    fact_reference_numbers,
    fact_references,
    fact_times,
)

_Fact = TimeExpression | Figure | Reference | CommitmentFact | EarlierClaim
_Row = dict[str, Any]

_TABLES: Mapping[str, Table] = {
    "times": fact_times,
    "figures": fact_figures,
    "references": fact_references,
    "commitments": fact_commitments,
    "claims": fact_claims,
}


def check_spans(text: DocumentText, record: QuestionRecord, facts: Facts) -> None:
    """Refuse facts that do not stand in the text: a fact without its words proves nothing.

    Raises:
        WrongUse: If a span ends after the text, or an index points to no commitment.
    """
    length = len(text.text)
    for span in _spans(record, facts):
        if span.end > length:
            raise WrongUse(f"a fact at characters {span.start} to {span.end} lies outside the text of {length}")
    indexes = [fact.parent for fact in facts.commitments] + [claim.compared for claim in facts.claims]
    for index in indexes:
        if index is not None and not 0 <= index < len(facts.commitments):
            raise WrongUse(f"a fact points to commitment {index} of {len(facts.commitments)}")


def _spans(record: QuestionRecord, facts: Facts) -> Iterator[Span]:
    for item in record.items:
        yield item.span
    for _, span in record.evidence:
        yield span
    for name in _TABLES:
        for fact in getattr(facts, name):
            yield fact.span
            yield from getattr(fact, "also", ())
            if getattr(fact, "due_span", None) is not None:
                yield fact.due_span


def write_facts(
    connection: Connection,
    key: tuple[DocumentId, int],
    text: DocumentText,
    facts: Facts,
    commitments: Sequence[CommitmentId],
) -> None:
    """Write the facts of one version.

    Args:
        connection: A connection in a transaction.
        key: The document and its version.
        text: Its text, from which the facts' words are taken.
        facts: The facts.
        commitments: The register's id of each of ``facts.commitments``; the entries must be there already.
    """
    columns = {
        fact_times: [_time_columns(fact) for fact in facts.times],
        fact_figures: [_figure_columns(fact) for fact in facts.figures],
        fact_references: [{"kind": fact.kind.value, "target": fact.target} for fact in facts.references],
        fact_commitments: [{"commitment_id": name} for name in commitments],
        fact_claims: [_claim_columns(fact, commitments) for fact in facts.claims],
    }
    for name, table in _TABLES.items():
        found: Sequence[_Fact] = getattr(facts, name)
        if found:
            rows = [_common(key, n, fact, text.text) for n, fact in enumerate(found)]
            connection.execute(insert(table), [row | more for row, more in zip(rows, columns[table], strict=True)])
    named = [
        {"number": number, "document_id": key[0], "version": key[1], "position": position}
        for position, fact in enumerate(facts.references)
        if fact.kind is ReferenceKind.QUESTION
        for number in sorted(set(fact.numbers))
    ]
    if named:
        connection.execute(insert(fact_reference_numbers), named)


def read_facts(connection: Connection, document: str, version: int) -> tuple[Facts, tuple[CommitmentId, ...]]:
    """Read the facts of one version, and the register's ids of its commitments."""
    found: dict[str, tuple[Any, ...]] = {}
    for name, table in _TABLES.items():
        query = select(table.c.fact).where(table.c.document_id == document, table.c.version == version)
        found[name] = tuple(connection.execute(query.order_by(table.c.position)).scalars())
    ids = connection.execute(
        select(fact_commitments.c.commitment_id)
        .where(fact_commitments.c.document_id == document, fact_commitments.c.version == version)
        .order_by(fact_commitments.c.position)
    ).scalars()
    return Facts(**{field.name: found[field.name] for field in fields(Facts)}), tuple(map(CommitmentId, ids))


def entries(
    key: tuple[DocumentId, int],
    text: DocumentText,
    record: QuestionRecord,
    facts: Sequence[CommitmentFact],
    ids: Sequence[CommitmentId],
) -> tuple[Commitment, ...]:
    """Make the register's entries of one version from its facts.

    Args:
        key: The document and its version.
        text: Its text.
        record: Its record, from which office, people and day come.
        facts: Its commitments.
        ids: Their ids, in the same order.

    Returns:
        One entry for each fact, with one milestone where a time bounds it.
    """
    return tuple(_entry(key, text.text, record, fact, name, ids) for fact, name in zip(facts, ids, strict=True))


def _entry(
    key: tuple[DocumentId, int],
    text: str,
    record: QuestionRecord,
    fact: CommitmentFact,
    name: CommitmentId,
    ids: Sequence[CommitmentId],
) -> Commitment:
    quote = fact.span.quote(text)
    return Commitment(
        id=name,
        document=key[0],
        version=key[1],
        span=fact.span,
        quote=quote,
        item=fact.item,
        kind=fact.kind,
        strength=fact.strength,
        actor=fact.actor,
        subject=fact.subject,
        condition=fact.condition,
        office=record.office,
        minister=record.minister,
        asker=record.asker,
        stated=record.answered or record.asked,
        vague=fact.vague,
        milestones=_milestones(fact, name, quote, text),
        parent=None if fact.parent is None else ids[fact.parent],
        also=fact.also,
        reading=fact.reading,
    )


def _milestones(fact: CommitmentFact, name: CommitmentId, quote: str, text: str) -> tuple[Milestone, ...]:
    if fact.due is None:
        return ()
    due_quote = fact.due_span.quote(text) if fact.due_span else ""
    return (Milestone(id=milestone_id(name, 1), deliverable=quote, due=fact.due, due_quote=due_quote),)


def days(range_: TimeRange) -> _Row:
    """Return the three days of a time as columns."""
    return {"earliest": range_.earliest, "expected": range_.expected, "latest": range_.latest}


def order(value: Decimal) -> float:
    """Return a number by which exact decimals are sorted and compared, to about 15 digits."""
    return float(value)


def _common(key: tuple[DocumentId, int], position: int, fact: _Fact, text: str) -> _Row:
    span = fact.span
    return {
        "document_id": key[0],
        "version": key[1],
        "position": position,
        "start": span.start,
        "stop": span.end,
        "page": span.page,
        "item": fact.item,
        "quote": span.quote(text),
        "fact": fact,
    }


def _time_columns(fact: TimeExpression) -> _Row:
    return {"role": fact.role.value} | days(fact.range)


def _figure_columns(fact: Figure) -> _Row:
    period = fact.period
    return {
        "value": fact.value,
        "value_order": order(fact.value),
        "unit": fact.unit,
        "kind": fact.kind.value,
        "subject": fact.subject,
        "subject_folded": fold(fact.subject) if fact.subject else None,
        "period_from": period.earliest if period else None,
        "period_to": (period.expected or period.latest) if period else None,
    }


def _claim_columns(fact: EarlierClaim, commitments: Sequence[CommitmentId]) -> _Row:
    return {
        "expected": fact.due.expected if fact.due else None,
        "moved_days": fact.moved_days,
        "compared": None if fact.compared is None else commitments[fact.compared],
    }
