"""Reminder lists over the samples: what stands in them, their counts, and every form in which they are written."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
import typer
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st
from typer.testing import CliRunner

from corpus.errors import NotFound, StoreUnavailable, WrongUse
from corpus.register import RecordState
from corpus.settings import Settings
from corpus.store import Store
from tests.conftest import clock
from tests.tracker.fakes import FakeStore, commitment, window
from tracker.answer_times import AnswerNumber
from tracker.desk import Desk, site_of
from tracker.filters import TrackerFilter
from tracker.legislature import Ending, OpenAtEnd, decide_all, legislature_end
from tracker.office_numbers import Number, behind, office_numbers
from tracker.offices import statistics
from tracker.reminders import ReminderReport, ReminderTerms, Section
from tracker.report_commands import reports
from tracker.reports.blocks import Block, Fact, Facts, Heading, Look, Paragraph, Point, Report
from tracker.reports.docx_writer import docx_bytes
from tracker.reports.files import LETTER_FORMS, REMINDER_FORMS, form_of, reminder_bytes, write
from tracker.reports.letter import letter_report, letter_text
from tracker.reports.pdf_writer import pdf_bytes
from tracker.reports.plain import plain_text
from tracker.reports.reminder_blocks import reminder_document
from tracker.reports.tables import COLUMNS, csv_text, rows
from tracker.service import Tracker
from tracker.state import SETTLED
from tracker.succession import Answerable
from web.services import Services

MADE = datetime(2026, 11, 22, 9, tzinfo=UTC)
ON = date(2025, 9, 1)
OFFICE = "Vlaams minister van Mobiliteit en Openbare Werken"


@pytest.fixture(scope="module")
def desk(sample_services: Services) -> Desk:
    """Return the desk over the samples."""
    return Desk(store=sample_services.store, tracker=sample_services.tracker, settings=sample_services.settings)


@pytest.fixture(scope="module")
def report(desk: Desk) -> ReminderReport:
    """Return a reminder list with something in every section."""
    return desk.reminders("mobiliteit", ReminderTerms(on=ON, known_on=MADE.date()))


def test_a_list_agrees_with_the_tracker(desk: Desk, report: ReminderReport) -> None:
    """Each section holds what its rule says, no more and no less, and counts add up."""
    tracked = [one for one in desk.of_office(OFFICE, ON) if one.record is not RecordState.REJECTED]
    awaited = [one for one in tracked if one.fulfilment not in SETTLED]
    held = {section.kind: {row.commitment for row in section.rows} for section in report.sections}
    assert report.office == OFFICE
    assert (report.promised, report.awaited.count) == (len(tracked), len(awaited))
    assert held[Section.OVERDUE] == {one.id for one in awaited if one.is_overdue}
    assert held[Section.MOVED_OFTEN] == {one.id for one in awaited if max(m.moved for m in one.milestones) > 1}
    assert report.listed.count == len(set().union(*held.values())) == len(report.rows)
    assert all(section.rows for section in report.sections)
    assert all(section.share.of == len(awaited) for section in report.sections)


def test_a_row_quotes_all_that_a_reminder_needs(desk: Desk, report: ReminderReport) -> None:
    """Number, days, people then and now, quote, times, moves, evidence and address of the passage stand in a row."""
    moved = next(section for section in report.sections if section.kind is Section.MOVED_OFTEN).rows[0]
    held = desk.store.documents.get(moved.document)
    assert (moved.number, moved.session) == (held.record.number, held.record.session)
    # The document bears the question's day alone: it is not given as the day of the answer.
    assert (moved.asked, moved.answered, held.record.answered) == (date(2023, 3, 9), None, None)
    assert moved.minister_then != moved.now.person is not None
    assert moved.quote == " ".join(moved.span.quote(held.text.text).split())
    assert len(moved.moves) >= 2
    assert moved.original.latest is not None
    assert moved.present.latest is not None
    assert moved.original.latest < moved.present.latest
    assert sum(move.days or 0 for move in moved.moves) == moved.days_moved
    assert moved.address.startswith(f"{site_of(desk.settings)}/d/{moved.document}?s={moved.span.start}-")
    partly = next(section for section in report.sections if section.kind is Section.PARTLY).rows[0]
    assert partly.evidence is not None
    assert partly.evidence.decision == "accepted"


def test_a_list_as_known_on_an_earlier_day(desk: Desk) -> None:
    """What was written into the register later is left out: before the samples were read it was empty."""
    found = desk.reminders(OFFICE, ReminderTerms(on=ON, known_on=date(2025, 1, 1)))
    assert (found.promised, found.rows) == (0, ())
    assert "geen toezeggingen" in plain_text(reminder_document(found, "nl"))


@pytest.mark.parametrize(
    ("name", "error"),
    [("zzz", NotFound), ("minister", WrongUse), ("  ", WrongUse)],
)
def test_an_office_must_be_one(desk: Desk, name: str, error: type[Exception]) -> None:
    """A name that fits no office or several is refused; whole words go before parts of words."""
    with pytest.raises(error):
        desk.office(name, ON)
    assert desk.office("welzijn", ON) == "Vlaams minister van Welzijn, Volksgezondheid en Gezin"
    assert desk.office("Havens en Sport", ON).endswith("Openbare Werken, Havens en Sport")


def test_the_text_says_everything_once(report: ReminderReport) -> None:
    """A commitment in two sections is described in the first; the second points there. Both languages are whole."""
    dutch, english = (plain_text(reminder_document(report, language)) for language in ("nl", "en"))
    for text, above in ((dutch, "Zie hiervoor"), (english, "See above")):
        assert above in text
        assert all(text.count(row.address) == 1 for row in report.rows)
        assert max(map(len, text.split("\n"))) <= 120 or "http" in text
    assert "Stand op 1 september 2025, zoals bekend op 22 november 2026." in dutch
    assert "Termijn verstreken (2 van " in dutch


def test_pdf_can_be_read_by_people_and_readers(report: ReminderReport) -> None:
    """The PDF is tagged, in Dutch, with bookmarks, page numbers and links, and its words are the list's."""
    content = reminder_bytes(report, "pdf", "nl", MADE)
    read = pypdf.PdfReader(io.BytesIO(content))
    root: Any = read.trailer["/Root"]
    assert root["/Lang"] == "nl-BE"
    assert root["/MarkInfo"]["/Marked"] is not None
    whole = root["/StructTreeRoot"]["/K"][0].get_object()
    roles = [one.get_object()["/S"] for one in whole["/K"]]
    assert roles[0] == "/H1"
    assert {"/H2", "/H3", "/P", "/BlockQuote"} <= set(roles)
    assert [int(str(page["/StructParents"])) for page in read.pages] == list(range(len(read.pages)))
    words = "\n".join(page.extract_text() for page in read.pages)
    assert f"pagina 1 van {len(read.pages)}" in words
    assert f"pagina {len(read.pages)} van {len(read.pages)}" in words
    assert all(row.commitment in words for row in report.rows)
    assert read.outline
    assert any("/Annots" in page for page in read.pages)
    assert read.metadata is not None
    assert read.metadata.creation_date == MADE
    assert content == reminder_bytes(report, "pdf", "nl", MADE)


