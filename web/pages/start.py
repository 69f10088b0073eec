"""The first page: the search box, what is due, what was missed, what is new."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from corpus.store import DocumentFilter
from tracker.filters import Group, TrackerFilter, in_group
from tracker.tracked import TrackedCommitment
from web.i18n import Speaker
from web.render import render, services_of, speaker_of
from web.views import CommitmentView, commitment_view, reckoned

router = APIRouter()
_SHOWN = 4
_NEWEST = 6
_GROUPS = (Group.MISSED, Group.DUE_NOW, Group.NEXT_90_DAYS, Group.UNDATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """The beginning of a list: how many there are, and the first of them."""

    total: int
    shown: tuple[CommitmentView, ...]


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
    documents = parts.store.documents
    return render(
        request,
        "start.html",
        today=today,
        as_of=as_of,
        groups={group.value: lead(tracked, group, speaker) for group in _GROUPS},
        documents=documents.count(DocumentFilter()),
        newest=documents.list(DocumentFilter(), _NEWEST, 0),
    )
