"""Reads a file of records for measuring other layers: text and record of each, without facts, which cost most."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import WrongUse
from corpus.facts import Facts
from corpus.model import DocumentId, DocumentText, QuestionRecord
from ingest.layout import parse
from ingest.readers import read
from ingest.sources.files import discover
from ingest.sources.found import Finished, Refused, Skipped

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRecord:
    """A document of a file of records.

    Attributes:
        id: The id that the file gives it.
        text: Its text.
        record: What layout found.
        facts: None were read.
    """

    id: DocumentId
    text: DocumentText
    record: QuestionRecord
    facts: Facts = Facts()  # noqa: RUF009 - immutable


def read_records(path: Path) -> Iterator[ReadRecord]:
    """Yield the documents of a file of records.

    Args:
        path: A JSONL file, plain or compressed.

    Raises:
        WrongUse: If it is missing or a line of it cannot be read.
    """
    if not path.exists():
        raise WrongUse(f"no records in {path}: name their folder with --shared")
    for number, found in enumerate(discover([path], clock=lambda: _NEVER, max_bytes=_MOST_BYTES), 1):
        if isinstance(found, Refused):
            raise WrongUse(f"{path}: {found.message}")
        if isinstance(found, Skipped | Finished):
            continue
        text = read(found)
        name = text.fields.doc_id or str(number)
        yield ReadRecord(id=DocumentId(name), text=text, record=parse(text, parliament=""))
