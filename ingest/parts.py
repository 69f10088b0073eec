"""Files to documents: one file can hold many records, each of which becomes a document of its own."""

from collections.abc import Iterator
from dataclasses import replace

from corpus.errors import DocumentError
from corpus.model import RawDocument, Remark, Span
from ingest.dossier import DOSSIER_MEDIA_TYPE
from ingest.layout.bulletin import Bulletin, Orphan, Part, divide_file
from ingest.layout.rule_table import rules
from ingest.pipeline import ParsedDocument, process_text
from ingest.readers import read
from ingest.sources.found import Divided, Refused

Result = ParsedDocument | Refused | Divided


def process_file(raw: RawDocument, *, parliament: str) -> Iterator[Result]:
    """Read one file, which may hold many records.

    Args:
        raw: The file.
        parliament: Parliament assumed where a record names none.

    Yields:
        The document; or, for a file of many records, each of them under the file's address with ``#`` and its name, a
        refusal for each part that cannot be used or that belongs to no record, and at the end that the file was read.

    Raises:
        UnreadableDocument: If no reader understands the bytes.
        IncompleteRecord: If a structured record lacks what it must have.
    """
    text = read(raw)
    # A source that gives a dossier has divided already.
    bulletin = None if raw.media_type == DOSSIER_MEDIA_TYPE else divide_file(text)
    if bulletin is None:
        yield process_text(raw, text, parliament=parliament)
        return
    complete = not bulletin.orphans
    for part in bulletin.parts:
        result = _part(raw, part, bulletin, parliament)
        complete = complete and not isinstance(result, Refused)
        yield result
    yield from (_orphan(raw, orphan) for orphan in bulletin.orphans)
    addresses = tuple(_address(raw, part) for part in bulletin.parts)
    yield Divided(uri=raw.uri, sha256=raw.sha256, parts=addresses, complete=complete)


def _address(raw: RawDocument, part: Part) -> str:
    return f"{raw.uri}#{part.name}"


def _part(raw: RawDocument, part: Part, bulletin: Bulletin, parliament: str) -> ParsedDocument | Refused:
    own = replace(raw, uri=_address(raw, part), part=part.identity)
    try:
        made = process_text(own, part.text, parliament=parliament)
    except DocumentError as error:
        return _refused(own, part, error.reason, str(error))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a flaw of a rule must cost one record, not the file
        return _refused(own, part, "internal_error", f"{type(error).__name__}: {error}"[:500])
    remarks = (*made.record.remarks, _whence(raw, part, bulletin), *part.remarks)
    record = replace(made.record, remarks=remarks)
    word = rules("nl_layout").value("bulletin.word")
    number = part.name if record.number is None else f"{word} {record.number}"
    return replace(made, raw=replace(own, name=f"{raw.name}, {number}"), record=record)


def _whence(raw: RawDocument, part: Part, bulletin: Bulletin) -> Remark:
    issue = f" ({bulletin.issue})" if bulletin.issue else ""
    return Remark(code="part_of_file", text=f"It stands in {raw.name}{issue}, {_place(part.place)}.")


def _refused(own: RawDocument, part: Part, reason: str, message: str) -> Refused:
    return Refused(
        uri=own.uri,
        name=own.name,
        reason=reason,
        message=f"{own.name}, {_place(part.place)}: {message}",
        content=part.text.text.encode("utf-8", "surrogatepass"),
    )


def _orphan(raw: RawDocument, orphan: Orphan) -> Refused:
    place = orphan.place
    message = (
        f"{raw.name}, {_place(place)}: this text belongs to no question, the head of its question is lost; "
        "it is kept here, the questions around it were read"
    )
    return Refused(
        uri=f"{raw.uri}#characters-{place.start}-{place.end}",
        name=raw.name,
        reason="outside_questions",
        message=message,
        content=orphan.text.encode("utf-8", "surrogatepass"),
    )


def _place(place: Span) -> str:
    page = f"page {place.page}, " if place.page is not None else ""
    return f"{page}characters {place.start} to {place.end}"
