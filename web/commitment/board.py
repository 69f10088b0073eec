"""The board: a column for each way in which a commitment stands, with its first entries."""

from dataclasses import dataclass

from tracker.filters import Group
from web.commitment.grouping import Grouped
from web.i18n import Speaker
from web.views import CommitmentView, commitment_view

_ALWAYS = (Group.MISSED, Group.DUE_NOW, Group.AHEAD, Group.UNDATED, Group.DONE)
TONES = {
    Group.MISSED: "missed",
    Group.CANNOT_TELL: "quiet",
    Group.DUE_NOW: "now",
    Group.AHEAD: "next",
    Group.LATER: "next",
    Group.UNDATED: "quiet",
    Group.DONE: "done",
    Group.NOT_YET: "quiet",
}
"""The colour and sign of each group of the board."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A column of the board.

    Attributes:
        group: How its commitments stand.
        tone: Its colour and sign.
        total: How many there are.
        shown: The first of them.
    """

    group: Group
    tone: str
    total: int
    shown: tuple[CommitmentView, ...]


def board(found: Grouped, speaker: Speaker) -> tuple[Section, ...]:
    """Return the columns in order; those that are seldom filled are left out where they are empty."""
    return tuple(
        Section(
            group=group,
            tone=TONES[group],
            total=len(those),
            shown=tuple(commitment_view(one, speaker) for one in found.leading[group]),
        )
        for group, those in found.groups.items()
        if those or group in _ALWAYS
    )
