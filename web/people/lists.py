"""Lists of offices, persons, subjects and parties: rows, filters, orders, and the same as CSV."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import Field

from corpus.store.names import fold
from corpus.store.people_heads import QuestionHead
from web.form import Form
from web.limits import MOST
from web.people.promised import Promised, promised_on
from web.people.roll import Group, Person, Roll, seen
from web.people.tallies import Tally, tally
from web.services import Services
from web.views import TONES

PAGE = 50


class Kind(StrEnum):
    """What a list is of; also its address."""

    OFFICES = "offices"
    PERSONS = "persons"
    SUBJECTS = "subjects"
    PARTIES = "parties"


class Order(StrEnum):
    """How a list is sorted."""

    NAME = "name"
    ASKED = "asked"
    PROMISED = "promised"
    MISSED = "missed"
    LATEST = "latest"


class Role(StrEnum):
    """What a person did."""

    ASKER = "asker"
    MINISTER = "minister"


class RowQuestion(Form):
    """Which rows are asked for, as it stands in an address; an empty field is no filter."""

    q: str = Field(default="", max_length=200, description="Words, or beginnings of words, of the name.")
    letter: str = Field(default="", max_length=1, description="First letter of the name; of the family name.")
    session: str | None = Field(default=None, max_length=40, description="Only this parliamentary year is counted.")
    party: str | None = Field(default=None, max_length=200, description="Only persons of this party.")
    role: Role = Field(default=Role.ASKER, description="Persons who asked, or ministers who answered.")
    sort: Order = Field(default=Order.ASKED, description="Order of the rows.")


class PeopleQuestion(RowQuestion):
    """The same with the page of the list."""

    offset: int = Field(default=0, ge=0, le=MOST, description="Leave out the first so many.")

    def given(self) -> dict[str, object]:
        """Return what differs from the defaults, for addresses."""
        return self.model_dump(exclude_defaults=True, exclude={"offset"}, mode="json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a list.

    Attributes:
        slug: Its name as a word fit for an address.
        name: Its name.
        href: Its page.
        filed: Where the order by name puts it.
        beside: Who holds the office, or the party of the person, by the documents; the latest first.
        tally: What is counted of it.
        language: Language of the name, None for the names of persons and parties.
    """

    slug: str
    name: str
    href: str
    filed: str
    beside: tuple[str, ...]
    tally: Tally
    language: str | None = None

    @property
    def letter(self) -> str:
        """The letter under which it stands; a digit stands under ``#``."""
        return self.filed[:1].upper() if self.filed[:1].isalpha() else "#"


def rows_of(parts: Services, roll: Roll, kind: Kind, asked: RowQuestion, today: date) -> tuple[Row, ...]:
    """Return every row of a list, by name, with what is counted in the parliamentary year asked for.

    Args:
        parts: The services.
        roll: Everything held.
        kind: What the list is of.
        asked: Role and parliamentary year count here, the filters do not.
        today: The day on which commitments count.
    """
    promised = promised_on(parts, roll, today)
    key = ("people", "rows", kind, asked.role, asked.session, today, id(roll))
    return parts.standing.derived(key, lambda: tuple(_rows(roll, promised, kind, asked)))


def _rows(roll: Roll, promised: Promised, kind: Kind, asked: RowQuestion) -> Iterator[Row]:
    if kind is Kind.PERSONS:
        yield from _persons(roll, promised, asked)
        return
    groups = {Kind.OFFICES: roll.offices, Kind.SUBJECTS: roll.subjects, Kind.PARTIES: roll.parties}[kind]
    for one in groups.values():
        heads = _in_session(one.heads, asked.session)
        if heads or not asked.session:
            yield _row(one, kind, heads, promised, roll, whole=not asked.session)


def _row(one: Group, kind: Kind, heads: Sequence[QuestionHead], promised: Promised, roll: Roll, *, whole: bool) -> Row:
    # An office answers for what it took over too, which no parliamentary year's questions of its own hold.
    of_office = kind is Kind.OFFICES and whole
    found = promised.by_office.get(one.slug, ()) if of_office else promised.of(heads)
    holders = seen((head.summary.minister, head) for head in heads) if kind is Kind.OFFICES else ()
    return Row(
        slug=one.slug,
        name=one.name,
        href=f"/{kind}/{one.slug}",
        filed=one.slug,
        beside=tuple(dict.fromkeys(roll.shown(holder.name) for holder in holders)),
        tally=tally(heads, found, promised.tones),
        language=None if kind is Kind.PARTIES else one.language,
    )


def _persons(roll: Roll, promised: Promised, asked: RowQuestion) -> Iterator[Row]:
    for one in roll.persons.values():
        heads = _in_session(one.asked if asked.role is Role.ASKER else one.answered, asked.session)
        if heads:
            yield _person(one, heads, promised)


def _person(one: Person, heads: Sequence[QuestionHead], promised: Promised) -> Row:
    parties = seen((head.summary.party, head) for head in one.asked)
    return Row(
        slug=one.slug,
        name=one.name,
        href=f"/persons/{one.slug}",
        filed=one.filed,
        beside=tuple(party.name for party in parties),
        tally=tally(heads, promised.of(heads), promised.tones),
    )


def _in_session(heads: Sequence[QuestionHead], session: str | None) -> Sequence[QuestionHead]:
    return heads if not session else [one for one in heads if one.summary.session == session]


def chosen(rows: Iterable[Row], asked: RowQuestion) -> tuple[Row, ...]:
    """Return the rows that the filters let through, in the order asked for.

    Args:
        rows: All rows, by name.
        asked: Filters and order.
    """
    words = fold(asked.q).split()
    found = [
        one
        for one in rows
        if _has(one.name, words)
        and (not asked.letter or one.letter == asked.letter.upper())
        and (not asked.party or asked.party in one.beside)
    ]
    return tuple(sorted(found, key=lambda one: (*_place(one, asked.sort), one.filed)))


def _has(name: str, words: Sequence[str]) -> bool:
    """Return whether a name has a word that begins with each of the words asked for."""
    padded = f" {fold(name).replace('-', ' ').replace('(', ' ')}"
    return all(f" {word}" in padded or f" {word.replace('-', ' ')}" in padded for word in words)


def _place(one: Row, order: Order) -> tuple[int, ...]:
    held = one.tally
    match order:
        case Order.NAME:
            return ()
        case Order.ASKED:
            return (-held.asked,)
        case Order.PROMISED:
            return (-held.promised, -held.asked)
        case Order.MISSED:
            return (-held.missed, -held.asked)
        case Order.LATEST:
            return (-(held.last or date.min).toordinal(),)


def letters(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return the letters under which rows stand."""
    return tuple(sorted({one.letter for one in rows}))


COLUMNS = (
    "name",
    "beside",
    "asked",
    "answered",
    "answer_day_known",
    "no_answer_found",
    "promised",
    *(f"promised_{tone}" for tone in TONES),
    "first_day",
    "last_day",
    "address",
)
"""Columns of the lists as CSV: ``beside`` is the holder of an office or the party of a person, by the documents."""


def cells(one: Row, site: str) -> tuple[object, ...]:
    """Return a row as CSV has it.

    Args:
        one: The row.
        site: Address of the site.
    """
    held = one.tally
    return (
        one.name,
        "; ".join(one.beside),
        held.asked,
        held.answered,
        held.dated,
        held.open,
        held.promised,
        *(held.tones.get(tone, 0) for tone in TONES),
        held.first,
        held.last,
        f"{site}{one.href}",
    )