def test_docx_has_headings_links_and_page_fields(report: ReminderReport) -> None:
    """The DOCX has real headings, the office in its properties, a page field in the footer and the links."""
    read = docx.Document(io.BytesIO(reminder_bytes(report, "docx", "en", MADE)))
    styles = [one.style.name for one in read.paragraphs if one.style is not None]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") == len(Section)
    assert OFFICE in read.core_properties.title
    assert read.core_properties.language == "en-GB"
    assert "NUMPAGES" in read.sections[0].footer._element.xml
    links = {one.target_ref for one in read.part.rels.values() if one.is_external}
    assert links == {row.address for row in report.rows}


def test_tables_hold_every_row(report: ReminderReport) -> None:
    """CSV and XLSX hold a line for each commitment and section, with days as days."""
    lines = list(csv.DictReader(io.StringIO(reminder_bytes(report, "csv", "nl", MADE).decode("utf-8-sig"))))
    assert len(lines) == sum(len(section.rows) for section in report.sections) == len(list(rows(report)))
    assert {line["commitment"] for line in lines} == {row.commitment for row in report.rows}
    sheet = openpyxl.load_workbook(io.BytesIO(reminder_bytes(report, "xlsx", "nl", MADE))).active
    assert sheet is not None
    held = list(sheet.iter_rows(values_only=True))
    assert held[0] == COLUMNS
    assert len(held) == len(lines) + 1
    assert isinstance(held[1][COLUMNS.index("original_last")], datetime)


