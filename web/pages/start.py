"""The first page: the search box, what is due, what was missed, what is new."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from corpus.store import DocumentFilter
from tracker.filters import Group, TrackerFilter
from web.render import render, services_of, speaker_of
from web.views import commitment_view, reckoned

router = APIRouter()
_SHOWN = 5


@router.get("/")
def show(request: Request, as_of: str | None = None) -> HTMLResponse:
    """Show what matters today."""
    parts, speaker = services_of(request), speaker_of(request)
    today = reckoned(as_of, parts)
    groups = {}
    for group in (Group.MISSED, Group.DUE_NOW, Group.NEXT_90_DAYS):
        found = parts.tracker.list(TrackerFilter(group=group), today)
        if group is Group.MISSED:
            found = found[::-1]  # what was missed last is the news
        groups[group.value] = (len(found), [commitment_view(one, speaker) for one in found[:_SHOWN]])
    documents = parts.store.documents
    return render(
        request,
        "start.html",
        today=today,
        groups=groups,
        documents=documents.count(DocumentFilter()),
        newest=documents.list(DocumentFilter(), _SHOWN, 0),
    )
