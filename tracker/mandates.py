"""Who held which office on a day: from a file of the data folder, else from the mandates that ship with the program."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from corpus.errors import RulesError
from corpus.reference_people import MANDATES, Holding, load_reference_people
from corpus.store.names import fold, slug
from tracker.rules.offices import OfficeRules, Portfolio, office_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """An office held by a person.

    Attributes:
        person: First name first; None where the source does not say.
        title: Title of the office.
        portfolios: What it is about, under the names of ``offices.toml``; other words of the title folded.
        first: First day, None where it is open.
        end: First day after, None where it lasts.
        certain: False where the source leaves the name or the day open.
        note: On what an uncertain entry rests.
    """

    person: str | None
    title: str
    portfolios: tuple[str, ...]
    first: date | None
    end: date | None
    certain: bool = True
    note: str = ""

    def on(self, day: date) -> bool:
        """Tell whether it was held on a day."""
        return (self.first is None or self.first <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: "Mandate") -> bool:
        """Tell whether there is a day on which both were held."""
        starts = max(self.first or date.min, other.first or date.min)
        return starts < min(self.end or date.max, other.end or date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandates:
    """All mandates that are known.

    Attributes:
        held: The mandates.
        source: Whether they come from the data folder, from the program, or are none at all.
        problem: Why the file of the data folder could not be used, fit to be shown; empty where nothing is wrong.
    """

    held: tuple[Mandate, ...] = ()
    source: Literal["file", "shipped", "none"] = "none"
    problem: str = ""

    def on(self, day: date) -> tuple[Mandate, ...]:
        """Return who held what on a day; mandates of one person with portfolios are one office."""
        now = [one for one in self.held if one.on(day)]
        people: dict[str, list[Mandate]] = {}
        for one in now:
            people.setdefault(one.person or one.title, []).append(one)
        return tuple(joined for held in people.values() for joined in _joined(held))

    def holder(self, office: str, day: date) -> Mandate | None:
        """Return who held an office on a day: the same title, or the same portfolios in any order.

        Args:
            office: Its title, in any spelling.
            day: The day.

        Returns:
            The mandate; None where nobody did, or more than one.
        """
        wanted = frozenset(portfolios_of(office))
        found = [
            one
            for one in self.on(day)
            if slug(one.title) == slug(office) or (wanted and wanted == frozenset(one.portfolios))
        ]
        return found[0] if len(found) == 1 else None


def _joined(held: Sequence[Mandate]) -> tuple[Mandate, ...]:
    """Join what one person holds with portfolios at the same time; a title without portfolios stays apart."""
    with_portfolios = [one for one in held if one.portfolios]
    if len(with_portfolios) < 2 or held[0].person is None:
        return tuple(held)
    names = tuple(dict.fromkeys(name for one in with_portfolios for name in one.portfolios))
    latest = max(with_portfolios, key=lambda one: one.first or date.min)
    whole = replace(latest, title=office_rules().written(names), portfolios=names)
    return (whole, *(one for one in held if not one.portfolios))


@lru_cache(maxsize=4096)
def portfolios_of(title: str) -> tuple[str, ...]:
    """Return the portfolios that a title names, in its order, under the names of ``offices.toml``.

    A word that is no portfolio and no word such as "minister" counts as a portfolio of its own, folded.
    """
    names, words = _names(), slug(title).split("-")
    found: list[str] = []
    place = 0
    while place < len(words):
        length = next((size for size in range(_longest(), 0, -1) if tuple(words[place : place + size]) in names), 0)
        if length:
            found.append(names[tuple(words[place : place + length])])
        elif words[place] and words[place] not in office_rules().titles:
            found.append(words[place])
        place += length or 1
    return tuple(dict.fromkeys(found))


@lru_cache
def _names() -> dict[tuple[str, ...], str]:
    return {
        tuple(slug(name).split("-")): one.name for one in office_rules().portfolio for name in (one.name, *one.also)
    }


@lru_cache
def _longest() -> int:
    return max(map(len, _names()))


def mentioned(portfolio: Portfolio, text: str) -> tuple[str, ...]:
    """Return the words of a text's subject that show that a portfolio is meant."""
    padded = f" {' '.join(slug(text).split('-'))}"
    return tuple(
        word for word in (fold(portfolio.name), *portfolio.words) if f" {' '.join(fold(word).split())}" in padded
    )


def shipped(rules: OfficeRules) -> Mandates:
    """Return the mandates that ship with the program."""
    held = (
        Mandate(
            person=one.person,
            title=rules.written(one.portfolios),
            portfolios=one.portfolios,
            first=one.first,
            end=one.end,
            certain=one.certain,
            note=one.note,
        )
        for one in rules.mandate
    )
    return Mandates(held=tuple(held), source="shipped")


def from_holdings(given: Sequence[Holding], rules: OfficeRules) -> Mandates:
    """Return the mandates of a register of governments.

    An open mandate ends when a later one has the same portfolios, or when so many begin on one day that a new
    government is meant (``composition`` of the rules). A mandate without a name takes the shipped one's, as uncertain.
    """
    begins = Counter(one.start for one in given if one.start is not None)
    wholes = sorted(day for day, times in begins.items() if times >= rules.composition)
    read = [_mandate(one) for one in given if one.title]
    ended = [replace(one, end=_end_of(one, read, wholes)) for one in read]
    known = shipped(rules).held
    return Mandates(held=tuple(_named(one, known) for one in ended), source="file")


def _mandate(one: Holding) -> Mandate:
    title = " ".join((one.title or "").split()).rstrip(" ,")
    return Mandate(person=one.person, title=title, portfolios=portfolios_of(title), first=one.start, end=one.end)


def _end_of(one: Mandate, read: Sequence[Mandate], wholes: Sequence[date]) -> date | None:
    if one.end is not None or one.first is None:
        return one.end
    same = [other.first for other in read if frozenset(other.portfolios) == frozenset(one.portfolios)]
    return min((day for day in (*same, *wholes) if day is not None and day > one.first), default=None)


def _named(one: Mandate, known: Sequence[Mandate]) -> Mandate:
    if one.person is not None:
        return one
    same = {
        other.person: other
        for other in known
        if frozenset(other.portfolios) == frozenset(one.portfolios) and other.overlaps(one)
    }
    if len(same) != 1:
        return replace(one, certain=False)
    (other,) = same.values()
    return replace(one, person=other.person, certain=False, note=other.note)


def load_mandates(folder: Path, parliament: str) -> Mandates:
    """Return the mandates of a data folder (``mandates.json``), else those that ship with the program.

    A file that cannot be read takes nothing else down: the shipped mandates stand in, and ``problem`` says what is
    wrong and where.

    Args:
        folder: The data folder.
        parliament: The parliament of the settings; the shipped mandates are one parliament's.
    """
    try:
        changed = (folder / MANDATES).stat().st_mtime_ns
    except OSError:
        changed = 0
    return _loaded(folder, parliament, changed)


@lru_cache(maxsize=8)
def _loaded(folder: Path, parliament: str, changed: int) -> Mandates:
    rules = office_rules()
    fallback = shipped(rules) if slug(parliament) == slug(rules.parliament) else Mandates()
    if not changed:
        return fallback
    try:
        held = load_reference_people(folder).mandates
    except RulesError as error:
        return replace(fallback, problem=str(error))
    if not any(one.title and one.person for one in held):
        return replace(fallback, problem=f"{MANDATES}: no entry has both a person and a title")
    return from_holdings(held, rules)
