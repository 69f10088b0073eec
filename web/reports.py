"""What pages show of reports: the desk over the services, slips in words, files to take away."""

from dataclasses import dataclass
from urllib.parse import quote

from fastapi.responses import Response

from corpus.model import CommitmentId
from tracker.desk import Desk
from tracker.reports.files import MEDIA_TYPES
from tracker.reports.wording import heard_words, milestone_words, now_words
from tracker.tracked import TrackedCommitment
from web.i18n import Speaker
from web.services import Services


def desk_over(parts: Services) -> Desk:
    """Return the desk over the parts of the application; lists come from what is kept at hand."""
    return Desk(
        store=parts.store,
        tracker=parts.tracker,
        settings=parts.settings,
        listed=lambda chosen, today: parts.standing.list(chosen, today),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldMilestone:
    """A milestone with every time that was promised for it, in words."""

    deliverable: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of a commitment beside its present state.

    Attributes:
        id: The commitment.
        then: Who promised it.
        now: Who answers for it now, and why.
        milestones: The times of each milestone, where there is more to tell than the first one.
        heard: What the asker had heard before, and repetitions.
    """

    id: CommitmentId
    then: str | None
    now: str
    milestones: tuple[ToldMilestone, ...]
    heard: tuple[str, ...]


def told_of(parts: Services, tracked: TrackedCommitment, speaker: Speaker) -> Told:
    """Tell of a commitment who answers for it now, how it slipped, and what the asker had heard."""
    desk, held = desk_over(parts), tracked.commitment
    slips = desk.slips(tracked)
    return Told(
        id=held.id,
        then=held.minister,
        now=now_words(desk.answerable_of(tracked), held.minister, speaker.language, office_then=held.office),
        milestones=tuple(
            ToldMilestone(deliverable=one.deliverable, lines=milestone_words(one, speaker.language))
            for one in slips.milestones
            if one.slips
        ),
        heard=heard_words(slips, speaker.language),
    )


def download(content: bytes, name: str, form: str) -> Response:
    """Answer with a file to be kept."""
    shown = f"attachment; filename*=UTF-8''{quote(f'{name}.{form}')}"
    return Response(content, media_type=MEDIA_TYPES[form], headers={"Content-Disposition": shown})
