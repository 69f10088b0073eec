"""Offices: who held them, what they were asked, what they promised, and the list behind each number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
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
from web.render import render, services_of, speaker_of
from web.reports import desk_over
from web.views import commitment_view, reckoned

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


@router.get("/offices/{slug}")
def show_one(
    request: Request, slug: str, as_of: str | None = None, offset: Annotated[int, Query(ge=0, le=MOST)] = 0
) -> HTMLResponse:
    """Show one office."""
    parts, speaker = services_of(request), speaker_of(request)
    office, today = parts.store.people.office(slug), reckoned(as_of, parts)
    page, chosen = desk_over(parts).page(office.slug, today), DocumentFilter(office=slug)
    return render(
        request,
        "office.html",
        office=office,
        now=None if page.now.person is None else now_words(page.now, None, speaker.language, office_then=office.office),
        problem=_problem(desk_over(parts), speaker),
        numbers=_numbers(page, office.slug, as_of, speaker),
        answers=_answers(page.answers, office.slug, as_of, speaker),
        median=page.answers.median_days,
        as_of=as_of,
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


def _address(slug: str, kind: str, number: str, as_of: str | None) -> str:
    return f"/offices/{slug}/{kind}/{number}" + (f"?as_of={as_of}" if as_of else "")


def _numbers(page: OfficePage, slug: str, as_of: str | None, speaker: Speaker) -> list[ShownNumber]:
    return [
        ShownNumber(
            name=phrase(f"office_number.{one.number.value}", speaker.language),
            share=one.share,
            href=_address(slug, "commitments", one.number.value, as_of),
            median=one.median_days,
        )
        for one in page.numbers
    ]


def _answers(times: AnswerTimes, slug: str, as_of: str | None, speaker: Speaker) -> list[ShownNumber]:
    return [
        ShownNumber(
            name=phrase(f"answer_number.{number.value}", speaker.language),
            share=times.share(number),
            href=_address(slug, "answers", number.value, as_of),
        )
        for number in AnswerNumber
    ]


def _chosen(kind: type[Number] | type[AnswerNumber], number: str) -> Number | AnswerNumber:
    try:
        return kind(number)
    except ValueError as error:
        raise NotFound(f"no number is called '{number}'; there are {', '.join(kind)}") from error


@router.get("/offices/{slug}/commitments/{number}")
def show_commitments(
    request: Request,
    slug: str,
    number: str,
    as_of: str | None = None,
    offset: Annotated[int, Query(ge=0, le=MOST)] = 0,
) -> HTMLResponse:
    """Show exactly the commitments that a number of an office counts."""
    parts, speaker = services_of(request), speaker_of(request)
    wanted, today = Number(_chosen(Number, number)), reckoned(as_of, parts)
    desk = desk_over(parts)
    office = desk.office(slug, today)
    found = behind(desk.of_office(office, today), wanted)
    views = [commitment_view(one, speaker) for one in found[offset : offset + _LIST]]
    name = phrase(f"office_number.{wanted.value}", speaker.language)
    return _list(request, slug, office, name, today, views, [], len(found), offset, as_of)


@router.get("/offices/{slug}/answers/{number}")
def show_answers(
    request: Request,
    slug: str,
    number: str,
    as_of: str | None = None,
    offset: Annotated[int, Query(ge=0, le=MOST)] = 0,
) -> HTMLResponse:
    """Show exactly the questions that a number of an office's answers counts."""
    parts, speaker = services_of(request), speaker_of(request)
    wanted, today = AnswerNumber(_chosen(AnswerNumber, number)), reckoned(as_of, parts)
    desk = desk_over(parts)
    office = desk.office(slug, today)
    found = desk.answers(office, today).behind(wanted)
    name = phrase(f"answer_number.{wanted.value}", speaker.language)
    rows = found[offset : offset + _LIST]
    return _list(request, slug, office, name, today, [], rows, len(found), offset, as_of)


def _list(
    request: Request,
    slug: str,
    office: str,
    name: str,
    today: date,
    found: Sequence[object],
    answers: Sequence[object],
    total: int,
    offset: int,
    as_of: str | None,
) -> HTMLResponse:
    return render(
        request,
        "office_list.html",
        slug=slug,
        office=office,
        name=name,
        today=today,
        found=found,
        answers=answers,
        total=total,
        offset=offset,
        limit=_LIST,
        given={"as_of": as_of} if as_of else {},
    )
