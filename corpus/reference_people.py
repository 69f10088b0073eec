"""Who held which office, and which party a member belonged to, from two optional files in the data folder.

``mandates.json`` is a list of mandates, as public registers of governments give them::

    [{"given": "An", "family": "Peeters", "title": "Minister van Wegen", "start": "2019-10-02", "end": "2024-09-30"}]

``members.csv`` has the columns ``name``, ``party``, ``from`` and ``to``; an empty day is open. A day that ends a
mandate or a membership is the first one after it, since on it the next one begins. Other fields and columns are passed
over.

What follows from these files is marked as inferred; where they leave two answers, or none, it stays unknown.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from corpus.errors import RulesError
from corpus.model import QuestionRecord
from corpus.store.names import slug

MANDATES = "mandates.json"
MEMBERS = "members.csv"


def _day(value: object) -> object:
    """Take the day of a moment as it is written there; an empty text is no day."""
    return (value[:10] or None) if isinstance(value, str) else value


_Day = Annotated[date | None, BeforeValidator(_day)]


class _Held(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    start: _Day = Field(default=None, alias="from")
    end: _Day = Field(default=None, alias="to")

    def on(self, day: date) -> bool:
        """Tell whether it was held on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


class Holding(_Held):
    """A mandate: an office held by a person from a day until another; person and office may be unknown."""

    family: str | None = None
    given: str | None = None
    title: str | None = None

    @property
    def person(self) -> str | None:
        """The person's name, first name first."""
        return " ".join(filter(None, (self.given, self.family))) or None


class Membership(_Held):
    """A member of parliament in a party from a day until another; ``key`` is a source's own name of the person."""

    name: Annotated[str, Field(min_length=1)]
    party: Annotated[str, Field(min_length=1)]
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencePeople:
    """Mandates and memberships.

    Attributes:
        mandates: Who held which office.
        members: Who belonged to which party.
        stated: The same as a source on the web states it; asked where ``members`` has nothing of a person.
    """

    mandates: tuple[Holding, ...] = ()
    members: tuple[Membership, ...] = ()
    stated: tuple[Membership, ...] = ()

    def office_of(self, minister: str, on: date) -> str | None:
        """Return the one office that a person held on a day; None where there is none, or more than one."""
        return _only(one.title for one in self.mandates if one.on(on) and _same_person(minister, one.person))

    def minister_of(self, office: str, on: date) -> str | None:
        """Return the one person who held an office on a day; None where there is none, or more than one."""
        return _only(one.person for one in self.mandates if one.on(on) and _same_title(office, one.title))

    def party_of(self, member: str, on: date, key: str | None = None) -> str | None:
        """Return the one party of a member on a day; None where there is none, or more than one.

        Args:
            member: The name.
            on: The day.
            key: The source's own name of the person, which tells two persons of one name apart.
        """
        known = [one for one in self.members if _same_person(member, one.name)]
        known = known or self._stated_of(member, key)
        return _only(one.party for one in known if one.on(on))

    def _stated_of(self, member: str, key: str | None) -> list[Membership]:
        """Return what a source states of a person, by its key where that is a person with a word of this name."""
        own = [one for one in self.stated if key and one.key == key and _words(one.name) & _words(member)]
        return own or [one for one in self.stated if _same_person(member, one.name)]

    def completed(self, record: QuestionRecord, asker_key: str | None = None) -> QuestionRecord:
        """Return a record with the office, the minister and the party that it does not state and that follow.

        The office is the one of the day of the question, the person the one of the day of the answer; without days
        nothing follows. Each field that is filled is named in ``inferred``.

        Args:
            record: The record.
            asker_key: The source's own name of the asker; None where it gives none.
        """
        asked, answered = record.asked or record.answered, record.answered or record.asked
        if asked is None or answered is None:
            return record
        found: dict[str, str | None] = {
            "office": self.office_of(record.minister, asked) if record.minister and not record.office else None,
            "minister": self.minister_of(record.office, answered) if record.office and not record.minister else None,
            "party": self.party_of(record.asker, asked, asker_key) if record.asker and not record.party else None,
        }
        filled: dict[str, Any] = {name: value for name, value in found.items() if value is not None}
        return replace(record, **filled, inferred=(*record.inferred, *filled)) if filled else record


def _only(found: Iterable[str | None]) -> str | None:
    """Return the one value there is, however often; a mandate without the field says nothing."""
    values = {" ".join(value.split()) for value in found if value}
    return values.pop() if len(values) == 1 else None


def _same_title(one: str, other: str | None) -> bool:
    return other is not None and slug(one) == slug(other)


def _same_person(one: str, other: str | None) -> bool:
    """Compare names as sets of words: registers put the family name first, documents last."""
    return other is not None and _words(one) == _words(other)


@lru_cache(maxsize=8192)
def _words(name: str) -> frozenset[str]:
    return frozenset(slug(name).split("-"))


def load_reference_people(folder: Path) -> ReferencePeople:
    """Read the files of a data folder; a file that is not there holds nothing.

    Raises:
        RulesError: If a file cannot be read, or an entry is wrong; the text names file and entry.
    """
    return ReferencePeople(mandates=_mandates(folder / MANDATES), members=_members(folder / MEMBERS))


def _content(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise RulesError(f"{path.name}: cannot be read: {error}") from error


def _mandates(path: Path) -> tuple[Holding, ...]:
    content = _content(path)
    if content is None:
        return ()
    try:
        return TypeAdapter(tuple[Holding, ...]).validate_json(content)
    except ValidationError as error:
        raise RulesError(f"{path.name}: {_told(error)}") from error


def _members(path: Path) -> tuple[Membership, ...]:
    content = _content(path)
    if content is None:
        return ()
    rows = csv.DictReader(io.StringIO(content))
    missing = {"name", "party"} - set(rows.fieldnames or ())
    if missing:
        raise RulesError(f"{path.name}: column {', '.join(sorted(missing))} is missing")
    found = []
    for number, row in enumerate(rows, start=2):
        try:
            found.append(Membership.model_validate(row))
        except ValidationError as error:
            raise RulesError(f"{path.name}, line {number}: {_told(error)}") from error
    return tuple(found)


def _told(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()[:5])
