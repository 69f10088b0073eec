"""Parties over time, from the lists of members that a source gives for single days.

A list tells who sat on one day. Between two lists nothing is known: a membership reaches from the day after the last
list that lacks it to the day before the next one that does, and where the party of a person changes between two lists,
the days between them belong to neither.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.reference_people import Membership
from corpus.store.source_lists import SourceList

_DAY = timedelta(days=1)


Members = Mapping[str, tuple[str, str]]
"""Name and party of each member by the source's own name of the person; an empty party for none."""


def days_of(lists: Iterable[SourceList]) -> dict[date, Members]:
    """Return name and party of each member by key, by the days for which lists are held, in their order.

    Args:
        lists: Lists of members of one source; the one that holds now counts for the day it was fetched.
    """
    found: dict[date, Members] = {}
    for one in sorted(lists, key=lambda one: one.day or one.fetched.date()):
        found[one.day or one.fetched.date()] = {
            entry["key"]: (entry["name"], entry.get("party", "")) for entry in one.entries
        }
    return found


def memberships(lists: Iterable[SourceList]) -> tuple[Membership, ...]:
    """Return the memberships that lists of members of one source tell, in the order in which they begin.

    Args:
        lists: The lists.
    """
    days = days_of(lists)
    persons = sorted({key for members in days.values() for key in members})
    found = [one for key in persons for one in _Timeline(key=key, known=list(days), days=days).memberships()]
    return tuple(sorted(found, key=lambda one: (one.start or date.min, one.name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timeline:
    """One person on the days for which lists are held."""

    key: str
    known: Sequence[date]
    days: Mapping[date, Members]

    def memberships(self) -> Iterator[Membership]:
        """Yield the stretches of one party."""
        place = 0
        while place < len(self.known):
            last = self._last_alike(place)
            name, party = self._at(last)
            if party:
                start, end = self._start(place), self._end(last)
                said = {"name": name, "party": party, "key": self.key, "from": start, "to": end}
                yield Membership.model_validate(said)
            place = last + 1

    def _at(self, place: int) -> tuple[str, str]:
        return self.days[self.known[place]].get(self.key, ("", ""))

    def _last_alike(self, place: int) -> int:
        party = self._at(place)[1]
        while place + 1 < len(self.known) and self._at(place + 1)[1] == party:
            place += 1
        return place

    def _start(self, place: int) -> date | None:
        if place == 0:
            return None
        return self.known[place] if self._at(place - 1)[1] else self.known[place - 1] + _DAY

    def _end(self, place: int) -> date | None:
        """Return the first day after a stretch."""
        if place + 1 == len(self.known):
            return None
        return self.known[place] + _DAY if self._at(place + 1)[1] else self.known[place + 1]
