"""Reports written to files, in the form that the name of the file says."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from corpus.errors import StoreUnavailable, WrongUse
from tracker.reminders import ReminderReport
from tracker.reports.blocks import Report
from tracker.reports.reminder_blocks import reminder_document

MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain; charset=utf-8",
}
"""Every form of a report with its media type."""
REMINDER_FORMS = ("pdf", "docx", "csv", "xlsx", "txt")
LETTER_FORMS = ("docx", "txt", "pdf")


def form_of(path: Path, forms: tuple[str, ...]) -> str:
    """Return the form that a file's name ends with.

    Raises:
        WrongUse: If it is none of these; the text lists them.
    """
    form = path.suffix.lower().lstrip(".")
    if form not in forms:
        known = ", ".join(f".{one}" for one in forms)
        raise WrongUse(f"--to: '{path.name}' must end with one of {known}")
    return form


def reminder_bytes(report: ReminderReport, form: str, language: str, made: datetime) -> bytes:
    """Return a reminder list in a form.

    Args:
        report: The list.
        form: One of ``REMINDER_FORMS``.
        language: Language of its words; the tables have columns and codes in English.
        made: The moment that the file's properties name.
    """
    if form in ("csv", "xlsx"):
        from tracker.reports.tables import csv_text, xlsx_bytes

        return csv_text(report).encode() if form == "csv" else xlsx_bytes(report)
    return report_bytes(reminder_document(report, language), form, made)


def report_bytes(report: Report, form: str, made: datetime) -> bytes:
    """Return a report in one of the forms ``txt``, ``docx`` and ``pdf``."""
    return _WRITERS[form](report, made)


def _txt(report: Report, made: datetime) -> bytes:  # noqa: ARG001 - one form for all writers
    from tracker.reports.plain import plain_text

    return plain_text(report, ruled=False).encode()


def _docx(report: Report, made: datetime) -> bytes:
    from tracker.reports.docx_writer import docx_bytes

    return docx_bytes(report, made)


def _pdf(report: Report, made: datetime) -> bytes:
    from tracker.reports.pdf_writer import pdf_bytes

    return pdf_bytes(report, made)


_WRITERS: Mapping[str, Callable[[Report, datetime], bytes]] = {"txt": _txt, "docx": _docx, "pdf": _pdf}


def write(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all.

    Raises:
        StoreUnavailable: If it cannot be written; what stood there stays.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StoreUnavailable(f"{path} cannot be written: {error.strerror or error}") from error
