"""A list of commitments as lines of a table, one for each milestone."""

from collections.abc import Iterator

from tracker.tracked import TrackedCommitment

COLUMNS = (
    "commitment", "milestone", "state", "record", "fulfilment", "first_day", "expected_day", "last_day", "moved",
    "days_moved", "time_quote", "quote", "kind", "strength", "actor", "office", "minister", "asker", "stated",
    "document", "start", "end", "page",
)  # fmt: skip


def cells(one: TrackedCommitment) -> Iterator[tuple[object, ...]]:
    """Yield a row for each milestone of a commitment, in the order of the columns."""
    held = one.commitment
    for milestone, now in one.milestone_states:
        yield (
            one.id, milestone.id, now.state, one.record, milestone.fulfilment, now.due.earliest, now.due.expected,
            now.due.latest, now.moved, now.days_moved, now.quote, " ".join(held.quote.split()), held.kind,
            held.strength, held.actor, held.office, held.minister, held.asker, held.stated, held.document,
            held.span.start, held.span.end, held.span.page,
        )  # fmt: skip
