"""What is new: since a visitor's last look, in any week, by kind and office."""

from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from corpus.store.chronicle import Stretch
from web.i18n import clock_time
from web.limits import MOST
from web.news.asked import kind_named, office_named
from web.news.digests import preview
from web.news.reading import SAID, read_news
from web.news.visits import COOKIE, DAYS_KEPT, OFF, Visit, visit_of
from web.news.weeks import Week, week_named, week_of
from web.render import render, services_of, speaker_of
from web.services import Services
from web.sign_in_gate import is_secure, must_be_own

router = APIRouter()
_FEW, _PAGE = 5, 25
_DAY = 24 * 3600
OfficeName = Annotated[str, Query(max_length=400)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What of the log a page shows.

    Attributes:
        stretch: When, and of whose office.
        week: The week; None for what came since the last look.
    """

    stretch: Stretch
    week: Week | None


@router.get("/news")
def show(
    request: Request,
    week: Annotated[str, Query(max_length=10)] = "",
    office: OfficeName = "",
    kind: Annotated[str, Query(max_length=30)] = "",
    offset: Annotated[int, Query(ge=0, le=MOST)] = 0,
) -> HTMLResponse:
    """Show what came since the visitor's last look, or else in a week."""
    parts, speaker = services_of(request), speaker_of(request)
    visit = visit_of(request.cookies.get(COOKIE), parts.clock())
    asked, only = _asked(parts, visit, week, office), kind_named(kind)
    since = visit.since.astimezone(ZoneInfo(parts.settings.timezone)) if visit.since else None
    found = read_news(
        parts, speaker, asked.stretch, only=only, limit=_PAGE if only else _FEW, offset=offset if only else 0
    )
    response = render(
        request,
        "news/news.html",
        news=found,
        only=only,
        said=SAID,
        week=asked.week,
        this_week=week_of(parts.today()),
        visit=visit,
        since_day=since,
        since_time=clock_time(since) if since else "",
        offices=parts.store.people.offices(),
        office=asked.stretch.office,
        given={"week": week, "office": office, "kind": kind},
        offset=offset,
        limit=_PAGE,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return remember(request, response, visit)


@router.post("/news/visit")
def remember_or_not(request: Request, remember: Annotated[bool, Form()] = False) -> Response:
    """Stop or begin remembering when a visitor last looked."""
    must_be_own(request)
    response = RedirectResponse("/news", status_code=303)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=is_secure(request), path="/")
    if not remember:
        _set(request, response, OFF)
    return response


@router.get("/news/digest")
def digest(request: Request, rhythm: str = "weekly", office: OfficeName = "") -> HTMLResponse:
    """Show what the last mail of a rhythm would have said, about all deadlines or about an office."""
    parts = services_of(request)
    chosen = office_named(parts, office)
    found = preview(parts, speaker_of(request).language, rhythm, chosen, site="")
    return render(
        request,
        "news/digest.html",
        found=found,
        rhythm=found.rhythm.value,
        office=chosen,
        offices=parts.store.people.offices(),
        sends=bool(parts.settings.mail_from),
    )


def remember(request: Request, response: HTMLResponse, visit: Visit) -> HTMLResponse:
    """Write down in the visitor's own browser that they looked now."""
    if visit.remembered:
        _set(request, response, visit.value)
    return response


def _set(request: Request, response: Response, value: str) -> None:
    response.set_cookie(
        COOKIE,
        value,
        max_age=DAYS_KEPT * _DAY,
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
        path="/",
    )


def _asked(parts: Services, visit: Visit, week: str, office: str) -> _Asked:
    chosen_office = office_named(parts, office)
    if not week and visit.since is not None:
        return _Asked(stretch=Stretch(begin=visit.since, office=chosen_office), week=None)
    chosen = week_named(week) if week else week_of(parts.today())
    begin, end = chosen.bounds(ZoneInfo(parts.settings.timezone))
    return _Asked(stretch=Stretch(begin=begin, end=end, office=chosen_office), week=chosen)
