"""Follows the store's feed and proposes evidence: every new record is compared with the open commitments.

Its own cursor is written in one transaction with the proposals, so a kill at any moment loses nothing and proposes
nothing twice. A new version of a document stands in the feed again and is compared again; what it says in the same
words as before is not proposed a second time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from corpus.model import CommitmentId, DocumentId
from corpus.register import Cause, Event, EventKind, Evidence
from corpus.store import Change, Store, StoredDocument
from tracker.evidence.comparing import Comparison, Proposal
from tracker.evidence.judge import Judge
from tracker.evidence.standing import OpenCommitment, open_commitments
from tracker.fold import fold
from tracker.ranges import range_to_data

AUTHOR = "evidence"
_AT_ONCE = 100
_KNOWN = (EventKind.DOCUMENT_ADDED, EventKind.DOCUMENT_CHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalReport:
    """What a run did.

    Attributes:
        documents: Documents compared.
        commitments: Open commitments that they were compared with.
        proposed: New proposals.
    """

    documents: int
    commitments: int
    proposed: int


def propose_evidence(
    store: Store,
    clock: Callable[[], datetime],
    *,
    again: bool = False,
    told: Callable[[str], None] | None = None,
    judge: Judge | None = None,
    check: Callable[[], None] = lambda: None,
) -> ProposalReport:
    """Compare the documents that changed since the last run with the open commitments.

    Args:
        store: The store; the writer's lock is not needed.
        clock: Now, in UTC.
        again: Compare every document again, from the first; what stands beside a commitment already stays as it is.
        told: Called with a sentence on the progress.
        judge: Judges the passages; the one that ships unless given.
        check: Called before each document; what it raises ends the run, which the next one goes on with.

    Returns:
        What was done; a run without anything new reads nothing but the feed.
    """
    cursor = 0 if again else store.evidence.compared_upto()
    changes = store.feed.changed_since(cursor, _AT_ONCE)
    if not changes:
        return ProposalReport(documents=0, commitments=0, proposed=0)
    held = _open(store)
    comparison = Comparison(held, judge or Judge())
    documents = proposed = 0
    while changes:
        found: list[tuple[Evidence, Event]] = []
        for change in changes:
            check()
            # A document is read only where there is something to compare it with: the first run goes over all of them.
            found += _of_document(store, comparison, change, clock) if held else ()
        proposed += store.evidence.propose(found, upto=changes[-1].seq)
        documents += sum(not change.deleted for change in changes)
        if told is not None:
            told(f"{documents} documents compared with {len(held)} open commitments, {proposed} proposals")
        changes = store.feed.changed_since(changes[-1].seq, _AT_ONCE)
    return ProposalReport(documents=documents, commitments=len(held), proposed=proposed)


def _open(store: Store) -> tuple[OpenCommitment, ...]:
    logs: dict[CommitmentId, list[Event]] = defaultdict(list)
    for event in store.register.events():
        if event.commitment is not None:
            logs[event.commitment].append(event)
    titles = {document.id: document.title for document in store.documents.list()}
    return open_commitments([fold(one, logs.get(one.id, ())) for one in store.register.list()], titles)


def _of_document(
    store: Store, comparison: Comparison, change: Change, clock: Callable[[], datetime]
) -> Iterable[tuple[Evidence, Event]]:
    if change.deleted:
        return ()
    document = store.documents.get(change.document_id)
    found = [one for one in comparison.proposals(document) if not _known(store, one, document.id)]
    if not found:
        return ()
    cause = _cause(store.register.events(None, kinds=_KNOWN, document_id=document.id))
    return [_pair(one, document, cause, clock(), comparison.judged_by) for one in found]


def _known(store: Store, proposal: Proposal, document: DocumentId) -> bool:
    """Tell whether the same words of the document stand beside the commitment already, wherever they stood then."""
    words = proposal.passage.quote.split()
    beside = store.register.evidence(proposal.commitment.state.id)
    return any(one.document == document and one.quote.split() == words for one in beside)


def _cause(events: Sequence[Event]) -> Cause:
    """Return the cause of the proposals: old news where the document was taken in as old news."""
    return Cause.BACKFILL if events and events[-1].cause is Cause.BACKFILL else Cause.INGEST


def _pair(
    proposal: Proposal, document: StoredDocument, cause: Cause, now: datetime, judged_by: str
) -> tuple[Evidence, Event]:
    made, commitment = proposal.judgement, proposal.commitment.state
    evidence = Evidence(
        commitment=commitment.id,
        milestone=proposal.milestone,
        document=document.id,
        span=proposal.passage.span,
        quote=proposal.passage.quote,
        relation=made.relation,
        score=round(made.score, 4),
        proposed_by=AUTHOR,
        recorded=now,
    )
    data: dict[str, object] = {
        "relation": made.relation.value,
        "score": round(made.score, 4),
        "quote": proposal.passage.quote,
        "why": asdict(made.why),
        "dated": made.dated,
        "version": document.version,
        "judge": judged_by,
    }
    if made.new_due is not None:
        data |= {"new_due": range_to_data(made.new_due), "new_due_quote": made.new_due_quote}
    event = Event(
        kind=EventKind.EVIDENCE_PROPOSED,
        occurred=document.record.reference_date or now.date(),
        recorded=now,
        cause=cause,
        author=AUTHOR,
        commitment=commitment.id,
        milestone=proposal.milestone,
        document=document.id,
        data=data,
    )
    return evidence, event
