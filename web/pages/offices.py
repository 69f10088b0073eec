"""Offices: who held them, what they were asked, what they promised, and the list behind each number."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from corpus.errors import NotFound
from corpus.store import DocumentFilter
from tracker.answer_times import AnswerNumber, AnswerTimes
from tracker.desk import Desk, OfficePage
from tracker.office_numbers import Number, behind
from tracker.offices import Share
from tracker.reports.wording import now_words
from tracker.texts import phrase
from web.i18n import Speaker
from web.limits import MOST
from web.render import render, services_of, speaker_of, with_query
from web.reports import desk_over
from web.views import commitment_view, day_of, reckoned

router = APIRouter()
_SHOWN = 10
_PAGE = 25
_LIST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNumber:
    """A number with its denominator, as the page shows it.

    Attributes:
        name: What it counts, in words.
        share: The count and what it is counted out of.
        href: Address of the list behind it.
        median: A median beside it, None for none.
    """

    name: str
    share: Share
    href: str
    median: float | None = None


@router.get("/offices")
def show(request: Request) -> HTMLResponse:
    """List the offices."""
    return render(request, "offices.html", offices=services_of(request).store.people.offices())


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """For which day an office is asked about.

    Attributes:
        as_of: The day as it stands in the address, None for today.
        today: That day.
        known_on: Only what was written down by the end of this day; None for all.
    """

    as_of: str | None
    today: date
    known_on: date | None

    @property
    def given(self) -> dict[str, object]:
        """What differs from today, for addresses."""
        return {"as_of": self.as_of, "known_on": self.known_on}


def asked_of(request: Request, as_of: str | None = None, known_on: str | None = None) -> Asked:
    """Read for which day an office is asked about."""
    today = reckoned(as_of, services_of(request))
    return Asked(as_of=as_of or None, today=today, known_on=day_of(known_on, "known_on"))


Moment = Annotated[Asked, Depends(asked_of)]
Offset = Annotated[int, Query(ge=0, le=MOST)]


@router.get("/offices/{slug}")
def show_one(request: Request, slug: str, asked: Moment, offset: Offset = 0) -> HTMLResponse:
    """Show one office."""
    parts, speaker = services_of(request), speaker_of(request)
    desk, chosen = desk_over(parts), DocumentFilter(office=slug)
    office = parts.store.people.office(slug)
    page = desk.page(office.slug, asked.today, asked.known_on)
    return render(
        request,
        "office.html",
        office=office,
        now=None if page.now.person is None else now_words(page.now, None, speaker.language, office_then=office.office),
        problem=_problem(desk, speaker),
        numbers=_numbers(page, office.slug, asked, speaker),
        answers=_answers(page.answers, office.slug, asked, speaker),
        median=page.answers.median_days,
        as_of=asked.as_of,
        known_on=asked.known_on,
        today=asked.today,
        found=[commitment_view(one, speaker) for one in page.tracked[:_SHOWN]],
        more=len(page.tracked) > _SHOWN,
        documents=parts.store.documents.list(chosen, _PAGE, offset),
        total=parts.store.documents.count(chosen),
        offset=offset,
        limit=_PAGE,
    )


def _problem(desk: Desk, speaker: Speaker) -> str:
    problem = desk.succession.mandates.problem
    return phrase("reminder.mandates_problem", speaker.language, problem=problem) if problem else ""


def _numbers(page: OfficePage, slug: str, asked: Asked, speaker: Speaker) -> list[ShownNumber]:
    return [
        ShownNumber(
            name=phrase(f"office_number.{one.number.value}", speaker.language),
            share=one.share,
            href=with_query(f"/offices/{slug}/commitments/{one.number.value}", asked.given),
            median=one.median_days,
        )
        for one in page.numbers
    ]


def _answers(times: AnswerTimes, slug: str, asked: Asked, speaker: Speaker) -> list[ShownNumber]:
    return [
        ShownNumber(
            name=phrase(f"answer_number.{number.value}", speaker.language),
            share=times.share(number),
            href=with_query(f"/offices/{slug}/answers/{number.value}", asked.given),
        )
        for number in AnswerNumber
    ]


def _unknown(number: str, known: type[StrEnum]) -> NotFound:
    return NotFound(f"no number is called '{number}'; there are {', '.join(known)}")


@router.get("/offices/{slug}/commitments/{number}")
def show_commitments(request: Request, slug: str, number: str, asked: Moment, offset: Offset = 0) -> HTMLResponse:
    """Show exactly the commitments that a number of an office counts."""
    if number not in set(Number):
        raise _unknown(number, Number)
    desk, speaker = desk_over(services_of(request)), speaker_of(request)
    office = desk.office(slug, asked.today)
    found = behind(desk.of_office(office, asked.today, asked.known_on), Number(number))
    return _list(
        request,
        asked,
        slug=slug,
        office=office,
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
    desk = desk_over(services_of(request))
    office = desk.office(slug, asked.today)
    found = desk.answers(office, asked.today).behind(AnswerNumber(number))
    return _list(
        request,
        asked,
        slug=slug,
        office=office,
        name=phrase(f"answer_number.{number}", speaker_of(request).language),
        found=(),
        answers=found[offset : offset + _LIST],
        total=len(found),
        offset=offset,
    )


def _list(request: Request, asked: Asked, **shown: Any) -> HTMLResponse:  # noqa: ANN401 - what the template shows
    return render(
        request,
        "office_list.html",
        limit=_LIST,
        today=asked.today,
        as_of=asked.as_of,
        known_on=asked.known_on,
        given=asked.given,
        **shown,
    )
