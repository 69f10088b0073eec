"""Which commitments a list shows, and in which order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from corpus.errors import WrongUse
from corpus.facts import CommitmentKind, Strength
from corpus.model import DocumentId
from corpus.register import Fulfilment, RecordState
from corpus.store.names import fold, slug
from tracker.timeliness import MET, OVERDUE, UNDATED, TimelinessState
from tracker.tracked import TrackedCommitment


class Group(StrEnum):
    """Timeliness as a person asks for it; the groups can share commitments.

    ``missed`` is overdue; ``due_now`` in its window or its grace; ``due_soon`` about to begin; ``next_90_days`` not
    yet past, with the last day in the next ninety days; ``upcoming`` before its window; ``undated`` without a day,
    unless its parts stand for it; ``done`` met, withdrawn or closed. ``BOARD`` are groups that share none.

    On a day before it was promised, a commitment is in ``not_yet`` and in none of the others.
    """

    MISSED = "missed"
    CANNOT_TELL = "cannot_tell"
    DUE_NOW = "due_now"
    DUE_SOON = "due_soon"
    NEXT_90_DAYS = "next_90_days"
    UPCOMING = "upcoming"
    AHEAD = "ahead"
    LATER = "later"
    UNDATED = "undated"
    DONE = "done"
    REJECTED = "rejected"
    NOT_YET = "not_yet"


BOARD = (
    Group.MISSED,
    Group.CANNOT_TELL,
    Group.DUE_NOW,
    Group.AHEAD,
    Group.LATER,
    Group.UNDATED,
    Group.DONE,
    Group.NOT_YET,
)
"""Groups of which a commitment is in one at most: ``ahead`` begins in the next ninety days, ``later`` after them."""


class Sort(StrEnum):
    """Order of a list: earliest or latest last day first, latest statement first, most moves first."""

    DEADLINE = "deadline"
    DEADLINE_LAST = "deadline_last"
    NEWEST = "newest"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerFilter:
    """What a list is narrowed to; a field that is None or empty leaves all.

    Attributes:
        office: Name or slug of the office; where none is called so, a part of the name.
        minister: The person then in office, likewise.
        asker: Who had asked, likewise.
        document: The document that states it.
        subject: Words of its subject, accents and capitals apart.
        kind: Milestone, promise or ongoing.
        strength: How firmly it is worded.
        moved: Whether a time of it was moved; None for both.
        record: Record state.
        fulfilment: Verdict.
        group: Timeliness group, or its name.
        due_from: First day on which the last day may fall.
        due_to: Last day on which the last day may fall.
        text: Words that the quote, subject, deliverable or time must contain, accents and capitals apart.
        attached: Whether the last version of the document still states it; None for both.
        sort: Order.
        limit: At most this many; None for all.
        offset: How many to leave out first.
    """

    office: str | None = None
    minister: str | None = None
    asker: str | None = None
    document: DocumentId | None = None
    subject: str = ""
    kind: CommitmentKind | None = None
    strength: Strength | None = None
    moved: bool | None = None
    record: RecordState | None = None
    fulfilment: Fulfilment | None = None
    group: Group | str | None = None
    due_from: date | None = None
    due_to: date | None = None
    text: str = ""
    attached: bool | None = True
    sort: Sort | str = Sort.DEADLINE
    limit: int | None = None
    offset: int = 0


def selected(tracked: tuple[TrackedCommitment, ...], wanted: TrackerFilter) -> tuple[TrackedCommitment, ...]:
    """Return the commitments that a filter lets through, in its order and with its limit.

    Raises:
        WrongUse: If the group or the order has no such name.
    """
    group, sort = _chosen(Group, wanted.group), _chosen(Sort, wanted.sort)
    people = _Names.of(tracked, wanted)
    found = [one for one in tracked if people.match(one) and _matches(one, wanted, group)]
    found.sort(key=_ORDERS[sort or Sort.DEADLINE])
    end = None if wanted.limit is None else wanted.offset + wanted.limit
    return tuple(found[wanted.offset : end])


_Choice = TypeVar("_Choice", bound=StrEnum)


def _chosen(kind: type[_Choice], name: str | None) -> _Choice | None:
    try:
        return kind(name) if name else None
    except ValueError as error:
        known = ", ".join(member.value for member in kind)
        raise WrongUse(f"there is no {kind.__name__.lower()} {name!r}; choose one of {known}") from error


def _matches(one: TrackedCommitment, wanted: TrackerFilter, group: Group | None) -> bool:
    held = one.commitment
    return (
        wanted.document in (None, held.document)
        and wanted.kind in (None, held.kind)
        and wanted.strength in (None, held.strength)
        and (wanted.moved is None or wanted.moved is bool(one.timeliness.moved))
        and wanted.record in (None, one.record)
        and wanted.fulfilment in (None, one.fulfilment)
        and wanted.attached in (None, held.attached)
        and (group is None or in_group(one, group))
        and _within(one, wanted.due_from, wanted.due_to)
        and _contains(one, wanted.text)
        and _about(one, wanted.subject)
    )


def in_group(one: TrackedCommitment, group: Group) -> bool:
    """Return whether a commitment belongs to a timeliness group."""
    if group is Group.NOT_YET or is_not_yet(one):
        return group is Group.NOT_YET and is_not_yet(one)
    if group is Group.NEXT_90_DAYS:
        left = one.timeliness.days_left
        return left is not None and left <= _NEAR_DAYS
    if group is Group.UNDATED and one.parts:
        return False
    if group in (Group.AHEAD, Group.LATER) and (group is Group.AHEAD) is not _begins_soon(one):
        return False
    return one.timeliness.state in _GROUPS[group]


def is_not_yet(one: TrackedCommitment) -> bool:
    """Return whether a commitment had not been promised yet on the day that it is reckoned for."""
    return one.commitment.stated is not None and one.commitment.stated > one.today


def _begins_soon(one: TrackedCommitment) -> bool:
    first = one.timeliness.due.earliest or one.last_day
    return first is not None and (first - one.today).days <= _NEAR_DAYS


_NEAR_DAYS = 90
_GROUPS = {
    Group.MISSED: OVERDUE,
    Group.CANNOT_TELL: {TimelinessState.CANNOT_TELL},
    Group.DUE_NOW: {TimelinessState.IN_WINDOW, TimelinessState.IN_GRACE},
    Group.DUE_SOON: {TimelinessState.DUE_SOON},
    Group.UPCOMING: {TimelinessState.UPCOMING, TimelinessState.DUE_SOON},
    Group.AHEAD: {TimelinessState.UPCOMING, TimelinessState.DUE_SOON},
    Group.LATER: {TimelinessState.UPCOMING, TimelinessState.DUE_SOON},
    Group.UNDATED: UNDATED,
    Group.DONE: MET | {TimelinessState.WITHDRAWN, TimelinessState.CLOSED},
    Group.REJECTED: {TimelinessState.REJECTED},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """Slugs of the offices, ministers and askers that a filter lets through; None lets all through."""

    offices: frozenset[str] | None
    ministers: frozenset[str] | None
    askers: frozenset[str] | None

    @classmethod
    def of(cls, tracked: tuple[TrackedCommitment, ...], wanted: TrackerFilter) -> "_Names":
        def called(name: str, asked: str | None) -> frozenset[str] | None:
            return _called({getattr(one.commitment, name) for one in tracked}, asked) if asked else None

        return cls(
            offices=called("office", wanted.office),
            ministers=called("minister", wanted.minister),
            askers=called("asker", wanted.asker),
        )

    def match(self, one: TrackedCommitment) -> bool:
        held = one.commitment
        if self.offices is self.ministers is self.askers is None:
            return True
        return all(
            wanted is None or slug(name or "") in wanted
            for name, wanted in (
                (held.office, self.offices),
                (held.minister, self.ministers),
                (held.asker, self.askers),
            )
        )


def _called(names: set[str | None], wanted: str) -> frozenset[str]:
    """Return the slug asked for where somebody is called so, else those of which it is a part."""
    word, held = slug(wanted), {slug(name) for name in names if name}
    return frozenset({word}) if word in held else frozenset(name for name in held if word in name)


def _within(one: TrackedCommitment, first: date | None, last: date | None) -> bool:
    if first is None and last is None:
        return True
    days = [milestone.last_day for milestone in one.milestones if milestone.last_day is not None]
    return any((first is None or day >= first) and (last is None or day <= last) for day in days)


def _contains(one: TrackedCommitment, text: str) -> bool:
    words = fold(text).split()
    if not words:
        return True
    held = one.commitment
    said = [held.quote, held.subject or "", held.actor or "", held.vague or ""]
    said += [part for milestone in one.state.milestones for part in (milestone.deliverable, milestone.quote)]
    whole = fold(" ".join(said))
    return all(word in whole for word in words)


def _about(one: TrackedCommitment, subject: str) -> bool:
    held = fold(one.commitment.subject or "") if subject else ""
    return all(word in held for word in fold(subject).split())


def _deadline(one: TrackedCommitment) -> tuple[date, str]:
    return (one.last_day or date.max, one.id)


def _newest(one: TrackedCommitment) -> tuple[int, str]:
    return (-(one.commitment.stated or date.min).toordinal(), one.id)


def _deadline_last(one: TrackedCommitment) -> tuple[int, str]:
    return (-(one.last_day or date.min).toordinal(), one.id)


def _moved(one: TrackedCommitment) -> tuple[int, int, str]:
    return (-one.timeliness.moved, -(one.timeliness.days_moved or 0), one.id)


_Key = tuple[date, str] | tuple[int, str] | tuple[int, int, str]
_ORDERS: dict[Sort, Callable[[TrackedCommitment], _Key]] = {
    Sort.DEADLINE: _deadline,
    Sort.DEADLINE_LAST: _deadline_last,
    Sort.NEWEST: _newest,
    Sort.MOVED: _moved,
}
