"""The JSON API of reports: reminder lists, numbers of offices, who answers for a commitment, drafts of questions."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel

from corpus.model import CommitmentId
from tracker.answer_times import AnswerNumber
from tracker.office_numbers import Number
from tracker.offices import Share
from tracker.reminders import ReminderReport
from tracker.reports.letter import letter_text
from tracker.slips import Slips
from tracker.succession import Answerable
from web.form import AsOf
from web.i18n import Language
from web.pages.reminders import ReminderQuestion, terms_of
from web.render import services_of
from web.reports import desk_over

router = APIRouter(prefix="/api/v1", tags=["v1"])
OfficeKey = Annotated[str, Path(min_length=1, max_length=300, description="Slug of the office, or its title.")]
CommitmentKey = Annotated[str, Path(min_length=1, max_length=300, description="Id of the commitment.")]


class OfficeCounts(BaseModel):
    """The numbers of an office, each with what it is counted out of.

    Attributes:
        office: Its title.
        now: Who holds it, or who took its portfolios over.
        numbers: What it promised.
        median_days_moved: Median of the days by which moved ones moved; None where none can be compared.
        answers: Its questions against their terms.
        median_working_days: Median of the working days to the answer.
    """

    office: str
    now: Answerable
    numbers: dict[Number, Share]
    median_days_moved: float | None
    answers: dict[AnswerNumber, Share]
    median_working_days: float | None


class Responsibility(BaseModel):
    """Who promised a commitment, who answers for it now and why, and how it slipped."""

    commitment: str
    promised_by: str | None
    promised_office: str | None
    now: Answerable
    why: str
    slips: Slips


class Draft(BaseModel):
    """A draft of a follow-up question, in Dutch, with what its editor must look at."""

    title: str
    text: str
    remarks: list[str]


@router.get("/offices/{slug}/reminders", summary="Reminder list of an office")
def reminders(request: Request, slug: OfficeKey, asked: Annotated[ReminderQuestion, Query()]) -> ReminderReport:
    """Expired, expiring, partly done, undated for a year, moved twice; a commitment can stand in several sections."""
    parts = services_of(request)
    return desk_over(parts).reminders(slug, terms_of(asked, parts.today()))


@router.get("/offices/{slug}/numbers", summary="Numbers of an office")
def numbers(request: Request, slug: OfficeKey, as_of: AsOf = None) -> OfficeCounts:
    """Every count with its denominator, as on a day."""
    parts = services_of(request)
    page = desk_over(parts).page(slug, as_of or parts.today())
    return OfficeCounts(
        office=page.office,
        now=page.now,
        numbers={one.number: one.share for one in page.numbers},
        median_days_moved=next((one.median_days for one in page.numbers if one.median_days is not None), None),
        answers={number: page.answers.share(number) for number in AnswerNumber},
        median_working_days=page.answers.median_days,
    )


@router.get("/commitments/{commitment_id}/responsibility", summary="Who answers for a commitment now")
def responsibility(
    request: Request, commitment_id: CommitmentKey, as_of: AsOf = None, language: Language = "nl"
) -> Responsibility:
    """Promised by one minister, now another's: both, with the reason, and every time that was promised."""
    parts = services_of(request)
    desk = desk_over(parts)
    tracked = parts.tracker.get(CommitmentId(commitment_id), as_of or parts.today()).tracked
    now = desk.answerable_of(tracked)
    return Responsibility(
        commitment=tracked.id,
        promised_by=tracked.commitment.minister,
        promised_office=tracked.commitment.office,
        now=now,
        why=now.why(language),
        slips=desk.slips(tracked),
    )


@router.get("/commitments/{commitment_id}/follow-up", summary="Draft of a follow-up question")
def follow_up(
    request: Request,
    commitment_id: CommitmentKey,
    asker: Annotated[str, Query(max_length=200, description="Who will ask.")] = "",
    as_of: AsOf = None,
    language: Language = "nl",
) -> Draft:
    """The letter is Dutch; the remarks for its editor are in the language asked for."""
    parts = services_of(request)
    draft = desk_over(parts).follow_up(commitment_id, as_of or parts.today(), asker)
    return Draft(title=draft.title, text=letter_text(draft.report()), remarks=list(draft.remarked(language)))
