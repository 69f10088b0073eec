"""The reminder list of an office: what it is to be asked about on a day, with everything that a reminder quotes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.model import CommitmentId
from corpus.register import RecordState
from tracker.offices import ReminderList, Share, reminder_list
from tracker.reminder_rows import ReminderRow, RowSources, reminder_row
from tracker.state import SETTLED
from tracker.tracked import TrackedCommitment


class Section(StrEnum):
    """The parts of a reminder list, in their order."""

    OVERDUE = "overdue"
    EXPIRING = "expiring"
    PARTLY = "partly"
    UNDATED = "undated"
    MOVED_OFTEN = "moved_often"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderSection:
    """A part of the list.

    Attributes:
        kind: Which part.
        rows: Its commitments, the earliest last day first.
        share: How many they are, out of all that is still awaited of the office.
    """

    kind: Section
    rows: tuple[ReminderRow, ...]
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderReport:
    """A reminder list with its counts.

    Attributes:
        office: Title of the office.
        holder: Who holds it on that day, None where unknown.
        on: The day on which it reckons.
        known_on: The day up to which the register was written; what was recorded later is left out.
        ahead_days: How far ahead "expiring" looks.
        undated_days: Age from which an undated promise is asked about.
        promised: All commitments of the office, rejected ones left out.
        awaited: Those still awaited, out of all.
        listed: How many commitments stand in at least one section, out of those awaited.
        sections: The sections, every one, empty or not.
        mandates_problem: Why the file of mandates could not be used; empty where nothing is wrong.
    """

    office: str
    holder: str | None
    on: date
    known_on: date
    ahead_days: int
    undated_days: int
    promised: int
    awaited: Share
    listed: Share
    sections: tuple[ReminderSection, ...]
    mandates_problem: str = ""

    @property
    def rows(self) -> tuple[ReminderRow, ...]:
        """Every commitment that is listed, once, in the order of the sections."""
        return tuple({row.commitment: row for section in self.sections for row in section.rows}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderTerms:
    """For which day a list is made, and how far it looks.

    Attributes:
        on: The day on which it reckons.
        known_on: The day up to which the register was written.
        written_on: Today: the last day on which something can have been written into the register.
        ahead_days: How far ahead "expiring" looks; half a year, as reminder lists are made.
        undated_days: Age from which an undated promise is asked about.
    """

    on: date
    known_on: date
    written_on: date = date.max
    ahead_days: int = 183
    undated_days: int = 365


def reminder_report(
    office: str,
    tracked: tuple[TrackedCommitment, ...],
    terms: ReminderTerms,
    sources: RowSources,
    *,
    holder: str | None = None,
    mandates_problem: str = "",
) -> ReminderReport:
    """Make the reminder list of an office.

    Args:
        office: Title of the office.
        tracked: Its commitments as they stand on the day, in the order that the sections keep.
        terms: Day and periods.
        sources: Where the rows find the rest.
        holder: Who holds the office on that day.
        mandates_problem: Why the file of mandates could not be used.
    """
    live = tuple(one for one in tracked if one.record in (RecordState.CANDIDATE, RecordState.CONFIRMED))
    awaited = tuple(one for one in live if one.fulfilment not in SETTLED)
    found = reminder_list(live, ahead_days=terms.ahead_days, undated_days=terms.undated_days)
    rows = {one.id: reminder_row(one, sources) for one in _listed(found)}
    sections = tuple(_section(kind, getattr(found, kind.value), rows, len(awaited)) for kind in Section)
    return ReminderReport(
        office=office,
        holder=holder,
        on=terms.on,
        known_on=terms.known_on,
        ahead_days=terms.ahead_days,
        undated_days=terms.undated_days,
        promised=len(live),
        awaited=Share(count=len(awaited), of=len(live)),
        listed=Share(count=len(rows), of=len(awaited)),
        sections=sections,
        mandates_problem=mandates_problem,
    )


def _listed(found: ReminderList) -> tuple[TrackedCommitment, ...]:
    groups: list[tuple[TrackedCommitment, ...]] = [getattr(found, kind.value) for kind in Section]
    return tuple({one.id: one for group in groups for one in group}.values())


def _section(
    kind: Section, held: Sequence[TrackedCommitment], rows: Mapping[CommitmentId, ReminderRow], awaited: int
) -> ReminderSection:
    return ReminderSection(
        kind=kind, rows=tuple(rows[one.id] for one in held), share=Share(count=len(held), of=awaited)
    )