def test_a_cell_is_never_a_formula(desk: Desk, report: ReminderReport) -> None:
    """Words that a spreadsheet would run are kept as words."""
    from dataclasses import replace

    evil = replace(report.sections[0].rows[0], quote="=1+1", title="@x")
    changed = replace(report, sections=(replace(report.sections[0], rows=(evil,)),))
    line = next(csv.DictReader(io.StringIO(csv_text(changed).lstrip("\ufeff"))))
    assert (line["quote"], line["title"]) == ("'=1+1", "'@x")
    assert desk.settings is not None


def test_numbers_agree_with_the_list_behind_them(desk: Desk) -> None:
    """For every office and number the list behind it is as long as it counts, and never longer than its denominator."""
    for office in desk.store.people.offices():
        page = desk.page(office.slug, ON)
        counts = {one.number: one.share for one in page.numbers}
        assert [one.number for one in page.numbers] == list(Number)
        for number, share in counts.items():
            assert len(behind(page.tracked, number)) == share.count <= share.of, (office.slug, number)
        (old,) = statistics(page.tracked)
        assert old.promised == counts[Number.PROMISED].count
        for number, share in (
            (Number.IN_TIME, old.met_in_time),
            (Number.LATE, old.met_late),
            (Number.OVERDUE, old.overdue),
            (Number.MOVED, old.moved),
            (Number.UNDATED, old.undated),
            (Number.CONFIRMED, old.confirmed),
            (Number.WITHDRAWN, old.withdrawn),
        ):
            assert counts[number] == share, number


def test_answers_are_judged_once(desk: Desk) -> None:
    """Every question of an office has one standing, and every list is as long as its number."""
    for office in desk.store.people.offices():
        times = desk.answers(office.office, ON)
        beside = (AnswerNumber.DIFFERS, AnswerNumber.SOURCE_IN_TIME)
        whole = [number for number in AnswerNumber if number not in beside]
        assert sum(times.share(number).count for number in whole) == len(times.rows)
        assert all(len(times.behind(number)) == times.share(number).count for number in AnswerNumber)


def fake_promises(store: FakeStore) -> None:
    """Hold three promises of an ended legislature, one of the next, and one of unknown day."""
    due = (window(None, date(2024, 3, 1)), "maart 2024")
    for name, stated in (("c-1", date(2023, 1, 5)), ("c-2", date(2024, 6, 8)), ("c-3", date(2024, 6, 9))):
        store.put(commitment(due, name=name, stated=stated))
    store.put(commitment(due, name="c-4", stated=None), commitment(due, name="c-5", stated=date(2023, 1, 5)))


def test_the_end_of_a_legislature(store: FakeStore, tracker: Tracker) -> None:
    """What was stated up to the last day and is still open awaits a decision, written on all with one note."""
    fake_promises(store)
    tracker.lapse("c-5", author="Lies", note="x")
    ended, today = date(2024, 6, 8), date(2024, 7, 1)
    found = legislature_end(tracker, ended, today)
    assert [one.id for one in found.undecided] == ["c-1", "c-2"]
    assert (found.promised, found.lapsed, found.carried_over, found.without_day) == (3, 1, 0, 1)
    new = Answerable(office="Minister van Sport", certain=True)
    chosen = [OpenAtEnd(tracked=one, now=new) for one in found.undecided]
    tracker.note("c-2", author="Jan", text="nagekeken")
    done = decide_all(tracker, chosen, Ending.CARRY_OVER, author="Lies", note="regeerakkoord")
    assert done.decided == ("c-1",)
    assert [one.commitment for one in done.refused] == ["c-2"]
    after = legislature_end(tracker, ended, today)
    assert ([one.id for one in after.undecided], after.carried_over) == (["c-2"], 1)
    assert tracker.get("c-1", today).tracked.commitment.office == "Minister van Sport"
    rest = [OpenAtEnd(tracked=one, now=Answerable()) for one in after.undecided]
    assert decide_all(tracker, rest, Ending.LAPSE, author="Lies", note="niet hernomen").decided == ("c-2",)


