"""Evidence: passages put beside commitments, proposed by the program or a person, decided by a person."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from corpus.errors import EditConflict, NotFound
from corpus.model import CommitmentId, DocumentId, MilestoneId
from corpus.register import Decision, Event, Evidence, Relation
from corpus.store.alert_tables import marks
from corpus.store.database import Database
from corpus.store.eventrows import append_event
from corpus.store.tables import AnyRow, commitments, documents, events, evidence

_AT_ONCE = 5_000  # databases bound how many values one query may hold
_CURSOR = "evidence"


class EvidenceStore:
    """The evidence of all commitments.

    Args:
        database: The database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def propose(self, found: Sequence[tuple[Evidence, Event]], *, upto: int | None = None) -> int:
        """Put many pieces of proposed evidence beside their commitments, each with its event, all or none.

        Args:
            found: Evidence and event; a passage that stands beside its commitment already is left out.
            upto: Line of the feed up to which documents are compared now; written with the proposals or not at all.
                None leaves the cursor where it is.

        Returns:
            How many are new.

        Raises:
            NotFound: If a commitment or document does not exist; nothing is written.
        """
        written = 0
        with self._database.changing() as connection:
            for new, event in found:
                must_exist(connection, new.commitment, new.document)
                if _stands_beside(connection, new):
                    continue
                statement = insert(evidence).returning(evidence.c.id)
                number = int(connection.execute(statement, evidence_row(new)).scalar_one())
                append_event(connection, replace(event, data={**event.data, "evidence": number}))
                written += 1
            if upto is not None:
                _set_cursor(connection, upto)
        return written

    def compared_upto(self) -> int:
        """Return the last line of the feed whose document was compared with the commitments, 0 for none."""
        with self._database.reading() as connection:
            return int(connection.execute(select(marks.c.number).where(marks.c.name == _CURSOR)).scalar() or 0)

    def decide(
        self,
        evidence_id: int,
        decision: Decision,
        further: Sequence[Event],
        *,
        decided_by: str,
        relation: Relation | None = None,
        expected_last: int | None = None,
    ) -> Evidence:
        """Write what a person decided on proposed evidence, with the events that follow from it, all or none.

        Args:
            evidence_id: The evidence.
            decision: Accepted or rejected, or proposed again.
            further: Events, the decision's own first; each gets ``evidence`` in its data.
            decided_by: The person.
            relation: The relation as the person sees it; None leaves the proposed one.
            expected_last: As in ``append``.

        Raises:
            EditConflict: If the commitment has a later event; nothing is written.
            NotFound: If there is no such evidence.
        """
        with self._database.changing() as connection:
            row = connection.execute(select(evidence).where(evidence.c.id == evidence_id)).first()
            if row is None:
                raise NotFound(f"there is no evidence {evidence_id}")
            held = read_evidence(row)
            must_exist(connection, held.commitment, None)
            if expected_last is not None:
                expect(connection, held.commitment, expected_last)
            decided = replace(held, decision=decision, decided_by=decided_by, relation=relation or held.relation)
            values = {"decision": decision.value, "decided_by": decided_by, "relation": decided.relation.value}
            connection.execute(update(evidence).where(evidence.c.id == evidence_id).values(values))
            for event in further:
                append_event(connection, replace(event, data={**event.data, "evidence": evidence_id}))
        return decided

    def get(self, evidence_id: int) -> Evidence:
        """Return one piece of evidence.

        Raises:
            NotFound: If there is none of that number.
        """
        with self._database.reading() as connection:
            row = connection.execute(select(evidence).where(evidence.c.id == evidence_id)).first()
        if row is None:
            raise NotFound(f"there is no evidence {evidence_id}")
        return read_evidence(row)

    def proposals(self, limit: int | None = None) -> tuple[Evidence, ...]:
        """Return the evidence of all commitments that waits for a person, the best first."""
        query = select(evidence).where(evidence.c.decision == Decision.PROPOSED.value)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(evidence.c.score.desc(), evidence.c.id).limit(limit))
            return tuple(read_evidence(row) for row in rows)

    def beside(self, commitments: Sequence[CommitmentId]) -> dict[CommitmentId, tuple[Evidence, ...]]:
        """Return the evidence put beside several commitments, the oldest first; those without any are left out."""
        found: dict[CommitmentId, list[Evidence]] = {}
        with self._database.reading() as connection:
            for start in range(0, len(commitments), _AT_ONCE):
                wanted = evidence.c.commitment_id.in_(commitments[start : start + _AT_ONCE])
                for row in connection.execute(select(evidence).where(wanted).order_by(evidence.c.id)):
                    found.setdefault(CommitmentId(row.commitment_id), []).append(read_evidence(row))
        return {name: tuple(pieces) for name, pieces in found.items()}


def _set_cursor(connection: Connection, upto: int) -> None:
    known = update(marks).where(marks.c.name == _CURSOR).values(number=upto)
    if not connection.execute(known).rowcount:
        connection.execute(insert(marks).values(name=_CURSOR, number=upto))


def expect(connection: Connection, commitment: str | None, expected: int) -> None:
    """Raise EditConflict where a commitment has an event later than the one expected to be its last."""
    query = select(func.max(events.c.id)).where(events.c.commitment_id == commitment)
    last = connection.execute(query).scalar() or 0
    if last > expected:
        raise EditConflict(
            f"somebody else changed commitment {commitment} first (event {last}); look at it again, then decide"
        )


def must_exist(connection: Connection, commitment: str | None, document: str | None) -> None:
    """Raise NotFound where a commitment or document is not held; the commitment is held until the transaction ends."""
    if commitment is not None:
        # Who appends holds the entry until the end: two at once would both believe to be first.
        entry = select(commitments.c.id).where(commitments.c.id == commitment).with_for_update()
        known = connection.execute(entry).first()
        if known is None:
            raise NotFound(f"there is no commitment {commitment!r}")
    if document is not None:
        known = connection.execute(select(documents.c.id).where(documents.c.id == document)).first()
        if known is None:
            raise NotFound(f"there is no document {document!r}")


def read_evidence(row: AnyRow) -> Evidence:
    """Return the evidence of a row."""
    return Evidence(
        id=row.id,
        commitment=CommitmentId(row.commitment_id),
        milestone=None if row.milestone_id is None else MilestoneId(row.milestone_id),
        document=None if row.document_id is None else DocumentId(row.document_id),
        span=row.span,
        quote=row.quote,
        relation=Relation(row.relation),
        score=row.score,
        proposed_by=row.proposed_by,
        decision=Decision(row.decision),
        decided_by=row.decided_by,
        recorded=row.recorded,
    )


def evidence_row(new: Evidence) -> dict[str, Any]:
    """Return evidence as a row."""
    return {
        "commitment_id": new.commitment,
        "milestone_id": new.milestone,
        "document_id": new.document,
        "span": new.span,
        "quote": new.quote,
        "relation": new.relation.value,
        "score": new.score,
        "proposed_by": new.proposed_by,
        "decision": new.decision.value,
        "decided_by": new.decided_by,
        "recorded": new.recorded,
    }


def _stands_beside(connection: Connection, new: Evidence) -> bool:
    columns = evidence.c
    same = select(columns.span).where(
        columns.commitment_id == new.commitment,
        columns.document_id == new.document,
        columns.milestone_id.is_(None) if new.milestone is None else columns.milestone_id == new.milestone,
    )
    return any(row.span == new.span for row in connection.execute(same))
