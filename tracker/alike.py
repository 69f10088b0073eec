"""Entries that may state the same promise: of one document or office, in much the same words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.store.names import fold, slug
from tracker.state import SETTLED
from tracker.tracked import TrackedCommitment
from tracker.transitions import LIVE

MOST_SIMILAR = 5
_LEAST_SHARE = 0.2
_SHORT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """An entry that may state the same promise.

    Attributes:
        tracked: How it stands.
        share: Share of their words that both have, between 0 and 1.
        same_document: Whether both stand in one document.
        same_time: Whether both have the same last day.
    """

    tracked: TrackedCommitment
    share: float
    same_document: bool
    same_time: bool


def similar(one: TrackedCommitment, all_of_them: Iterable[TrackedCommitment]) -> tuple[Similar, ...]:
    """Return the entries with which one could be merged, the likeliest first: of its document or office, in its words.

    Args:
        one: The entry.
        all_of_them: All entries as they stand today.
    """
    found = [_likeness(one, other) for other in _related(one, all_of_them) if _mergeable(other)]
    near = [other for other in found if other.share >= _LEAST_SHARE]
    near.sort(key=lambda other: (-other.share - 0.1 * other.same_document - 0.1 * other.same_time, other.tracked.id))
    return tuple(near[:MOST_SIMILAR])


def _related(one: TrackedCommitment, all_of_them: Iterable[TrackedCommitment]) -> Iterator[TrackedCommitment]:
    """Yield the other entries of the same document or office, however its title is written."""
    document, office = one.commitment.document, slug(one.commitment.office or "")
    same: dict[str | None, bool] = {}
    for other in all_of_them:
        beside = other.commitment
        if beside.office not in same:
            same[beside.office] = bool(office) and slug(beside.office or "") == office
        if (same[beside.office] or beside.document == document) and other is not one and other.id != one.id:
            yield other


def _mergeable(other: TrackedCommitment) -> bool:
    return other.commitment.attached and other.record in LIVE and other.fulfilment not in SETTLED


def _likeness(one: TrackedCommitment, other: TrackedCommitment) -> Similar:
    mine, theirs = words_of(one.commitment.quote), words_of(other.commitment.quote)
    return Similar(
        tracked=other,
        share=len(mine & theirs) / max(1, len(mine | theirs)),
        same_document=one.commitment.document == other.commitment.document,
        same_time=one.last_day is not None and one.last_day == other.last_day,
    )


@lru_cache(maxsize=50_000)
def words_of(text: str) -> frozenset[str]:
    """Return the words of a text that say what it is about, folded; short ones say too little."""
    letters = "".join(c if c.isalnum() else " " for c in fold(text))
    return frozenset(word for word in letters.split() if len(word) > _SHORT)
