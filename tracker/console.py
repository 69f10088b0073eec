"""Commitments in the terminal."""

from datetime import date
from typing import TYPE_CHECKING

from corpus.errors import WrongUse
from corpus.facts import TimeRange
from corpus.model import DocumentId
from corpus.register import Commitment
from tracker.filters import Group, TrackerFilter
from tracker.texts import phrase
from tracker.tracked import CommitmentDetail, DueGroups, TrackedCommitment
from tracker.words import explanation, fulfilment_name, record_name, timeliness_name, verdict

if TYPE_CHECKING:
    from rich.console import Console

_NARROW = 100


def _console() -> "Console":
    """Return a console as wide as the terminal, or wide enough for a line where the output goes into a pipe."""
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    return console if console.is_terminal else Console(highlight=False, markup=False, width=_NARROW + 60)


def chosen(
    *, office: str | None, minister: str | None, document: str | None, group: str | None, text: str | None
) -> TrackerFilter:
    """Return the filter for words of the command line.

    Raises:
        WrongUse: If the group is none.
    """
    if group is not None and group not in set(Group):
        raise WrongUse(f"--state: '{group}' is none of {', '.join(Group)}")
    return TrackerFilter(
        office=office,
        minister=minister,
        document=None if document is None else DocumentId(document),
        group=None if group is None else Group(group),
        text=text or "",
    )


def _interval(due: TimeRange) -> str:
    def shown(day: date | None) -> str:
        return day.isoformat() if day else ".."

    return "-" if due.earliest is None and due.latest is None else f"{shown(due.earliest)} {shown(due.latest)}"


def _folded(quote: str) -> str:
    return " ".join(quote.split())


def _source(held: Commitment) -> str:
    page = f" p. {held.span.page}" if held.span.page else ""
    return f"{held.document}{page} [{held.span.start}:{held.span.end}]"


def print_commitments(found: tuple[TrackedCommitment, ...], language: str) -> None:
    """Print a line a commitment: id, state, interval, words and source."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("id", "state", "from    until", "commitment", "source"):
        table.add_column(name, no_wrap=name in ("id", "state"))
    for one in found:
        state = timeliness_name(one.timeliness.state, language)
        table.add_row(
            one.id, state, _interval(one.timeliness.due), _folded(one.commitment.quote), _source(one.commitment)
        )
    _console().print(table)
    print(f"{len(found)} commitments")


def print_due(groups: DueGroups, language: str) -> None:
    """Print each group with its commitments, the sentence, the source and the computation of its dates."""
    names = ("overdue", "cannot_tell", "in_grace", "in_window", "due_soon", "upcoming")
    for name in names:
        held: tuple[TrackedCommitment, ...] = getattr(groups, name)
        if not held:
            continue
        title = phrase(f"group.{name}", language).upper()
        print(f"{title} ({len(held)})")
        for one in held:
            _print_due(one, language)
    if not any(getattr(groups, name) for name in names):
        print("0 commitments")


def _print_due(one: TrackedCommitment, language: str) -> None:
    print(f"  {one.id}  {_interval(one.timeliness.due)}  “{_folded(one.commitment.quote)}”")
    print(f"      {one.commitment.office or '?'} | {_source(one.commitment)}")
    for line in explanation(one.timeliness, language):
        print(f"      · {line}")


def print_commitment(detail: CommitmentDetail, language: str) -> None:
    """Print one commitment: state, milestones with their computation, source and history."""
    one = detail.tracked
    held = one.commitment
    print(f"{one.id}  “{_folded(held.quote)}”")
    print(f"  {record_name(one.record, language)}, {fulfilment_name(one.fulfilment, language)}")
    print(f"  {verdict(one.timeliness, language)}")
    print(f"  {held.actor or '?'} | {held.office or '?'} | {held.minister or '?'} | {_source(held)}")
    for milestone, now in one.milestone_states:
        print(f"  {milestone.id}  {_interval(now.due)}  {_folded(milestone.deliverable)}")
        for line in explanation(now, language):
            print(f"      · {line}")
    for entry in detail.history:
        print(f"  {entry.event.occurred}  {entry.sentence(language)}")
