"""The kinds of news: which lines of the log a reader would call by one name."""

from dataclasses import dataclass
from enum import StrEnum

from corpus.register import EventKind
from corpus.store.chronicle import NewDocument, Tally, Wanted


class NewsKind(StrEnum):
    """What a reader asks for, in the order in which it is shown."""

    ANSWERS = "answers"
    QUESTIONS = "questions"
    DOCUMENTS = "documents"
    PROMISES = "promises"
    MISSED = "missed"
    DUE = "due"
    MOVED = "moved"
    FULFILLED = "fulfilled"
    ENDED = "ended"
    EVIDENCE = "evidence"
    CONTRADICTIONS = "contradictions"
    CORRECTIONS = "corrections"
    SOURCES = "sources"


_ADDED = frozenset({EventKind.DOCUMENT_ADDED})
WANTED = {
    NewsKind.ANSWERS: Wanted(kinds=_ADDED, new=NewDocument.ANSWER),
    NewsKind.QUESTIONS: Wanted(kinds=_ADDED, new=NewDocument.QUESTION),
    NewsKind.DOCUMENTS: Wanted(kinds=_ADDED, new=NewDocument.OTHER),
    NewsKind.PROMISES: Wanted(kinds=frozenset({EventKind.FOUND})),
    NewsKind.MISSED: Wanted(kinds=frozenset({EventKind.DEADLINE_MISSED})),
    NewsKind.DUE: Wanted(kinds=frozenset({EventKind.DUE_SOON, EventKind.WINDOW_OPENED})),
    NewsKind.MOVED: Wanted(kinds=frozenset({EventKind.MOVED})),
    NewsKind.FULFILLED: Wanted(kinds=frozenset({EventKind.FULFILLED, EventKind.PARTLY_FULFILLED})),
    NewsKind.ENDED: Wanted(
        kinds=frozenset(
            {
                EventKind.WITHDRAWN,
                EventKind.SUPERSEDED,
                EventKind.UNCLEAR,
                EventKind.CARRIED_OVER,
                EventKind.LAPSED,
                EventKind.REOPENED,
            }
        )
    ),
    NewsKind.EVIDENCE: Wanted(kinds=frozenset({EventKind.EVIDENCE_PROPOSED, EventKind.EVIDENCE_ACCEPTED})),
    NewsKind.CONTRADICTIONS: Wanted(kinds=frozenset({EventKind.CONTRADICTION_FOUND})),
    NewsKind.CORRECTIONS: Wanted(
        kinds=frozenset(
            {
                EventKind.DOCUMENT_CHANGED,
                EventKind.DETACHED,
                EventKind.EDITED,
                EventKind.REJECTED,
                EventKind.MERGED,
                EventKind.SPLIT,
                EventKind.UNDONE,
            }
        )
    ),
    NewsKind.SOURCES: Wanted(kinds=frozenset({EventKind.SOURCE_SILENT, EventKind.SOURCE_BACK})),
}
"""Which lines of the log each kind is; confirmations and notes of editors are work, not news."""

TONES = {
    NewsKind.MISSED: "missed",
    NewsKind.DUE: "now",
    NewsKind.MOVED: "now",
    NewsKind.FULFILLED: "done",
    NewsKind.PROMISES: "next",
}
"""Shape and colour family of a kind; quiet where it has none."""

NEWS = tuple(sorted({kind for one in WANTED.values() for kind in one.kinds}))
"""Every kind of line that is news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How much news of a kind there is.

    Attributes:
        kind: The kind.
        total: How many.
    """

    kind: NewsKind
    total: int


def counts_of(tallies: tuple[Tally, ...]) -> tuple[Count, ...]:
    """Return how much news of each kind there is, every kind in order, nought where there is none."""
    return tuple(Count(kind=kind, total=_sum(tallies, wanted)) for kind, wanted in WANTED.items())


def _sum(tallies: tuple[Tally, ...], wanted: Wanted) -> int:
    held = (one for one in tallies if one.kind in wanted.kinds)
    return sum(one.count for one in held if wanted.new in (None, one.new))
