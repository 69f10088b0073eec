"""The JSON API of offices, persons, subjects and parties: the lists of the site, and one of each with its numbers."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from corpus.model import AnswerKind
from corpus.store.people_heads import QuestionHead
from tracker.answer_times import AnswerNumber, AnswerTimes, Spread
from tracker.office_numbers import Number
from tracker.offices import Share
from tracker.succession import Holder
from web.api.paging import Listing, PageAsked, listed
from web.form import AsOf
from web.people.gathered import gathered_of
from web.people.lists import Kind, Row, RowQuestion, chosen, rows_of
from web.people.portrait import Named, Portrait, Term, term_of
from web.people.promised import Promised, promised_on, succession_of
from web.people.roll import Roll, Seen, seen
from web.render import services_of

router = APIRouter(prefix="/api/v1", tags=["v1"])
_MOST_NAMES = 50
OfficeKey = Annotated[str, Path(min_length=1, max_length=400, description="Slug of the office, or its title.")]
PersonKey = Annotated[str, Path(min_length=1, max_length=300, description="Slug or name of the person, any spelling.")]
SubjectKey = Annotated[str, Path(min_length=1, max_length=300, description="Slug of the subject, or its name.")]
PartyKey = Annotated[str, Path(min_length=1, max_length=200, description="Slug of the party, or its name.")]


class Counts(BaseModel):
    """What is counted of an office, person, subject or party.

    Attributes:
        asked: Questions.
        answered: Those with an answer of any kind.
        answer_day_known: Answers of which the day is known.
        no_answer_found: Questions of which no answer was found.
        promised: Commitments.
        standing: Commitments by how they stand, as the signs of the site: missed, now, next, done, quiet.
        first_day: Day of the first document.
        last_day: Day of the last one.
    """

    asked: int = Field(examples=[232])
    answered: int = Field(examples=[230])
    answer_day_known: int = Field(examples=[180])
    no_answer_found: int = Field(examples=[2])
    promised: int = Field(examples=[148])
    standing: Mapping[str, int] = Field(examples=[{"missed": 28, "quiet": 120}])
    first_day: date | None
    last_day: date | None


class Line(BaseModel):
    """A line of a list.

    Attributes:
        slug: Stable id.
        name: Name as the site shows it.
        beside: Who holds the office, or the party of the person, by the documents, the latest first.
        counts: What is counted.
    """

    slug: str = Field(examples=["minister-van-justitie"])
    name: str = Field(examples=["Minister van Justitie"])
    beside: list[str]
    counts: Counts

    @classmethod
    def of(cls, row: Row) -> "Line":
        """Return a row of a list as data."""
        return cls(slug=row.slug, name=row.name, beside=list(row.beside), counts=_counts(row))


class Numbers(BaseModel):
    """Everything counted on a page, with what each number rests on.

    Attributes:
        counts: Questions, answers and commitments.
        kinds: Kinds of answer.
        months: Questions asked, by month.
        sessions: Questions, by parliamentary year.
        subjects: Most frequent subjects of the source.
        offices: Offices asked.
        askers: Who asked.
        ministers: Who was asked.
        figures: Figures in the documents.
        promised: Commitments as they stand, each number with what it is counted out of.
        answers: Questions against their term, likewise.
        answers_rest_on: What is counted and what is not; the parts add up to ``asked``.
        spread: Days to each answer about the term; null where no answer has both days.
    """

    counts: Counts
    kinds: dict[AnswerKind, int]
    months: dict[str, int] = Field(examples=[{"2017-01": 52}])
    sessions: dict[str, int]
    subjects: list[Named]
    offices: list[Named]
    askers: list[Named]
    ministers: list[Named]
    figures: int
    promised: dict[Number, Share]
    answers: dict[AnswerNumber, Share]
    answers_rest_on: Term
    spread: Spread | None


class OfficeData(BaseModel):
    """An office with who held it and its numbers."""

    slug: str
    name: str
    holders: list[Holder]
    numbers: Numbers


class PersonData(BaseModel):
    """A person: as asker, as minister, or both; what was not the person's role is null.

    Attributes:
        slug: Stable id.
        name: Name as the site shows it.
        spellings: How the documents write it, with the number of documents.
        parties: Party with the first and last day on which a document names it.
        asked: Numbers of the questions asked.
        answered: Numbers of the questions received as minister.
    """

    slug: str
    name: str
    spellings: dict[str, int]
    parties: list[Seen]
    asked: Numbers | None
    answered: Numbers | None


class GroupData(BaseModel):
    """A subject or party with its numbers."""

    slug: str
    name: str
    spellings: dict[str, int]
    numbers: Numbers


def _counts(row: Row | Portrait) -> Counts:
    held = row.tally
    return Counts(
        asked=held.asked,
        answered=held.answered,
        answer_day_known=held.dated,
        no_answer_found=held.open,
        promised=held.promised,
        standing=held.tones,
        first_day=held.first,
        last_day=held.last,
    )


def _numbers(portrait: Portrait) -> Numbers:
    answers: AnswerTimes = portrait.answers
    return Numbers(
        counts=_counts(portrait),
        kinds=dict(portrait.kinds),
        months={f"{first:%Y-%m}": count for first, count in portrait.months},
        sessions=dict(portrait.sessions),
        subjects=list(portrait.subjects[:_MOST_NAMES]),
        offices=list(portrait.offices[:_MOST_NAMES]),
        askers=list(portrait.askers[:_MOST_NAMES]),
        ministers=list(portrait.ministers[:_MOST_NAMES]),
        figures=portrait.figures,
        promised={one.number: one.share for one in portrait.numbers},
        answers={number: answers.share(number) for number in AnswerNumber},
        answers_rest_on=term_of(portrait),
        spread=portrait.spread,
    )


def _list(request: Request, response: Response, paging: PageAsked, kind: Kind, asked: RowQuestion) -> Listing[Line]:
    parts = services_of(request)
    found = chosen(rows_of(parts, gathered_of(request).roll(), kind, asked, parts.today()), asked)
    return listed(response, paging, found, name=lambda one: one.slug, shown=Line.of)


def _held(request: Request, as_of: date | None) -> tuple[Roll, Promised, date]:
    parts = services_of(request)
    today = as_of or parts.today()
    roll = gathered_of(request).roll()
    return roll, promised_on(parts, roll, today), today


@router.get("/offices", summary="List offices")
def offices(
    request: Request, response: Response, paging: PageAsked, asked: Annotated[RowQuestion, Query()]
) -> Listing[Line]:
    """What was asked of each office, answered and promised; ``beside`` names those who held it in the documents."""
    return _list(request, response, paging, Kind.OFFICES, asked)


@router.get("/persons", summary="List persons")
def persons(
    request: Request, response: Response, paging: PageAsked, asked: Annotated[RowQuestion, Query()]
) -> Listing[Line]:
    """Askers, or with ``role=minister`` ministers; ``beside`` is the party that the documents name."""
    return _list(request, response, paging, Kind.PERSONS, asked)


@router.get("/subjects", summary="List subjects")
def subjects(
    request: Request, response: Response, paging: PageAsked, asked: Annotated[RowQuestion, Query()]
) -> Listing[Line]:
    """The subjects that the source itself gives."""
    return _list(request, response, paging, Kind.SUBJECTS, asked)


@router.get("/parties", summary="List parties")
def parties(
    request: Request, response: Response, paging: PageAsked, asked: Annotated[RowQuestion, Query()]
) -> Listing[Line]:
    """The parties of the askers as the documents name them at the time of the question."""
    return _list(request, response, paging, Kind.PARTIES, asked)


@router.get("/offices/{slug}", summary="One office")
def office(request: Request, slug: OfficeKey, as_of: AsOf = None) -> OfficeData:
    """Who held it, what it was asked, how long answers took and what it promised, as on a day."""
    roll, promised, today = _held(request, as_of)
    found = roll.office(slug)
    held = promised.by_office.get(found.slug, ())
    return OfficeData(
        slug=found.slug,
        name=found.name,
        holders=list(succession_of(services_of(request), roll).holders(found.name)),
        numbers=_numbers(Portrait(heads=found.heads, promised=held, today=today, roll=roll)),
    )


@router.get("/persons/{slug}", summary="One person")
def person(request: Request, slug: PersonKey, as_of: AsOf = None) -> PersonData:
    """Asked and answered; spellings that differ only in capitals, accents or the order of words are one person."""
    roll, promised, today = _held(request, as_of)
    found = roll.person(slug)

    def numbers(heads: tuple[QuestionHead, ...], *, minister: bool) -> Numbers | None:
        held = promised.of_person(found) if minister else promised.of(heads)
        return _numbers(Portrait(heads=heads, promised=held, today=today, roll=roll)) if heads else None

    return PersonData(
        slug=found.slug,
        name=found.name,
        spellings=dict(found.spellings),
        parties=list(seen((one.summary.party, one) for one in found.asked)),
        asked=numbers(found.asked, minister=False),
        answered=numbers(found.answered, minister=True),
    )


@router.get("/subjects/{slug}", summary="One subject")
def subject(request: Request, slug: SubjectKey, as_of: AsOf = None) -> GroupData:
    """Questions to which the source itself gives this subject."""
    roll, promised, today = _held(request, as_of)
    found = roll.subject(slug)
    made = Portrait(heads=found.heads, promised=promised.of(found.heads), today=today, roll=roll)
    return GroupData(slug=found.slug, name=found.name, spellings=dict(found.spellings), numbers=_numbers(made))


@router.get("/parties/{slug}", summary="One party")
def party(request: Request, slug: PartyKey, as_of: AsOf = None) -> GroupData:
    """Questions whose document names this party beside the asker."""
    roll, promised, today = _held(request, as_of)
    found = roll.party(slug)
    made = Portrait(heads=found.heads, promised=promised.of(found.heads), today=today, roll=roll)
    return GroupData(slug=found.slug, name=found.name, spellings=dict(found.spellings), numbers=_numbers(made))
