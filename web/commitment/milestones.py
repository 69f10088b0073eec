"""The milestones of a commitment with their computation in words."""

from dataclasses import dataclass

from tracker.timeliness import Timeliness
from tracker.tracked import TrackedCommitment
from tracker.words import explanation, timeliness_name
from web.views import tone


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMilestone:
    """A milestone as the page of its commitment shows it: how it stands, and the computation in words."""

    deliverable: str
    state: str
    tone: str
    now: Timeliness
    lines: tuple[str, ...]


def milestones_shown(tracked: TrackedCommitment, language: str) -> tuple[ShownMilestone, ...]:
    """Return the milestones of a commitment with their computation in words."""
    return tuple(
        ShownMilestone(
            deliverable=milestone.deliverable,
            state=timeliness_name(now.state, language),
            tone=tone(now.state),
            now=now,
            lines=explanation(now, language),
        )
        for milestone, now in tracked.milestone_states
    )
