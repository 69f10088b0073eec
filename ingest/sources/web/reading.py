"""Reading the record of a source by the names that its rules give the fields; what is missing is missing."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import escape

from ingest.layout.rule_table import RuleTable
from ingest.readers.record import EARLIEST_YEAR, LATEST_YEAR
from ingest.sources.web.fetcher import entries, inside

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_OTHER_DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%d%m%Y", "%Y%m%d")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReading:
    """Reads a record, or a part of one, by the table ``detail`` of the rules of its source.

    Attributes:
        rules: The rules; each name below leads to the name of a field, or to a list of names of which the first that
            the record has counts.
        record: The record.
    """

    rules: RuleTable
    record: object

    def of(self, name: str) -> object:
        """Return a field; None where the record has none or it is empty."""
        names = self.rules.value(f"detail.{name}")
        return inside(self.record, *(map(str, names) if isinstance(names, list) else [str(names)]))

    def part(self, name: str) -> "RecordReading":
        """Return a reading of the record that stands inside a field."""
        return RecordReading(rules=self.rules, record=self.of(name))

    def parts(self, name: str) -> tuple["RecordReading", ...]:
        """Return a reading of each of the records that a field lists."""
        return tuple(RecordReading(rules=self.rules, record=one) for one in entries(self.of(name)))

    def text(self, name: str) -> str | None:
        """Return a field in one line; None where it is missing or no text."""
        return one_line(self.of(name))

    def day(self, name: str) -> date | None:
        """Return the day of a field; None where it is missing or no day."""
        return day_of(self.of(name))

    def number(self, name: str) -> int | None:
        """Return a field that is a whole number; None where it is missing or something else."""
        found = self.text(name) or ""
        return int(found) if found.isascii() and found.isdigit() else None

    def stated(self, names: Iterable[str]) -> dict[str, str]:
        """Return what the source itself says, by its own names of the fields; those that it lacks are left out."""
        found: dict[str, str] = {}
        for name in names:
            given = self.rules.value(f"detail.{name}")
            own = [str(one) for one in given] if isinstance(given, list) else [str(given)]
            said = one_line(inside(self.record, *own))
            if said is not None:
                found[next(one for one in own if inside(self.record, one) is not None)] = said
        return found


def one_line(given: object) -> str | None:
    """Return a value of a record as a text in one line; None for an empty one, and for a list or a record."""
    if isinstance(given, bool):
        # As XML writes it: a service that answers now in one form and now in the other says the same.
        return str(given).lower()
    return " ".join(str(given).split()) or None if isinstance(given, (str, int, float)) else None


def day_of(given: object) -> date | None:
    """Return the day of a moment in one of the forms that services use; None for any other."""
    text = str(given or "").strip()
    if _ISO.match(text):
        return _day(text[:10], "%Y-%m-%d")
    return next((day for form in _OTHER_DAYS if (day := _day(text, form))), None)


def _day(text: str, form: str) -> date | None:
    try:
        # Eight digits can be a day in two ways, of which one lies in no year that a parliament can have.
        found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
    return found if EARLIEST_YEAR <= found.year <= LATEST_YEAR else None


def markup_of(given: object) -> str:
    """Return a text of a record as markup: as it stands where it has tags, else with its lines as lines.

    A record in which a text was split at its line ends (``{"br": ["first line", "second line"]}``) gives the lines.
    """
    if isinstance(given, Mapping):
        return "<br/>".join(filter(None, (markup_of(one) for value in given.values() for one in entries(value))))
    if isinstance(given, list):
        return "<br/>".join(filter(None, map(markup_of, given)))
    text = str(given if given is not None else "").strip()
    return text if _MARKUP.search(text) else escape(text, quote=False).replace("\n", "<br/>")


def page_of(markup: str, language: str) -> bytes:
    """Return markup as a page of its own, which readers know as one by its bytes."""
    return f'<!doctype html><html lang="{language}"><body>{markup}</body></html>'.encode()


def stripped(markup: str) -> str:
    """Return markup without its tags, to see whether it says anything."""
    return _MARKUP.sub(" ", markup).strip()


def stated_kind(rules: RuleTable, said: str) -> str | None:
    """Return the ``AnswerKind`` that a source's words tell, by the table ``answer_kinds`` of its rules; else None."""
    table = rules.value("answer_kinds")
    names = table if isinstance(table, Mapping) else {}
    words = said.casefold()
    return next((str(name) for name in names if any(one in words for one in rules.words(f"answer_kinds.{name}"))), None)


def is_withdrawn(rules: RuleTable, said: Iterable[str | None]) -> bool | None:
    """Tell whether a source's words say that a question was withdrawn; None where they do not.

    Args:
        rules: The rules of the source, with its ``withdrawn_words`` in small letters.
        said: What it says of how the question stands.
    """
    words = rules.words("withdrawn_words")
    return True if any(word in one.casefold() for one in said if one for word in words) else None


def stamp_of(said: object) -> str:
    """Return a hash of what a source says, which is another one where it says something else."""
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()[:32]
