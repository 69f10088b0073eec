"""Subjects that the source gives to questions: who asked, who answered, what was promised."""

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
from web.people.roll import Group
from web.people.showing import alert, picture_file, portrait_page, questions_csv
from web.people.views import View
from web.pictures import Form
from web.render import services_of, speaker_of, with_query

router = APIRouter()


@router.get("/subjects")
def show(request: Request, asked: Annotated[PeopleQuestion, Query()]) -> HTMLResponse:
    """List the subjects."""
    return list_page(request, Kind.SUBJECTS, asked)


@router.get("/subjects.csv")
def as_csv(request: Request, asked: Annotated[PeopleQuestion, Query()]) -> StreamingResponse:
    """Give the list of subjects as CSV."""
    return list_csv(request, Kind.SUBJECTS, asked)


def _view(request: Request, slug: str, asked: Asked) -> tuple[Group, View]:
    roll = gathered_of(request).roll()
    subject = roll.subject(slug)
    portrait = Portrait(
        heads=subject.heads,
        promised=promised_on(services_of(request), roll, asked.today).of(subject.heads),
        today=asked.today,
        roll=roll,
    )
    shown = drawn.Subject(
        name=subject.name,
        slug=subject.slug,
        search={"theme": subject.spellings[0][0]},
        today=asked.today,
        speaker=speaker_of(request),
    )
    address = f"/subjects/{subject.slug}"
    search = with_query("/search", {"theme": subject.spellings[0][0], "has_commitment": "true", "grouped": "false"})
    return subject, View(portrait=portrait, subject=shown, asked_for=asked, address=address, all_commitments=search)


@router.get("/subjects/{slug}.csv")
def questions(request: Request, slug: str, asked: Moment) -> StreamingResponse:
    """Give the questions on a subject as CSV."""
    return questions_csv(request, _view(request, slug, asked)[1])


@router.get("/subjects/{slug}")
def show_one(request: Request, slug: str, asked: Moment) -> HTMLResponse:
    """Show one subject."""
    subject, view = _view(request, slug, asked)
    say = view.subject.speaker.say
    return portrait_page(
        request,
        "people/subject.html",
        Kind.SUBJECTS,
        view,
        language=subject.language,
        lead=say(
            "Questions to which the source itself gives this subject. Other questions can be about it too: "
            "the search finds them by their words."
        ),
        spellings=[form for form, _ in subject.spellings],
        beside=[one for one in view.portrait.subjects if one.href != view.address],
        ways=[
            (alert("subject", theme=subject.spellings[0][0]), say("Alert by mail")),
            (f"/feeds/subjects/{subject.slug}.atom", say("Feed")),
            (with_query("/search", {"q": view.subject.name}), say("Search these words")),
            (with_query(f"{view.address}.csv", view.given), say("Questions as CSV")),
        ],
    )


@router.get("/subjects/{slug}/pictures/{shown}.{form}")
def picture(request: Request, slug: str, shown: str, form: Form, asked: Moment) -> Response:
    """Give a picture of a subject as a file."""
    return picture_file(request, _view(request, slug, asked)[1], shown, form)