def test_a_legislature_must_have_ended(tracker: Tracker) -> None:
    """A day to come is refused, and so is a decision on many without author or note."""
    with pytest.raises(WrongUse, match="has not ended"):
        legislature_end(tracker, date(2029, 6, 1), date(2024, 7, 1))
    for author, note in (("", "x"), ("Lies", " ")):
        with pytest.raises(WrongUse, match="author and a note"):
            decide_all(tracker, [], Ending.LAPSE, author=author, note=note)


def test_a_file_is_written_whole_or_not(tmp_path: Path) -> None:
    """A form that is none is refused before anything is done; a folder that is not there leaves nothing behind."""
    assert [form_of(Path(f"x.{form.upper()}"), REMINDER_FORMS) for form in REMINDER_FORMS] == list(REMINDER_FORMS)
    with pytest.raises(WrongUse, match="must end with"):
        form_of(Path("x.zip"), LETTER_FORMS)
    with pytest.raises(StoreUnavailable):
        write(tmp_path / "missing" / "x.txt", b"x")
    write(tmp_path / "x.txt", b"x")
    assert [one.name for one in tmp_path.iterdir()] == ["x.txt"]


@bounded(deadline=None, max_examples=25)
@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=30), min_size=1, max_size=4))
def test_any_words_can_be_written(words: list[str]) -> None:
    """Whatever a document says, the writers make a file of it that opens again."""
    blocks: tuple[Block, ...] = (
        Heading(text=words[0], level=1),
        *(Paragraph(text=one, look=Look.QUOTE) for one in words),
        Point(label="1.", text=words[-1]),
        Facts(facts=tuple(Fact(label="x", text=one, address="geen adres") for one in words)),
    )
    made = Report(title=words[0], language="nl", blocks=blocks, page_words="{page}/{pages}", running_head=words[0])
    assert len(pypdf.PdfReader(io.BytesIO(pdf_bytes(made, MADE))).pages) >= 1
    assert docx.Document(io.BytesIO(docx_bytes(made, MADE))).paragraphs
    assert plain_text(made)


def test_an_edited_letter_keeps_its_parts(desk: Desk, report: ReminderReport) -> None:
    """The text of a draft becomes the same parts again: heading, title, quote and numbered questions."""
    draft = desk.follow_up(report.rows[0].commitment, ON, "Ann De Smet")
    again = letter_report(letter_text(draft.report()).replace("\n", "\r\n"), draft.title)
    assert again.blocks[0] == Heading(text="SCHRIFTELIJKE VRAAG", level=1)
    assert [one for one in again.blocks if isinstance(one, Heading)][1].level == 2
    assert any(isinstance(one, Paragraph) and one.look is Look.QUOTE for one in again.blocks)
    points = [one for one in draft.blocks if isinstance(one, Point)]
    assert [one.label for one in again.blocks if isinstance(one, Point)] == [one.label for one in points]


@dataclass
class Face:
    """What the commands need of the program."""

    services: Callable[[], Any]
    shown: list[Any]

    def show(self, value: object, *, as_json: bool, text: Callable[[], None]) -> None:
        """Keep what would be printed as JSON, or print for people."""
        if as_json:
            from pydantic_core import to_jsonable_python

            self.shown.append(to_jsonable_python(value))
        else:
            text()

    def now(self) -> datetime:
        """Return the moment of the tests."""
        return MADE


