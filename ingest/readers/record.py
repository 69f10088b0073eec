"""Structured records: one JSON object with a question, perhaps its answer, and header fields.

``DocumentText.text`` holds the record's ``question`` and ``answer`` strings exactly as given, each as one section, so
that an offset within a string is the offset in the text less the section's start.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from corpus.errors import IncompleteRecord, UnreadableDocument
from corpus.model import DocumentText, RawDocument, Section, Side, SourceFields
from ingest.record_fields import record_fields

RECORD_MEDIA_TYPE = "application/vnd.rappel.record+json"
EARLIEST_YEAR = 1800
LATEST_YEAR = 2100
_GAP = "\n\n"
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T.*)?")
_TITLE = re.compile(r"\s*(\S[^\n]{0,299}?)[ \t]*\n[ \t]*\n\s*\S")
# PostgreSQL stores no NUL and UTF-8 has no surrogates; one sign for one sign keeps every offset.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record as its source states it.

    Attributes:
        fields: Header fields.
        question: The question's text, exactly as given.
        answer: The answer's text, exactly as given; empty where there is none.
        warnings: What was noticed, in English.
    """

    fields: SourceFields
    question: str
    answer: str
    warnings: tuple[str, ...] = ()


def read_record(raw: RawDocument) -> DocumentText:
    """Read a record as a text of sections.

    Raises:
        UnreadableDocument: If the bytes are no JSON object.
        IncompleteRecord: If ``doc_id`` or ``question`` is missing, or a field has the wrong form.
    """
    record = read_fields(raw.content)
    title = record.fields.title or ""
    head = "" if not title or title in record.question else title + _GAP
    text = head + record.question
    sections = [Section(side=Side.QUESTION, start=len(head), end=len(text))]
    if record.answer:
        start = len(text) + len(_GAP)
        text += _GAP + record.answer
        sections.append(Section(side=Side.ANSWER, start=start, end=len(text)))
    return DocumentText(
        text=text, sections=tuple(sections), fields=record.fields, warnings=record.warnings, reader="record"
    )


def read_fields(content: bytes) -> Record:
    """Read the fields of a record and check their forms.

    Args:
        content: One JSON object in UTF-8.

    Returns:
        The record.

    Raises:
        UnreadableDocument: If the bytes are no JSON object; the reason is ``not_utf8``, ``not_json`` or ``not_object``.
        IncompleteRecord: If a field is missing or wrong; the text names the field and the value.
    """
    given = _object(content)
    values = {field: _first(given, names) for field, names in record_fields().names.items()}
    question, answer = _text(values, "question"), _text(values, "answer")
    if not question.strip():
        raise IncompleteRecord("question: missing or empty", reason="incomplete")
    stated = _fields(values)
    if stated.title is None and (match := _TITLE.match(question)):
        stated = replace(stated, title=_UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", match[1]))
    warnings = _language_warning(values, stated) + _storable_warning(question + answer)
    return Record(
        fields=stated,
        question=_UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", question),
        answer=_UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", answer) if answer.strip() else "",
        warnings=warnings,
    )


def _object(content: bytes) -> Mapping[str, object]:
    try:
        value = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = f"byte {error.start + 1} is not UTF-8 ({error.reason})"
        raise UnreadableDocument(message, reason="not_utf8") from error
    except json.JSONDecodeError as error:
        raise UnreadableDocument(f"not JSON at character {error.pos + 1}: {error.msg}", reason="not_json") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(f"JSON that cannot be read: {error}", reason="not_json") from error
    if not isinstance(value, dict):
        raise UnreadableDocument(f"a record must be a JSON object, not a {type(value).__name__}", reason="not_object")
    return value


def _first(given: Mapping[str, object], names: tuple[str, ...]) -> tuple[str, object]:
    """Return the first name that has a value, with that value; the preferred name and None where none has."""
    for name in names:
        if given.get(name) not in (None, "", []):
            return name, given[name]
    return names[0], None


def _fields(values: Mapping[str, tuple[str, object]]) -> SourceFields:
    doc_id = _line(values, "doc_id")
    if not doc_id:
        raise IncompleteRecord("doc_id: missing or empty", reason="incomplete")
    return SourceFields(
        doc_id=doc_id,
        parliament=_line(values, "parliament"),
        session=_line(values, "session"),
        number=_number(values, "number"),
        asked=_day(values, "asked"),
        answered=_day(values, "answered"),
        published=_day(values, "published"),
        asker=_person(values, "asker"),
        party=_line(values, "party"),
        minister=_person(values, "minister"),
        office=_line(values, "office"),
        language=record_fields().languages.get((_line(values, "language") or "").lower()),
        title=_line(values, "title"),
        themes=_themes(values),
        in_time=_truth(values, "in_time"),
    )


def _wrong(name: str, value: object, what: str) -> IncompleteRecord:
    shown = repr(value) if len(repr(value)) <= 80 else repr(value)[:77] + "..."
    return IncompleteRecord(f"{name}: {shown} is not {what}", reason="wrong_field")


def _text(values: Mapping[str, tuple[str, object]], field: str) -> str:
    name, value = values[field]
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _wrong(name, value, "a text")
    return value


def _line(values: Mapping[str, tuple[str, object]], field: str) -> str | None:
    name, value = values[field]
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _wrong(name, value, "a text")
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", " ".join(value.split())) or None


def _person(values: Mapping[str, tuple[str, object]], field: str) -> str | None:
    """Return a name with the given name first: sources print ``Surname, Given``."""
    name = _line(values, field)
    parts = [part.strip() for part in (name or "").split(",")]
    return f"{parts[1]} {parts[0]}" if len(parts) == 2 and all(parts) else name


def _number(values: Mapping[str, tuple[str, object]], field: str) -> int | None:
    name, value = values[field]
    if value is None:
        return None
    if isinstance(value, str) and re.fullmatch(r"\s*[0-9]{1,9}\s*", value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
        return value
    raise _wrong(name, value, "a number")


def _day(values: Mapping[str, tuple[str, object]], field: str) -> date | None:
    name, value = values[field]
    if value is None:
        return None
    match = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        day = date.fromisoformat(match[1]) if match else None
    except ValueError:
        day = None
    if day is None or not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise _wrong(name, value, f"a date (YYYY-MM-DD, {EARLIEST_YEAR} to {LATEST_YEAR})")
    return day


def _truth(values: Mapping[str, tuple[str, object]], field: str) -> bool | None:
    name, value = values[field]
    if value is None or isinstance(value, bool):
        return value
    said = record_fields().truths.get(str(value).strip().lower())
    if said is None:
        raise _wrong(name, value, "yes or no")
    return said


def _themes(values: Mapping[str, tuple[str, object]]) -> tuple[str, ...]:
    name, value = values["themes"]
    if value is None:
        return ()
    themes = value.split(",") if isinstance(value, str) else value
    if not isinstance(themes, list) or not all(isinstance(theme, str) for theme in themes):
        raise _wrong(name, value, "a list of texts")
    clean = (_UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", theme).strip() for theme in themes)
    return tuple(dict.fromkeys(theme for theme in clean if theme))


def _language_warning(values: Mapping[str, tuple[str, object]], stated: SourceFields) -> tuple[str, ...]:
    name, value = values["language"]
    return () if value is None or stated.language else (f"{name}: {value!r} is no language known here; left open",)


def _storable_warning(text: str) -> tuple[str, ...]:
    return ("signs that no text can hold were replaced by U+FFFD",) if _UNSTORABLE.search(text) else ()
