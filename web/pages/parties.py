"""Parties of the askers, as the documents name them at the time of the question."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from web.people import drawn
from web.people.gathered import gathered_of
from web.people.listing import list_csv, list_page
from web.people.lists import Kind, PeopleQuestion
from web.people.moments import Asked, Moment
from web.people.portrait import Portrait
from web.people.promised import promised_on
from web.people.showing import picture_file, portrait_page, questions_csv
from web.people.views import View
from web.pictures import Form
from web.render import services_of, speaker_of, with_query

router = APIRouter()


@router.get("/parties")
def show(request: Request, asked: Annotated[PeopleQuestion, Query()]) -> HTMLResponse:
    """List the parties."""
    return list_page(request, Kind.PARTIES, asked)


@router.get("/parties.csv")
def as_csv(request: Request, asked: Annotated[PeopleQuestion, Query()]) -> StreamingResponse:
    """Give the list of parties as CSV."""
    return list_csv(request, Kind.PARTIES, asked)


def _view(request: Request, slug: str, asked: Asked) -> View:
    roll = gathered_of(request).roll()
    party = roll.party(slug)
    portrait = Portrait(
        heads=party.heads,
        promised=promised_on(services_of(request), roll, asked.today).of(party.heads),
        today=asked.today,
        roll=roll,
    )
    shown = drawn.Subject(
        name=party.name,
        slug=party.slug,
        search={"party": party.spellings[0][0]},
        today=asked.today,
        speaker=speaker_of(request),
    )
    search = with_query("/search", {"party": party.spellings[0][0], "has_commitment": "true", "grouped": "false"})
    return View(
        portrait=portrait,
        subject=shown,
        asked_for=asked,
        address=f"/parties/{party.slug}",
        all_commitments=search,
    )


@router.get("/parties/{slug}.csv")
def questions(request: Request, slug: str, asked: Moment) -> StreamingResponse:
    """Give the questions of a party's members as CSV."""
    return questions_csv(request, _view(request, slug, asked))


@router.get("/parties/{slug}")
def show_one(request: Request, slug: str, asked: Moment) -> HTMLResponse:
    """Show one party."""
    view = _view(request, slug, asked)
    say, name = view.subject.speaker.say, view.subject.name
    return portrait_page(
        request,
        "people/subject.html",
        Kind.PARTIES,
        view,
        language=None,
        lead=say("Questions whose document names this party beside the asker, who may stand elsewhere today."),
        spellings=(),
        beside=[one for one in view.portrait.subjects if one.href != view.address],
        ways=[
            (f"/feeds/parties/{view.subject.slug}.atom", say("Feed")),
            (with_query("/persons", {"party": name}), say("Persons of this party")),
            (with_query(f"{view.address}.csv", view.given), say("Questions as CSV")),
        ],
    )


@router.get("/parties/{slug}/pictures/{shown}.{form}")
def picture(request: Request, slug: str, shown: str, form: Form, asked: Moment) -> Response:
    """Give a picture of a party as a file."""
    return picture_file(request, _view(request, slug, asked), shown, form)
