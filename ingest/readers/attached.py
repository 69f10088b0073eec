"""Attached files as part of their document: their text behind its own, their tables with it."""

from dataclasses import replace
from datetime import UTC, datetime

from corpus.errors import DocumentError
from corpus.model import Attachment, Cell, DocumentText, Link, RawDocument, Span, Table
from ingest.readers import read
from ingest.readers.assembly import one_line
from ingest.readers.sniff import CLAIMS

_GAP = "\n\n"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def with_attachments(text: DocumentText) -> DocumentText:
    """Read the files that a document carries and put their text behind its own.

    Each stretch begins with the file's name on a line and belongs to no page and no side of the document. A file that
    cannot be read is named in a warning. Files inside attached files are not looked for.

    Args:
        text: The document as its reader gave it.

    Returns:
        The document with the same text at the same places, and what its files say after it.
    """
    for number, attachment in enumerate(text.attachments):
        if attachment.span is None:
            text = _with(text, number, attachment)
    return text


def _with(text: DocumentText, number: int, attachment: Attachment) -> DocumentText:
    raw = RawDocument(
        source="attachment",
        uri=attachment.name,
        name=attachment.name,
        media_type=attachment.media_type if attachment.media_type in CLAIMS else "application/octet-stream",
        content=attachment.content,
        fetched=_NEVER,
    )
    try:
        inner = read(raw)
    except DocumentError as error:
        warning = f"the attached file {attachment.name} was not read: {error}"
        return replace(text, warnings=(*text.warnings, warning))
    head = text.text + _GAP + one_line(attachment.name) + _GAP
    by = len(head)
    placed = replace(attachment, span=Span(start=len(text.text), end=by + len(inner.text)))
    return replace(
        text,
        text=head + inner.text,
        attachments=(*text.attachments[:number], placed, *text.attachments[number + 1 :]),
        tables=(*text.tables, *(moved_table(table, by, attachment.name) for table in inner.tables)),
        links=(*text.links, *(moved_link(link, by) for link in inner.links)),
        warnings=(*text.warnings, *(f"{attachment.name}: {warning}" for warning in inner.warnings)),
    )


def moved_table(table: Table, by: int, name: str | None) -> Table:
    """Return a table some characters further on; ``name`` is the attached file that it stands in, None for none."""
    cells = tuple(_moved_cell(cell, by) for cell in table.cells)
    return replace(table, span=table.span.shifted(by), cells=cells, attachment=name)


def _moved_cell(cell: Cell, by: int) -> Cell:
    return replace(cell, span=cell.span.shifted(by))


def moved_link(link: Link, by: int) -> Link:
    """Return a link some characters further on, of no page."""
    return replace(link, page=None, span=None if link.span is None else link.span.shifted(by))
