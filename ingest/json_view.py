"""A document as plain values for JSON: its header, items and facts, each with its quote and how it was read."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from corpus.model import Span
from ingest.pipeline import ParsedDocument

HEADER = (
    "parliament", "session", "number", "title", "asker", "party", "minister", "office", "asked", "answered",
    "published", "not_before", "answer_kind", "language", "themes", "family", "inferred", "remarks",
)  # fmt: skip


def document_view(document: ParsedDocument) -> dict[str, object]:
    """Return a document as values that JSON can write, with keys in a fixed order.

    Args:
        document: The document at the end of the line.

    Returns:
        ``document`` (name, uri, sha256, reader, pages, warnings), ``header`` (every field of the record, with
        ``evidence`` for those that were read in the text), ``items``, ``times``, ``figures``, ``references``,
        ``commitments`` and ``claims``; every span comes with the words that it covers.
    """
    text = document.text.text
    record, facts = document.record, document.facts
    header = {name: plain(getattr(record, name), text) for name in HEADER}
    header["evidence"] = {name: _span(span, text) for name, span in record.evidence}
    return {
        "document": _source(document),
        "header": header,
        "sections": [plain(section, text) for section in record.sections],
        "items": [plain(item, text) for item in record.items],
        "times": [plain(time, text) for time in facts.times],
        "figures": [plain(figure, text) for figure in facts.figures],
        "references": [plain(reference, text) for reference in facts.references],
        "commitments": [plain(commitment, text) for commitment in facts.commitments],
        "claims": [plain(claim, text) for claim in facts.claims],
    }


def plain(value: object, text: str) -> object:
    """Return a value of the types of ``corpus`` as plain values.

    Args:
        value: A dataclass, enumeration, day, decimal, tuple, mapping or plain value.
        text: The text in which spans count; each span gets its ``quote``.

    Returns:
        Dictionaries, lists, texts, numbers and None. Whole decimals become integers, others floating point.
    """
    if isinstance(value, Span):
        return _span(value, text)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name), text) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(held, text) for key, held in value.items()}
    if isinstance(value, tuple | list):
        return [plain(held, text) for held in value]
    return value


def _span(span: Span, text: str) -> dict[str, object]:
    return {"start": span.start, "end": span.end, "page": span.page, "quote": span.quote(text)}


def _source(document: ParsedDocument) -> dict[str, object]:
    raw, text = document.raw, document.text
    return {
        "name": raw.name,
        "uri": raw.uri,
        "media_type": raw.media_type,
        "sha256": raw.sha256,
        "doc_id": text.fields.doc_id,
        "reader": text.reader,
        "characters": len(text.text),
        "pages": [plain(page, text.text) for page in text.pages],
        "links": [plain(link, text.text) for link in text.links],
        "attachments": [{"name": file.name, "media_type": file.media_type} for file in text.attachments],
        "furniture": list(text.furniture),
        "warnings": list(text.warnings),
    }
