"""Compares another register of commitments with ours: the same promise in both, or in one of them only.

A pair is of offices that can be the same, was made within some weeks of each other, and shares enough of its words;
each entry is paired once, the likeliest pairs first. The words of both are never mixed: this is a reading aid for
people, and changes nothing in our register.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from corpus.register import Fulfilment
from corpus.store.outside import OutsidePromise
from tracker.outside.likeness import Likeness, portfolio_words
from tracker.state import DROPPED
from tracker.tracked import TrackedCommitment
from tracker.transitions import LIVE

NEAR = timedelta(days=60)
"""How far apart two registers may date one promise: an answer is often written down weeks after a debate."""
LEAST_LIKENESS = 0.35
"""Below this two texts share too little. Chosen on invented pairs: there is no collection of pairs to measure it on."""


class Standing(StrEnum):
    """How an entry of one register stands against the other."""

    MATCHED = "matched"
    DIFFERS = "differs"
    ONLY_THEIRS = "only_theirs"
    ONLY_OURS = "only_ours"


class Matter(StrEnum):
    """In what two entries of one promise differ."""

    STATUS = "status"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What both registers say of one matter.

    Attributes:
        matter: Which.
        theirs: What the other register says.
        ours: What ours says.
    """

    matter: Matter
    theirs: str
    ours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedEntry:
    """An entry of one register, with that of the other where there is one.

    Attributes:
        standing: How it stands.
        theirs: The other register's entry; None where only ours has it.
        ours: Ours; None where only theirs has it.
        likeness: How alike their words are, between 0 and 1; None for an entry alone.
        differences: In what they differ.
    """

    standing: Standing
    theirs: OutsidePromise | None = None
    ours: TrackedCommitment | None = None
    likeness: float | None = None
    differences: tuple[Difference, ...] = ()


def compare(theirs: Sequence[OutsidePromise], ours: Sequence[TrackedCommitment]) -> tuple[ComparedEntry, ...]:
    """Compare two registers of one parliament.

    Args:
        theirs: The other register.
        ours: Ours, as it stands on a day; entries that were rejected, merged or are no longer stated are left out.

    Returns:
        Every entry of both once: pairs and theirs alone in the order of theirs, then ours alone in the order of ours.
    """
    live = [one for one in ours if one.commitment.attached and one.record in LIVE]
    likeness = Likeness([*(one.text for one in theirs), *(one.commitment.quote for one in live)])
    candidates = sorted(_candidates(theirs, live, likeness), key=lambda found: (-found[0], found[1], found[2]))
    pairs: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for alike, mine, other in candidates:
        if mine not in pairs and other not in taken:
            pairs[mine] = other, alike
            taken.add(other)
    first = (_paired(one, live, pairs.get(place)) for place, one in enumerate(theirs))
    rest = (
        ComparedEntry(standing=Standing.ONLY_OURS, ours=one) for place, one in enumerate(live) if place not in taken
    )
    return (*first, *rest)


def _candidates(
    theirs: Sequence[OutsidePromise], ours: Sequence[TrackedCommitment], likeness: Likeness
) -> Iterator[tuple[float, int, int]]:
    """Yield the pairs that can be one promise: how alike, and the places of both."""
    dated = sorted((one.commitment.stated, place) for place, one in enumerate(ours) if one.commitment.stated)
    days = [day for day, _ in dated]
    offices = [portfolio_words(one.commitment.office or "") for one in ours]
    undated = [place for place, one in enumerate(ours) if one.commitment.stated is None]
    for place, one in enumerate(theirs):
        near, office = range(len(dated)), portfolio_words(f"{one.office} {one.ministry}")
        if one.said is not None:
            near = range(bisect_left(days, one.said - NEAR), bisect_right(days, one.said + NEAR))
        for other in (*(dated[found][1] for found in near), *undated):
            # A title that says nothing of what the office is about can be any.
            if office and offices[other] and not office & offices[other]:
                continue
            alike = likeness(one.text, ours[other].commitment.quote)
            if alike >= LEAST_LIKENESS:
                yield alike, place, other


def _paired(theirs: OutsidePromise, ours: Sequence[TrackedCommitment], pair: tuple[int, float] | None) -> ComparedEntry:
    if pair is None:
        return ComparedEntry(standing=Standing.ONLY_THEIRS, theirs=theirs)
    place, alike = pair
    differences = tuple(_differences(theirs, ours[place]))
    return ComparedEntry(
        standing=Standing.DIFFERS if differences else Standing.MATCHED,
        theirs=theirs,
        ours=ours[place],
        likeness=round(alike, 3),
        differences=differences,
    )


def _differences(theirs: OutsidePromise, ours: TrackedCommitment) -> Iterator[Difference]:
    verdict = verdict_of(ours)
    # A promise that is open in their register may well be past its day in ours: that is no contradiction.
    if theirs.verdict and theirs.verdict != verdict and (theirs.verdict, verdict) != ("open", "missed"):
        yield Difference(matter=Matter.STATUS, theirs=theirs.status, ours=verdict)
    day = day_of(ours)
    if theirs.settled is not None and day is not None and theirs.settled != day:
        yield Difference(matter=Matter.DATE, theirs=theirs.settled.isoformat(), ours=day.isoformat())


def verdict_of(ours: TrackedCommitment) -> str:
    """Return how an entry of ours stands, in the words of ``OutsidePromise.verdict``, or ``dropped``."""
    if ours.fulfilment is Fulfilment.FULFILLED:
        return "fulfilled"
    if ours.fulfilment in DROPPED:
        return "dropped"
    return "missed" if ours.is_overdue else "open"


def day_of(ours: TrackedCommitment) -> date | None:
    """Return the day on which an entry of ours was settled, else its last day; None for none."""
    settled = [one.settled for one in ours.state.milestones if one.settled is not None]
    return max(settled, default=None) if ours.fulfilment is Fulfilment.FULFILLED else ours.last_day
