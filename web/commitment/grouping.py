"""Commitments by how they stand, for the board and for the counts beside a list: each in one group at most."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.filters import BOARD, Group, TrackerFilter, in_group, selected
from tracker.tracked import TrackedCommitment
from web.commitment.asked import CommitmentQuestion
from web.commitment.timeline import dated
from web.services import Services

_LEADING = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """The commitments that filters leave, by how they stand.

    Attributes:
        everything: All of them, whatever their state.
        groups: Those of each group, in the order of the board.
        leading: The first few of each group, in its own order.
        wholes: How many are in no group because their parts stand for them.
    """

    everything: tuple[TrackedCommitment, ...]
    groups: Mapping[Group, tuple[TrackedCommitment, ...]]
    leading: Mapping[Group, tuple[TrackedCommitment, ...]]
    wholes: int


def asked_for(parts: Services, asked: CommitmentQuestion) -> tuple[TrackedCommitment, ...]:
    """Return the commitments of a question, in its order; made once until something changes."""
    chosen, today = asked.filter(), day_of_question(parts, asked)
    key = ("list", chosen, today, asked.known_on)
    return parts.standing.derived(key, lambda: parts.standing.list(chosen, today, asked.known_on))


def grouped(parts: Services, asked: CommitmentQuestion) -> Grouped:
    """Return the commitments of a question by how they stand, whatever state it asks for."""
    chosen, today = asked.filter(state=False), day_of_question(parts, asked)
    key = ("groups", chosen, today, asked.known_on)
    return parts.standing.derived(key, lambda: _grouped(parts.standing.list(chosen, today, asked.known_on)))


def dated_for(parts: Services, asked: CommitmentQuestion) -> tuple[TrackedCommitment, ...]:
    """Return the commitments of a question that have a last day, in the order of the picture."""
    key = ("dated", asked.filter(), day_of_question(parts, asked), asked.known_on)
    return parts.standing.derived(key, lambda: dated(asked_for(parts, asked)))


def day_of_question(parts: Services, asked: CommitmentQuestion) -> date:
    """Return the day on which a question reckons."""
    return asked.as_of or parts.today()


def _grouped(found: tuple[TrackedCommitment, ...]) -> Grouped:
    groups: dict[Group, list[TrackedCommitment]] = {group: [] for group in BOARD}
    wholes = 0
    for one in found:
        group = next((group for group in BOARD if in_group(one, group)), None)
        if group is not None:
            groups[group].append(one)
        else:
            wholes += 1
    return Grouped(
        everything=found,
        groups={name: tuple(those) for name, those in groups.items()},
        leading={name: _first(tuple(those), name) for name, those in groups.items()},
        wholes=wholes,
    )


def _first(those: tuple[TrackedCommitment, ...], group: Group) -> tuple[TrackedCommitment, ...]:
    order = CommitmentQuestion(state=group).order()
    return selected(those, TrackerFilter(attached=None, sort=order, limit=_LEADING))