def run(parts: Services, *typed: str) -> tuple[Any, list[Any]]:
    """Run a command of the reports; returns its result and what it would print as JSON."""
    from contextlib import nullcontext

    face = Face(services=lambda: nullcontext(parts), shown=[])
    app = typer.Typer()
    app.add_typer(reports)
    return CliRunner().invoke(app, list(typed), obj=face), face.shown


def test_commands_print_and_write(sample_services: Services, report: ReminderReport, tmp_path: Path) -> None:
    """Every command prints for people and as JSON, and writes what it is asked to write."""
    one = report.rows[0].commitment
    for typed, told in (
        (("reminders", "--office", "mobiliteit", "--on", "2025-09-01"), "Rappellijst"),
        (("follow-up", one, "--on", "2025-09-01"), "SCHRIFTELIJKE VRAAG"),
        (("commitment", one), "eerst toegezegd"),
        (("office", "--office", "mobiliteit"), "Op tijd"),
        (("legislature", "--ended", "2024-06-08"), "overdragen of laten vervallen"),
    ):
        result, _ = run(sample_services, *typed)
        assert result.exit_code == 0, result.output
        assert told in result.output
        result, shown = run(sample_services, *typed, "--json")
        assert result.exit_code == 0, result.output
        assert json.dumps(shown[0])
    for name in ("r.pdf", "r.csv"):
        result, _ = run(sample_services, "reminders", "--office", "mobiliteit", "--to", str(tmp_path / name))
        assert result.exit_code == 0, result.output
        assert (tmp_path / name).stat().st_size > 1000
    result, _ = run(sample_services, "follow-up", one, "--to", str(tmp_path / "f.docx"), "--asker", "Ann")
    assert result.exit_code == 0
    assert docx.Document(str(tmp_path / "f.docx")).paragraphs[0].text == "SCHRIFTELIJKE VRAAG"


@pytest.mark.parametrize(
    "typed",
    [
        ("reminders", "--office", "mobiliteit", "--to", "x.zip"),
        ("reminders", "--office", "mobiliteit", "--on", "gisteren"),
        ("legislature", "--ended", "2024-06-08", "--decide", "vergeten"),
        ("legislature", "--ended", "2024-06-08", "--decide", "lapse"),
        ("follow-up", "c-none"),
    ],
)
def test_commands_refuse_what_cannot_be(sample_services: Services, typed: tuple[str, ...]) -> None:
    """What cannot be done is told and changes nothing."""
    before = len(sample_services.store.register.events())
    result, _ = run(sample_services, *typed)
    assert isinstance(result.exception, WrongUse)
    assert len(sample_services.store.register.events()) == before


def test_filter_of_the_tracker_finds_the_same_office(desk: Desk) -> None:
    """The commitments of an office without successors in the mandates are those that the tracker lists for it."""
    listed = desk.tracker.list(TrackerFilter(office=OFFICE), ON)
    assert {one.id for one in desk.of_office(OFFICE, ON)} >= {one.id for one in listed}
    assert office_numbers(listed)[0].share.count <= len(listed)


def test_one_decision_on_many_by_command(own_sample_data: Path) -> None:
    """The command writes the decision on all that are listed, once, and says which were left alone."""
    settings = Settings(data=own_sample_data)
    with Store.open(settings, clock=clock) as store:
        parts = Services(settings=settings, store=store, clock=clock, open_search=lambda: pytest.fail("no search"))
        typed = ("legislature", "--ended", "2024-06-08", "--office", "welzijn-volksgezondheid")
        _, (before,) = run(parts, *typed, "--json")
        assert before["undecided"]
        result, _ = run(parts, *typed, "--decide", "carry-over", "--author", "Lies", "--note", "regeerakkoord")
        assert result.exit_code == 0, result.output
        assert f"overgedragen: {len(before['undecided'])}" in result.output
        _, (after,) = run(parts, *typed, "--json")
    assert (after["undecided"], after["carried_over"]) == ([], len(before["undecided"]))
