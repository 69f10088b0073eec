"""Writes the lexical indexes of a generation."""

import json
from datetime import date
from pathlib import Path

import tantivy

from corpus.errors import LeftoverInTheWay, SearchIndexError
from corpus.model import DocumentId
from search.clauses import DAY_UNKNOWN, NAME_FIELDS
from search.columns import standing
from search.kin import kin_keys
from search.lexical.schema import document_schema, literal_words, open_index, passage_schema
from search.passages import IndexDocument, Passage
from search.prepared import Analysed, Prepared

_BORDER = " | "  # no word looks like it, so no phrase runs over it
_HEAP = 64_000_000
_LEFTOVER = "FileAlreadyExists"


class LexicalWriter:
    """Writes the lexical indexes of one generation; a document is replaced by deleting and adding it.

    Args:
        folder: The generation's folder.

    Raises:
        SearchIndexError: If the indexes cannot be opened for writing.
    """

    def __init__(self, folder: Path) -> None:
        documents = open_index(folder / "documents", document_schema(), create=True)
        passages = open_index(folder / "passages", passage_schema(), create=True)
        try:
            self._documents = documents.writer(_HEAP, 1)
            self._passages = passages.writer(_HEAP, 1)
        except ValueError as error:
            raise SearchIndexError(f"the index in {folder} cannot be written: {error}") from error

    def delete(self, document: DocumentId) -> None:
        """Take a document out; nothing happens where it is not held."""
        self._documents.delete_documents_by_term("id", document)
        self._passages.delete_documents_by_term("document", document)

    def add(self, prepared: Prepared, serial: int) -> None:
        """Add a document under a serial number that no document of this generation ever had."""
        document = prepared.document
        self._documents.add_document(self._document_entry(prepared, serial))
        for passage, analysed in zip(document.passages, prepared.passages, strict=True):
            self._passages.add_document(self._passage_entry(document.id, passage, analysed, serial))

    def commit(self) -> None:
        """Make everything durable.

        Raises:
            LeftoverInTheWay: If a file that a killed process left has the name of a new one; the last commit stays.
            SearchIndexError: If it cannot be written, as on a full disk; the last commit stays.
        """
        try:
            self._passages.commit()
            self._documents.commit()
        except (OSError, ValueError) as error:
            # The library tells its errors apart in words only.
            kind = LeftoverInTheWay if _LEFTOVER in str(error) else SearchIndexError
            raise kind(f"the index cannot be written: {error}") from error

    def close(self) -> None:
        """Wait for background merges and let go of the locks.

        Raises:
            SearchIndexError: If what went on in the background failed, as on a full disk; the last commit stays.
        """
        failed: list[Exception] = []
        for writer in (self._documents, self._passages):
            try:
                writer.wait_merging_threads()
            except (OSError, ValueError) as error:
                failed.append(error)
        if failed:
            raise SearchIndexError(f"the index cannot be written: {failed[0]}; is the disk full?") from failed[0]

    def _document_entry(self, prepared: Prepared, serial: int) -> tantivy.Document:
        document = prepared.document
        record, entry = document.record, tantivy.Document()
        entry.add_text("id", document.id)
        texts = (prepared.title, prepared.text, prepared.context, *prepared.themes)
        entry.add_text("body", " ".join(" ".join(text.terms) for text in texts))
        entry.add_text("literal", _BORDER.join(" ".join(text.words) for text in texts))
        for name in NAME_FIELDS:
            for value in record.themes if name == "theme" else (getattr(record, name),):
                if value:
                    entry.add_text(name, value)
                    entry.add_text(f"{name}_words", literal_words(value))
        entry.add_text("kind", record.answer_kind)
        entry.add_unsigned("standing", standing(record.answer_kind))
        for number, key in enumerate(kin_keys(record, document.question)):
            if key is not None:
                entry.add_unsigned(f"kin_{number}", key)
        entry.add_unsigned("serial", serial)
        latest = record.answered or record.asked or record.published
        entry.add_integer("asked", record.asked.toordinal() if record.asked else DAY_UNKNOWN)
        entry.add_integer("answered", record.answered.toordinal() if record.answered else DAY_UNKNOWN)
        entry.add_integer("latest", latest.toordinal() if latest else DAY_UNKNOWN)
        if record.asked:
            entry.add_integer("year", record.asked.year)
        if record.number is not None:
            entry.add_integer("number", record.number)
        for amount in document.amounts:
            entry.add_integer("amount", amount)
        entry.add_boolean("commitment", document.has_commitment)
        entry.add_boolean("answer", document.answered)
        entry.add_boolean("figure", document.has_figure)
        entry.add_boolean("deadline", document.has_deadline)
        entry.add_boolean("attachment", document.has_attachment)
        entry.add_bytes("header", _header(document))
        return entry

    def _passage_entry(
        self, document: DocumentId, passage: Passage, analysed: Analysed, serial: int
    ) -> tantivy.Document:
        entry = tantivy.Document()
        entry.add_text("document", document)
        entry.add_text("body", " ".join(analysed.terms))
        entry.add_text("literal", " ".join(analysed.words))
        entry.add_unsigned("serial", serial)
        entry.add_unsigned("ordinal", passage.ordinal)
        return entry


def _header(document: IndexDocument) -> bytes:
    record = document.record
    names = ("title", "parliament", "session", "number", "office", "minister", "asker", "party")
    header: dict[str, object] = {name: getattr(record, name) for name in names}
    for name, day in (("asked", record.asked), ("answered", record.answered)):
        header[name] = day.isoformat() if isinstance(day, date) else None
    header["id"] = document.id
    header["kind"] = str(record.answer_kind)
    header["has_commitment"] = document.has_commitment
    return json.dumps(header, ensure_ascii=False).encode()
