"""The first page: the search box, where the commitments stand, what came in, what falls due next."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from corpus.model import AnswerKind
from corpus.store import DocumentFilter, DocumentSummary
from corpus.store.chronicle import Stretch
from tracker.filters import Group, TrackerFilter, in_group
from tracker.tracked import TrackedCommitment
from web.i18n import Speaker
from web.news.kinds import NEWS
from web.news.visits import COOKIE, visit_of
from web.render import render, services_of, speaker_of
from web.services import Services
from web.views import CommitmentView, commitment_view, reckoned

router = APIRouter()
_SHOWN = 4
_NEWEST = 6
_LOOKED_AT = 60
_GROUPS = (Group.MISSED, Group.CANNOT_TELL, Group.DUE_NOW, Group.NEXT_90_DAYS, Group.UNDATED, Group.AHEAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """The beginning of a list: how many there are, and the first of them."""

    total: int
    shown: tuple[CommitmentView, ...] = ()


def lead(tracked: tuple[TrackedCommitment, ...], group: Group, speaker: Speaker) -> Lead:
    """Return the beginning of a group; of what was missed the latest first, for that is the news."""
    found = [one for one in tracked if in_group(one, group)]
    first = found[: -_SHOWN - 1 : -1] if group is Group.MISSED else found[:_SHOWN]
    return Lead(total=len(found), shown=tuple(commitment_view(one, speaker) for one in first))


@router.get("/")
def show(request: Request, as_of: str | None = None) -> HTMLResponse:
    """Show what matters today."""
    parts, speaker = services_of(request), speaker_of(request)
    today = reckoned(as_of, parts)
    tracked = parts.standing.list(TrackerFilter(), today)
    groups = {group.value: lead(tracked, group, speaker) for group in _GROUPS}
    newest = parts.store.documents.list(DocumentFilter(), _LOOKED_AT, 0)
    telling = [one for one in newest if _tells(one)]
    return render(
        request,
        "start.html",
        today=today,
        as_of=as_of,
        groups=groups,
        shown=_shown(groups[Group.NEXT_90_DAYS].total),
        documents=parts.store.documents.count(DocumentFilter()),
        newest=(telling or newest)[:_NEWEST],
        telling=bool(telling),
        news=_news(request, parts),
    )


def _shown(awaited: int) -> dict[str, int]:
    """Return how many commitments of each list are shown: what was missed last fills up a short list of what comes."""
    left = _SHOWN - min(awaited, _SHOWN)
    return {Group.NEXT_90_DAYS.value: _SHOWN} | ({Group.MISSED.value: max(left, 1)} if left > 1 else {})


def _tells(one: DocumentSummary) -> bool:
    return one.answer_kind is not AnswerKind.NONE and bool(one.commitments or one.figures)


def _news(request: Request, parts: Services) -> int | None:
    """Return how much is new since the visitor last looked at what is new; None for who never did."""
    visit = visit_of(request.cookies.get(COOKIE), parts.clock())
    return None if visit.since is None else parts.store.chronicle.count(Stretch(begin=visit.since), NEWS)
