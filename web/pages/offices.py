"""Offices: who held them, what they were asked, what they promised, and the list behind each number."""

from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from corpus.errors import NotFound
from corpus.store.people_names import person_key
from tracker.answer_times import AnswerNumber
from tracker.office_numbers import Number, behind
from tracker.reports.wording import now_words
from tracker.succession import Holder, Succession
from tracker.texts import phrase
from web.i18n import Speaker
from web.people import drawn
from web.people.gathered import gathered_of
from web.people.listing import list_csv, list_page
from web.people.lists import Kind, PeopleQuestion
from web.people.moments import Asked, Moment, Offset
from web.people.portrait import Portrait
from web.people.promised import promised_on, succession_of
from web.people.showing import alert, picture_file, portrait_page, questions_csv
from web.people.views import View
from web.pictures import Form
from web.render import render, services_of, speaker_of, with_query
from web.reports import desk_over
from web.views import commitment_view

router = APIRouter()
_LIST = 50
_TELLING = 5  # from so many answers on a middle one says something


@router.get("/offices")
def show(request: Request, asked: Annotated[PeopleQuestion, Query()]) -> HTMLResponse:
    """List the offices."""
    return list_page(request, Kind.OFFICES, asked)


@router.get("/offices.csv")
def as_csv(request: Request, asked: Annotated[PeopleQuestion, Query()]) -> StreamingResponse:
    """Give the list of offices as CSV."""
    return list_csv(request, Kind.OFFICES, asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Minister:
    """Who held an office, as its page shows it.

    Attributes:
        name: The name.
        href: The person's page, None where no document names the person.
        period: First and last day in words.
        stated: Whether a list of mandates says so; else only documents do.
        certain: False where the list leaves the name or the day open.
        asked: Questions to the office that name the person.
        promised: Commitments in those answers.
        median: The middle number of days to the answer in words, with how many it rests on.
    """

    name: str
    href: str | None
    period: str
    stated: bool
    certain: bool
    asked: int
    promised: int
    median: str


def _portrait(request: Request, slug: str, asked: Asked) -> Portrait:
    parts, roll = services_of(request), gathered_of(request).roll()
    office = roll.office(slug)
    if asked.known_on is None:
        promised = promised_on(parts, roll, asked.today).by_office.get(office.slug, ())
    else:
        promised = desk_over(parts).of_office(office.name, asked.today, asked.known_on)
    return Portrait(heads=office.heads, promised=promised, today=asked.today, roll=roll)


def _view(request: Request, slug: str, asked: Asked) -> View:
    portrait, speaker = _portrait(request, slug, asked), speaker_of(request)
    office = portrait.roll.office(slug)
    subject = drawn.Subject(
        name=office.name, slug=office.slug, search={"office": office.slug}, today=asked.today, speaker=speaker
    )
    found = succession_of(services_of(request), portrait.roll).holders(office.name)
    holders = [replace(one, person=portrait.roll.shown(one.person) if one.person else None) for one in found]
    return View(
        portrait=portrait,
        subject=subject,
        asked_for=asked,
        address=f"/offices/{office.slug}",
        all_commitments=with_query("/commitments", {"office": office.slug, **asked.given}),
        listed=True,
        holders=drawn.holders(holders, subject),
    )


@router.get("/offices/{slug}.csv")
def questions(request: Request, slug: str, asked: Moment) -> StreamingResponse:
    """Give the questions to an office as CSV, with how each answer stands against its term."""
    return questions_csv(request, _view(request, slug, asked))


@router.get("/offices/{slug}")
def show_one(request: Request, slug: str, asked: Moment) -> HTMLResponse:
    """Show one office."""
    view, speaker = _view(request, slug, asked), speaker_of(request)
    succession = succession_of(services_of(request), view.portrait.roll)
    name = view.subject.name
    now = succession.now(name, asked.today)
    return portrait_page(
        request,
        "people/office.html",
        Kind.OFFICES,
        view,
        now=None if now.person is None else _sentence(now_words(now, None, speaker.language, office_then=name)),
        language=view.portrait.roll.office(name).language,
        problem=_problem(succession, speaker),
        ministers=[_minister(one, view) for one in succession.holders(name)],
        ways=_ways(view),
    )


def _ways(view: View) -> list[tuple[str, str]]:
    """Return what can be done with an office: address and words."""
    say, slug = view.subject.speaker.say, view.subject.slug
    return [
        (alert("office", office=slug), say("Alert by mail")),
        (f"/feeds/offices/{slug}.atom", say("Feed")),
        (with_query("/deadlines.ics", {"office": slug}), say("Calendar of deadlines")),
        (with_query(f"{view.address}/reminders", view.given), say("Reminder list")),
        (with_query(f"{view.address}.csv", view.given), say("Questions as CSV")),
    ]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _problem(succession: Succession, speaker: Speaker) -> str:
    problem = succession.mandates.problem
    return phrase("reminder.mandates_problem", speaker.language, problem=problem) if problem else ""


def _minister(one: Holder, view: View) -> Minister:
    speaker, key = view.subject.speaker, person_key(one.person or "")
    person = view.portrait.roll.named(key)
    rows = [row for row in view.portrait.answers.rows if person_key(row.head.minister or "") == key]
    documents = {row.head.id for row in rows}
    return Minister(
        name=person.name if person else one.person or speaker.say("name not known"),
        href=f"/persons/{person.slug}?role=minister" if person else None,
        period=_period(one, speaker),
        stated=one.stated,
        certain=one.certain,
        asked=len(rows),
        promised=sum(held.commitment.document in documents for held in view.portrait.promised),
        median=_median([row.working_days for row in rows if row.working_days is not None], speaker),
    )


def _period(one: Holder, speaker: Speaker) -> str:
    if one.first is None and one.last is None:
        return speaker.say("days not known")
    if one.last is None:
        return speaker.say("since {day}").format(day=speaker.date(one.first, "medium"))
    return f"{speaker.date(one.first, 'medium')} – {speaker.date(one.last, 'medium')}"


def _median(days: list[int], speaker: Speaker) -> str:
    if not days:
        return speaker.say("not known")
    if len(days) < _TELLING:
        return speaker.counted("too few to say: %s answer", "too few to say: %s answers", len(days))
    said = speaker.counted("{days} (of %s answer)", "{days} (of %s answers)", len(days))
    return said.format(days=speaker.number(median(days)))


@router.get("/offices/{slug}/pictures/{shown}.{form}")
def picture(request: Request, slug: str, shown: str, form: Form, asked: Moment) -> Response:
    """Give a picture of an office as a file."""
    return picture_file(request, _view(request, slug, asked), shown, form)


def _unknown(number: str, known: type[StrEnum]) -> NotFound:
    return NotFound(f"no number is called '{number}'; there are {', '.join(known)}")


@router.get("/offices/{slug}/commitments/{number}")
def show_commitments(request: Request, slug: str, number: str, asked: Moment, offset: Offset = 0) -> HTMLResponse:
    """Show exactly the commitments that a number of an office counts."""
    if number not in set(Number):
        raise _unknown(number, Number)
    portrait, speaker = _portrait(request, slug, asked), speaker_of(request)
    found = behind(portrait.promised, Number(number))
    return _list(
        request,
        asked,
        slug=slug,
        office=portrait.roll.office(slug).name,
        name=phrase(f"office_number.{number}", speaker.language),
        found=[commitment_view(one, speaker) for one in found[offset : offset + _LIST]],
        answers=(),
        total=len(found),
        offset=offset,
    )


@router.get("/offices/{slug}/answers/{number}")
def show_answers(request: Request, slug: str, number: str, asked: Moment, offset: Offset = 0) -> HTMLResponse:
    """Show exactly the questions that a number of an office's answers counts."""
    if number not in set(AnswerNumber):
        raise _unknown(number, AnswerNumber)
    portrait = _portrait(request, slug, asked)
    found = portrait.answers.behind(AnswerNumber(number))
    return _list(
        request,
        asked,
        slug=slug,
        office=portrait.roll.office(slug).name,
        name=phrase(f"answer_number.{number}", speaker_of(request).language),
        found=(),
        answers=found[offset : offset + _LIST],
        total=len(found),
        offset=offset,
    )


def _list(request: Request, asked: Asked, **shown: Any) -> HTMLResponse:  # noqa: ANN401 - what the template shows
    return render(
        request,
        "people/office_list.html",
        limit=_LIST,
        today=asked.today,
        as_of=asked.as_of,
        known_on=asked.known_on,
        given=asked.given,
        **shown,
    )
