"""The commands of reports: reminder lists, follow-up questions, slips, numbers, the end of a legislature."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from corpus.errors import WrongUse
from tracker.commands import CommitmentArgument, Json, Note, day

if TYPE_CHECKING:
    from corpus.settings import Settings
    from corpus.store import Store
    from tracker.desk import Desk
    from tracker.legislature import Ending, LegislatureEnd, OpenAtEnd
    from tracker.service import Tracker

Office = Annotated[str, typer.Option("--office", help="Title of the office, or a part of it.")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="Reckon for this day (ISO); else today.")]
KnownOn = Annotated[
    str | None, typer.Option("--known-on", metavar="DATE", help="As the register was written by the end of this day.")
]
MaybeAuthor = Annotated[str, typer.Option("--author", help="Who decides; kept in the history.", envvar="RAPPEL_AUTHOR")]

reports = typer.Typer()
"""The commands; the program that adds them puts its ``Face`` into the context."""


class Parts(Protocol):
    """What the commands need of the parts that the program opens."""

    @property
    def store(self) -> "Store":
        """The store."""

    @property
    def tracker(self) -> "Tracker":
        """The tracker over it."""

    @property
    def settings(self) -> "Settings":
        """The settings."""

    def today(self) -> date:
        """Return the day in the parliament's time zone."""


def _desk(parts: Parts) -> "Desk":
    from tracker.desk import Desk

    return Desk(store=parts.store, tracker=parts.tracker, settings=parts.settings)


@reports.command()
def reminders(
    context: typer.Context,
    office: Office,
    on: On = None,
    known_on: KnownOn = None,
    ahead: Annotated[int, typer.Option(min=0, metavar="DAYS", help="How far ahead 'expiring' looks.")] = 183,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Write FILE.pdf, .docx, .csv, .xlsx or .txt.")
    ] = None,
    json: Json = False,
) -> None:
    """Make the reminder list of an office: expired, expiring, partly done, undated for a year, moved twice."""
    from tracker.reminders import ReminderTerms
    from tracker.reports.files import REMINDER_FORMS, form_of, reminder_bytes, write
    from tracker.reports.plain import plain_text
    from tracker.reports.reminder_blocks import reminder_document

    form = form_of(to, REMINDER_FORMS) if to is not None else ""
    face = context.obj
    with face.services() as parts:
        today, language = parts.today(), parts.settings.language
        terms = ReminderTerms(
            on=day(on, "--on") or today,
            known_on=day(known_on, "--known-on") or today,
            written_on=today,
            ahead_days=ahead,
        )
        report = _desk(parts).reminders(office, terms)
        if to is not None:
            write(to, reminder_bytes(report, form, language, face.now()))
            print(to)
            return
        face.show(report, as_json=json, text=lambda: print(plain_text(reminder_document(report, language)), end=""))


@reports.command("follow-up")
def follow_up(
    context: typer.Context,
    commitment: CommitmentArgument,
    on: On = None,
    asker: Annotated[str, typer.Option("--asker", help="Who will ask; else a place is left for the name.")] = "",
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Write FILE.docx, .txt or .pdf.")] = None,
    json: Json = False,
) -> None:
    """Draft the written question that follows a commitment up, in Dutch, adapted to how it stands."""
    from tracker.reports.files import LETTER_FORMS, form_of, report_bytes, write
    from tracker.reports.letter import letter_text

    form = form_of(to, LETTER_FORMS) if to is not None else ""
    face = context.obj
    with face.services() as parts:
        draft = _desk(parts).follow_up(commitment, day(on, "--on") or parts.today(), asker)
        remarks = draft.remarked(parts.settings.language)
    if to is not None:
        write(to, report_bytes(draft.report(), form, face.now()))
        print(to)
    else:
        shown = {"title": draft.title, "text": letter_text(draft.report()), "remarks": remarks}
        face.show(shown, as_json=json, text=lambda: print(letter_text(draft.report(), 96), end=""))
    if not json:
        for remark in remarks:
            typer.echo(f"* {remark}", err=True)


@reports.command()
def commitment(context: typer.Context, commitment: CommitmentArgument, on: On = None, json: Json = False) -> None:
    """Show one commitment: how it stands, every time promised for it, who answers for it now, its history."""
    from tracker.report_console import commitment_data, print_slips

    face = context.obj
    with face.services() as parts:
        desk, language = _desk(parts), parts.settings.language
        detail = parts.tracker.get(commitment, day(on, "--on") or parts.today())
        slips, now = desk.slips(detail.tracked), desk.answerable_of(detail.tracked)

        def text() -> None:
            from tracker.console import print_commitment

            print_commitment(detail, language)
            print_slips(detail.tracked, slips, now, language)

        data = commitment_data(detail, slips, now, language) if json else {}
        face.show(data, as_json=json, text=text)


@reports.command()
def office(context: typer.Context, office: Office, on: On = None, json: Json = False) -> None:
    """Count what an office promised and how fast it answers, every number with what it is counted out of."""
    from tracker.report_console import office_data, print_office

    face = context.obj
    with face.services() as parts:
        page = _desk(parts).page(office, day(on, "--on") or parts.today())
        language = parts.settings.language
        face.show(office_data(page) if json else {}, as_json=json, text=lambda: print_office(page, language))


@reports.command()
def legislature(
    context: typer.Context,
    ended: Annotated[str, typer.Option("--ended", metavar="DATE", help="Last day of the legislature (ISO).")],
    office: Annotated[str | None, typer.Option("--office", help="Only of this office (part of its title).")] = None,
    text: Annotated[str, typer.Option("--text", help="Only where the sentence contains this.")] = "",
    decide: Annotated[
        str | None, typer.Option("--decide", help="carry-over or lapse: write it on all that are listed.")
    ] = None,
    author: MaybeAuthor = "",
    note: Note = "",
    json: Json = False,
) -> None:
    """List what is open at the end of a legislature; with --decide, carry all of it over or let it lapse."""
    from tracker.legislature import decide_all, legislature_end
    from tracker.report_console import print_bulk, print_legislature

    face, last, ending = context.obj, day(ended, "--ended"), _ending(decide)
    if last is None:
        raise WrongUse("--ended: give the last day of the legislature")
    with face.services() as parts:
        found = legislature_end(parts.tracker, last, parts.today(), office=office, text=text)
        open_ones = _desk(parts).open_at_end(found.undecided)
        language = parts.settings.language
        if ending is None:
            data = _legislature_data(found, open_ones) if json else {}
            face.show(data, as_json=json, text=lambda: print_legislature(found, open_ones, language))
            return
        done = decide_all(parts.tracker, open_ones, ending, author=author, note=note)
        face.show(done, as_json=json, text=lambda: print_bulk(done, language))
    if done.refused:
        raise typer.Exit(1)


def _ending(decide: str | None) -> "Ending | None":
    from tracker.legislature import Ending

    if decide is None:
        return None
    try:
        return Ending(decide.replace("-", "_"))
    except ValueError as error:
        raise WrongUse(f"--decide: '{decide}' is neither carry-over nor lapse") from error


def _legislature_data(found: "LegislatureEnd", open_ones: "tuple[OpenAtEnd, ...]") -> dict[str, object]:
    from tracker.report_console import open_data

    return {
        "ended": found.ended,
        "promised": found.promised,
        "carried_over": found.carried_over,
        "lapsed": found.lapsed,
        "without_day": found.without_day,
        "undecided": [open_data(one) for one in open_ones],
    }
