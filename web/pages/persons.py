"""Persons: what they asked or answered, what they were promised or promised themselves."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from corpus.store.names import slug as slug_of
from tracker.mandates import load_mandates
from tracker.succession import same_person
from web.people import drawn
from web.people.gathered import gathered_of
from web.people.listing import list_csv, list_page
from web.people.lists import Kind, PeopleQuestion, Role
from web.people.moments import Asked, Moment
from web.people.portrait import Portrait
from web.people.promised import promised_on
from web.people.roll import Person, Seen, seen
from web.people.showing import alert, picture_file, portrait_page, questions_csv
from web.people.views import View
from web.pictures import Form
from web.render import services_of, speaker_of, with_query

router = APIRouter()
RoleAsked = Annotated[Role | None, Query(description="Of who is both: the questions asked, or those received.")]


@router.get("/persons")
def show(request: Request, asked: Annotated[PeopleQuestion, Query()]) -> HTMLResponse:
    """List the persons."""
    return list_page(request, Kind.PERSONS, asked)


@router.get("/persons.csv")
def as_csv(request: Request, asked: Annotated[PeopleQuestion, Query()]) -> StreamingResponse:
    """Give the list of persons as CSV."""
    return list_csv(request, Kind.PERSONS, asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A person in the role that the page shows.

    Attributes:
        person: The person.
        role: Asker or minister.
        view: What the page shows.
    """

    person: Person
    role: Role
    view: View


def _shown(request: Request, slug: str, asked: Asked, role: Role | None) -> Shown:
    roll = gathered_of(request).roll()
    person = roll.person(slug)
    as_role = role if role and (person.asked if role is Role.ASKER else person.answered) else _usual(person)
    heads = person.asked if as_role is Role.ASKER else person.answered
    promised = promised_on(services_of(request), roll, asked.today)
    name = "asker" if as_role is Role.ASKER else "minister"
    search: dict[str, object] = {name: slug_of(person.spellings[0][0])}
    view = View(
        portrait=Portrait(
            heads=heads,
            promised=promised.of(heads) if as_role is Role.ASKER else promised.of_person(person),
            today=asked.today,
            roll=roll,
        ),
        subject=drawn.Subject(
            name=person.name, slug=person.slug, search=search, today=asked.today, speaker=speaker_of(request)
        ),
        asked_for=asked,
        address=f"/persons/{person.slug}",
        all_commitments=with_query("/search", {**search, "has_commitment": "true", "grouped": "false"}),
        beside=(("role", as_role.value),) if person.asked and person.answered else (),
    )
    return Shown(person=person, role=as_role, view=view)


def _usual(person: Person) -> Role:
    return Role.ASKER if len(person.asked) >= len(person.answered) else Role.MINISTER


@router.get("/persons/{slug}.csv")
def questions(request: Request, slug: str, asked: Moment, role: RoleAsked = None) -> StreamingResponse:
    """Give the questions of a person as CSV."""
    return questions_csv(request, _shown(request, slug, asked, role).view)


@router.get("/persons/{slug}")
def show_one(request: Request, slug: str, asked: Moment, role: RoleAsked = None) -> Response:
    """Show one person; another spelling of the name leads to the one page that there is."""
    shown = _shown(request, slug, asked, role)
    person, view = shown.person, shown.view
    if slug != person.slug:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/persons/{person.slug}{query}", status_code=308)
    return _page(request, shown, person, view)


def _page(request: Request, shown: Shown, person: Person, view: View) -> HTMLResponse:
    say, both = view.subject.speaker.say, bool(person.asked and person.answered)
    parties = seen((one.summary.party, one) for one in person.asked)
    return portrait_page(
        request,
        "people/person.html",
        Kind.PERSONS,
        view,
        lines=[_line(one, view) for one in parties[:1]],
        both=[(one.value, with_query(view.address, {"role": one.value})) for one in Role] if both else (),
        as_role=shown.role.value,
        spellings=person.spellings,
        namesakes=_namesakes(view, person),
        told_by_id=person.told_by_id,
        elsewhere=len({slug_of(form) for form, _ in person.spellings}) > 1,
        parties=[(_line(one, view), f"/parties/{slug_of(one.name)}") for one in parties],
        mandates=_mandates(request, person, view),
        ways=[
            (alert("person", person=slug_of(person.spellings[0][0])), say("Alert by mail")),
            (f"/feeds/persons/{person.slug}.atom", say("Feed")),
            (with_query("/deadlines.ics", {"person": slug_of(person.spellings[0][0])}), say("Calendar of deadlines")),
            (with_query(f"{view.address}.csv", view.given), say("Questions as CSV")),
        ],
    )


def _namesakes(view: View, person: Person) -> list[tuple[str, str, str]]:
    """Return the others of the name, or all where the page holds all: address, name and what tells them apart."""
    roll, speaker = view.portrait.roll, view.subject.speaker
    found = {one.key: one for name in person.names for one in roll.namesakes.get(name, ()) if one.key != person.key}
    lines = []
    for one in found.values():
        parties = seen((head.summary.party, head) for head in one.asked)
        questions = speaker.counted("%s question", "%s questions", len(one.heads))
        lines.append((f"/persons/{one.slug}", one.name, ", ".join((*(party.name for party in parties), questions))))
    return lines


def _line(one: Seen, view: View) -> str:
    """Return a party with the days between which the documents name it."""
    speaker = view.subject.speaker
    if one.first is None:
        return one.name
    said = speaker.counted(
        "{party}, in %s document from {first} to {last}",
        "{party}, in %s documents from {first} to {last}",
        one.documents,
    )
    return said.format(party=one.name, first=speaker.date(one.first, "medium"), last=speaker.date(one.last, "medium"))


def _mandates(request: Request, person: Person, view: View) -> list[str]:
    """Return the offices that the list of mandates gives a person, the latest first."""
    settings, speaker = services_of(request).settings, view.subject.speaker
    held = load_mandates(settings.data, settings.parliament).held
    own = [one for one in held if one.person and same_person(one.person, person.name)]
    own.sort(key=lambda one: one.first or date.min, reverse=True)
    return [
        speaker.say("{office}, from {first} to {end}").format(
            office=one.title, first=speaker.date(one.first, "medium"), end=speaker.date(one.end, "medium")
        )
        if one.end
        else speaker.say("{office}, since {first}").format(office=one.title, first=speaker.date(one.first, "medium"))
        for one in own
    ]


@router.get("/persons/{slug}/pictures/{shown}.{form}")
def picture(request: Request, slug: str, shown: str, form: Form, asked: Moment, role: RoleAsked = None) -> Response:
    """Give a picture of a person as a file."""
    return picture_file(request, _shown(request, slug, asked, role).view, shown, form)
