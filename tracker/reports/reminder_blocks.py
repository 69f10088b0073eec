"""A reminder list as blocks, in a language."""

from collections.abc import Iterator

from tracker.reminder_rows import ReminderRow
from tracker.reminders import ReminderReport, ReminderSection, Section
from tracker.reports.blocks import Block, Fact, Facts, Heading, Look, Paragraph, Report
from tracker.reports.wording import (
    evidence_words,
    holder_words,
    question_words,
    slip_words,
    standing_words,
    tied,
    time_words,
)
from tracker.texts import counted, phrase

_MONTH = 30.4375


def reminder_document(report: ReminderReport, language: str) -> Report:
    """Return a reminder list as a report.

    Args:
        report: The list.
        language: Language of its words; quotes stay in the language of their documents.
    """
    subject = phrase("reminder.subject", language, office=report.office)
    title = phrase("reminder.title", language)
    page = phrase("reminder.page", language, page="{page}", pages="{pages}")
    return Report(
        title=f"{title} – {subject}",
        language=language,
        blocks=(Heading(text=title, level=1), *_opening(report, subject, language), *_sections(report, language)),
        page_words=page,
        running_head=f"{title} – {report.office}",
    )


def _opening(report: ReminderReport, subject: str, language: str) -> Iterator[Block]:
    yield Paragraph(text=subject, look=Look.HEAD)
    if report.holder:
        yield Paragraph(text=phrase("reminder.holder", language, person=report.holder), look=Look.HEAD)
    yield Paragraph(text=phrase("reminder.as_known", language, on=report.on, known_on=report.known_on))
    yield Paragraph(text=summary(report, language))
    yield Paragraph(text=phrase("reminder.caution", language), look=Look.SMALL)
    if report.mandates_problem:
        problem = phrase("reminder.mandates_problem", language, problem=report.mandates_problem)
        yield Paragraph(text=problem, look=Look.SMALL)


def summary(report: ReminderReport, language: str) -> str:
    """Return the counts of a list in a sentence, each out of what."""
    if not report.promised:
        return phrase("reminder.summary_none", language)
    return phrase(
        "reminder.summary",
        language,
        promised=counted("commitments", report.promised, language),
        awaited=report.awaited.count,
        listed=report.listed.count,
    )


def section_name(kind: Section, report: ReminderReport, language: str) -> str:
    """Return the name of a section, with its period."""
    return phrase(
        f"reminder.{kind.value}",
        language,
        ahead=_period(report.ahead_days, language),
        undated=_period(report.undated_days, language),
    )


def _period(days: int, language: str) -> str:
    """Return a period in months where it is one to the day, else in days."""
    months = round(days / _MONTH)
    whole = months > 0 and abs(days - months * _MONTH) < 1
    return counted("months", months, language) if whole else counted("days", days, language)


def section_title(section: ReminderSection, report: ReminderReport, language: str) -> str:
    """Return the heading of a section, with its count and denominator."""
    name = section_name(section.kind, report, language)
    return phrase("reminder.section", language, name=name, count=section.share.count, of=section.share.of)


def _sections(report: ReminderReport, language: str) -> Iterator[Block]:
    told: dict[str, Section] = {}
    for section in report.sections:
        yield Heading(text=section_title(section, report, language), level=2)
        if not section.rows:
            yield Paragraph(text=phrase("reminder.empty", language))
        for row in section.rows:
            yield Heading(text=row_title(row, language), level=3)
            yield Paragraph(text=f"“{row.quote}”", look=Look.QUOTE)
            if row.commitment in told:
                name = section_name(told[row.commitment], report, language)
                yield Paragraph(text=phrase("reminder.see_above", language, section=name))
                continue
            told[row.commitment] = section.kind
            yield Facts(facts=row_facts(row, language))


def row_title(row: ReminderRow, language: str) -> str:
    """Return the heading of a commitment: which question, on what."""
    return f"{question_words(row.number, row.session, language)}: {row.title}"


def row_facts(row: ReminderRow, language: str) -> tuple[Fact, ...]:
    """Return everything that a reminder says of a commitment, a line each; what is unknown is said to be."""
    unknown = phrase("reminder.unknown", language)

    def day(value: object) -> str:
        return unknown if value is None else phrase("time.on", language, latest=value)

    lines = [
        ("answered", day(row.answered)),
        ("asker", row.asker or unknown),
        ("then", ", ".join(filter(None, (row.minister_then, row.office_then))) or unknown),
        ("now", holder_words(row, language)),
        ("condition", row.condition or ""),
        ("original", time_words(row.original, row.original_quote or row.vague or "", language)),
        ("present", time_words(row.present, row.present_quote, language) if row.moves else ""),
        ("moves", "\n".join(slip_words(slip, language) for slip in row.moves)),
        ("done", "; ".join(row.done)),
        ("awaited", "; ".join(row.awaited)),
        ("state", standing_words(row, language)),
        ("record", phrase(f"record.{row.record.value}", language)),
        ("evidence", evidence_words(row.evidence, row.seen_until, language)),
    ]
    facts = [Fact(label=phrase(f"reminder.label_{name}", language), text=tied(text)) for name, text in lines if text]
    place = Fact(label=phrase("reminder.label_place", language), text=place_words(row, language), address=row.address)
    return (*facts, place)


def place_words(row: ReminderRow, language: str) -> str:
    """Return where the words stand: item of the answer, page, and id."""
    parts = [
        phrase("reminder.item", language, item=row.item) if row.item else "",
        phrase("reminder.page_of", language, page=row.span.page) if row.span.page else "",
        row.commitment,
    ]
    return tied(", ".join(filter(None, parts)))
