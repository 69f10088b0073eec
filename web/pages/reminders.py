"""The reminder list of an office as a page, and as files to take away."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from corpus.errors import NotFound
from corpus.store.names import slug as slug_of
from tracker.reminder_rows import ReminderRow
from tracker.reminders import ReminderReport, ReminderTerms
from tracker.reports.files import REMINDER_FORMS, reminder_bytes
from tracker.reports.reminder_blocks import row_facts, row_title, section_name, section_title, summary
from tracker.texts import phrase
from web.form import Day, Form
from web.render import render, services_of, speaker_of
from web.reports import desk_over, download

router = APIRouter()
_SHOWN = 20


class ReminderQuestion(Form):
    """For which day a reminder list is made, as it stands in an address."""

    as_of: Day | None = Field(default=None, description="Reckon as of this day; today where left out.")
    known_on: Day | None = Field(default=None, description="Only what was recorded by then, the day included.")
    ahead: int = Field(default=183, ge=0, le=3660, description="How many days ahead 'expiring' looks.")

    def given(self) -> dict[str, object]:
        """Return what differs from the defaults, for the addresses of the files."""
        return self.model_dump(exclude_defaults=True, mode="json")


class ReminderPage(ReminderQuestion):
    """The same for the page, which shows the beginning of long sections unless all is asked for, as for paper."""

    full: bool = Field(default=False, description="Show every entry of every section.")

    @property
    def most(self) -> int | None:
        """How many entries of a section are shown; None for all."""
        return None if self.full else _SHOWN


def terms_of(asked: ReminderQuestion, today: date) -> ReminderTerms:
    """Return the tracker's own form."""
    return ReminderTerms(
        on=asked.as_of or today, known_on=asked.known_on or today, written_on=today, ahead_days=asked.ahead
    )


def _report(request: Request, slug: str, asked: ReminderQuestion) -> ReminderReport:
    parts = services_of(request)
    return desk_over(parts).reminders(slug, terms_of(asked, parts.today()))


@router.get("/offices/{slug}/reminders")
def show(request: Request, slug: str, asked: Annotated[ReminderPage, Query()]) -> HTMLResponse:
    """Show the reminder list of an office."""
    report, speaker = _report(request, slug, asked), speaker_of(request)
    language = speaker.language
    return render(
        request,
        "commitment/reminders.html",
        report=report,
        slug=slug_of(report.office),
        asked=asked,
        given=asked.given(),
        forms=REMINDER_FORMS,
        title=phrase("reminder.title", language),
        known=phrase("reminder.as_known", language, on=report.on, known_on=report.known_on),
        caution=phrase("reminder.caution", language),
        summary=summary(report, language),
        sections=[
            (section_title(one, report, language), section_name(one.kind, report, language), one)
            for one in report.sections
        ],
        facts={row.commitment: row_facts(row, language) for row in _shown(report, asked)},
        row_title=lambda row: row_title(row, language),
    )


def _shown(report: ReminderReport, asked: ReminderPage) -> tuple[ReminderRow, ...]:
    rows = (row for section in report.sections for row in section.rows[: asked.most])
    return tuple({row.commitment: row for row in rows}.values())


@router.get("/offices/{slug}/reminders.{form}")
def as_file(request: Request, slug: str, form: str, asked: Annotated[ReminderQuestion, Query()]) -> Response:
    """Give the reminder list of an office as a file."""
    if form not in REMINDER_FORMS:
        raise NotFound(f"there is no reminder list as .{form}; there are {', '.join(REMINDER_FORMS)}")
    report = _report(request, slug, asked)
    content = reminder_bytes(report, form, speaker_of(request).language, services_of(request).clock())
    return download(content, f"rappel-{slug_of(report.office)}-{report.on}", form)
