"""Readers: from bytes to text. One module a format; the bytes decide which, not what the source claims."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module

from corpus.errors import DocumentError, UnreadableDocument
from corpus.model import DocumentText, RawDocument
from ingest.dossier import DOSSIER_MEDIA_TYPE
from ingest.readers.record import RECORD_MEDIA_TYPE, read_record
from ingest.readers.sniff import Kind, mismatch, sniff

__all__ = ["RECORD_MEDIA_TYPE", "read"]


def _reader(module: str, function: str) -> Callable[[RawDocument], DocumentText]:
    """Return a reader whose module is loaded on use: most records need none of the libraries of documents."""

    def load_and_read(raw: RawDocument) -> DocumentText:
        reader: Callable[[RawDocument], DocumentText] = getattr(import_module(f"ingest.readers.{module}"), function)
        return reader(raw)

    return load_and_read


_DOSSIERS = _reader("dossier", "read_dossier")
_READERS: Mapping[Kind, Callable[[RawDocument], DocumentText]] = {
    Kind.TEXT: _reader("text", "read_text"),
    Kind.PDF: _reader("pdf", "read_pdf"),
    Kind.HTML: _reader("html", "read_html"),
    Kind.DOCX: _reader("docx", "read_docx"),
    Kind.XLSX: _reader("spreadsheet", "read_xlsx"),
    Kind.ODT: _reader("odt", "read_odt"),
    Kind.ODS: _reader("odt", "read_ods"),
    Kind.RTF: _reader("rtf", "read_rtf"),
    Kind.CSV: _reader("csv_table", "read_csv"),
}


def read(raw: RawDocument) -> DocumentText:
    """Read a document's text.

    Args:
        raw: The bytes with their source.

    Returns:
        The text with pages, links, attachments, and what the reader noticed.

    Raises:
        UnreadableDocument: If no reader understands the bytes. Reasons: ``empty``, ``binary``, ``unsupported``,
            ``legacy_office``, ``encrypted``, ``scan``, ``damaged``, ``too_large`` and ``hostile`` for archives, and for
            records ``not_utf8``, ``not_json``, ``not_object``.
        IncompleteRecord: If a structured record lacks a field (``incomplete``) or has a wrong one (``wrong_field``).
    """
    try:
        return _read(raw)
    except (DocumentError, MemoryError):
        raise
    except Exception as error:
        message = f"the file is damaged: {type(error).__name__}: {error}"[:500]
        raise UnreadableDocument(message, reason="damaged") from error


def _read(raw: RawDocument) -> DocumentText:
    if raw.media_type == RECORD_MEDIA_TYPE:
        return read_record(raw)
    if raw.media_type == DOSSIER_MEDIA_TYPE:
        return _DOSSIERS(raw)
    kind = sniff(raw.content, raw.media_type)
    text = _READERS[kind](raw)
    return replace(text, warnings=mismatch(kind, raw.media_type) + text.warnings)
