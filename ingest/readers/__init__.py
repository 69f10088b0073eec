"""Readers: from bytes to text. One module a format; the bytes decide which, not what the source claims."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from corpus.errors import DocumentError, UnreadableDocument
from corpus.model import DocumentText, RawDocument
from ingest.readers.record import RECORD_MEDIA_TYPE, read_record
from ingest.readers.sniff import Kind, mismatch, sniff
from ingest.readers.text import read_text

__all__ = ["RECORD_MEDIA_TYPE", "read"]


def _read_pdf(raw: RawDocument) -> DocumentText:
    # Loaded on use: the PDF and HTML libraries take a quarter of a second, and most records need neither.
    from ingest.readers.pdf import read_pdf

    return read_pdf(raw)


def _read_html(raw: RawDocument) -> DocumentText:
    from ingest.readers.html import read_html

    return read_html(raw)


_READERS: Mapping[Kind, Callable[[RawDocument], DocumentText]] = {
    Kind.TEXT: read_text,
    Kind.PDF: _read_pdf,
    Kind.HTML: _read_html,
}


def read(raw: RawDocument) -> DocumentText:
    """Read a document's text.

    Args:
        raw: The bytes with their source.

    Returns:
        The text with pages, links, attachments, and what the reader noticed.

    Raises:
        UnreadableDocument: If no reader understands the bytes. Reasons: ``empty``, ``binary``, ``unsupported``,
            ``encrypted``, ``scan``, ``damaged``, and for records ``not_utf8``, ``not_json``, ``not_object``.
        IncompleteRecord: If a structured record lacks a field (``incomplete``) or has a wrong one (``wrong_field``).
    """
    try:
        return _read(raw)
    except DocumentError:
        raise
    except Exception as error:
        message = f"the file is damaged: {type(error).__name__}: {error}"[:500]
        raise UnreadableDocument(message, reason="damaged") from error


def _read(raw: RawDocument) -> DocumentText:
    if raw.media_type == RECORD_MEDIA_TYPE:
        return read_record(raw)
    kind = sniff(raw.content, raw.media_type)
    text = _READERS[kind](raw)
    return replace(text, warnings=mismatch(kind, raw.media_type) + text.warnings)
