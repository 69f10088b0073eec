"""Members and legislatures as the open data of an invented Flemish Parliament list them, quirks included."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tests.sources.flemish_questions import ASKERS
from tests.sources.local_server import Reply, marked, xml

PARTIES = ("De Gelen", "Groen Licht", "Blauw-Rood")
SWITCHED = date(2024, 3, 14)
"""The day on which the second asker sits for another party."""


@dataclass(slots=True, kw_only=True)
class Member:
    """A member with the parties of each stretch of days; the last day is None for one who sits still."""

    key: int
    given: str
    family: str
    sat: list[tuple[str, date, date | None]]

    def party_on(self, day: date) -> str | None:
        """Return the party on a day; None for who does not sit then."""
        return next((party for party, first, last in self.sat if first <= day and (last is None or day <= last)), None)


@dataclass(slots=True, kw_only=True)
class Term:
    """A legislature; its last day is None for the one that runs."""

    key: int
    name: str
    first: date
    last: date | None
    election: date


def _members() -> list[Member]:
    found = [
        Member(key=key, given=given, family=family, sat=[(PARTIES[number % 3], date(2014, 6, 17), None)])
        for number, (key, given, family) in enumerate(ASKERS)
    ]
    found[1].sat = [
        (PARTIES[1], date(2019, 6, 18), date.fromordinal(SWITCHED.toordinal() - 1)),
        (PARTIES[2], SWITCHED, None),
    ]
    return found


def _terms() -> list[Term]:
    days = (
        (date(2014, 6, 17), date(2019, 6, 17), date(2014, 5, 25)),
        (date(2019, 6, 18), date(2024, 6, 24), date(2019, 5, 26)),
        (date(2024, 6, 25), None, date(2024, 6, 9)),
    )
    return [
        Term(key=70 + number, name=f"{first.year}-{first.year + 5}", first=first, last=last, election=election)
        for number, (first, last, election) in enumerate(days)
    ]


@dataclass(kw_only=True)
class People:
    """The lists.

    Attributes:
        members: Who ever sat.
        terms: The legislatures.
        today: The day that is today for who sits now.
        form: The form of every answer: ``json`` or ``xml``; empty for either by turns.
    """

    members: list[Member] = field(default_factory=_members)
    terms: list[Term] = field(default_factory=_terms)
    today: date = date(2026, 11, 22)
    form: str = ""

    def sitting(self, day: date, headers: Mapping[str, str]) -> Reply:
        """Return who sits on a day; the party of one of them in a list of its own, as a service may."""
        found = [(one, party) for one in self.members if (party := one.party_on(day))]
        items: list[dict[str, object]] = [{"volksvertegenwoordiger": self._member(one, party)} for one, party in found]
        return self._reply("personen", items, headers, as_xml=day.day % 2 == 0)

    def legislatures(self, headers: Mapping[str, str]) -> Reply:
        """Return all legislatures; the one that runs has no last day."""
        return self._reply("legislaturen", [{"legislatuur": self._term(one)} for one in self.terms], headers)

    def _member(self, one: Member, party: str) -> dict[str, object]:
        faction: object = {"id": PARTIES.index(party) + 1, "kleur": "#ffcc00", "naam": party}
        return {
            "id": one.key,
            "naam": one.family,
            "voornaam": one.given,
            "fractie": [faction] if one.key % 4 == 3 else faction,
            "kieskring": "Antwerpen",
        }

    def _term(self, one: Term) -> dict[str, object]:
        ends = {"eind-legislatuur": f"{one.last}T23:59:59+0200"} if one.last else {}
        return {
            "id": one.key,
            "naam": one.name,
            "start-legislatuur": f"{one.first}T00:00:00+0200",
            "verkiezingsdatum": f"{one.election:%d/%m/%Y}",
            **ends,
        }

    def _reply(
        self, name: str, items: list[dict[str, object]], headers: Mapping[str, str], *, as_xml: bool = False
    ) -> Reply:
        body = json.dumps({"items": items}).encode()
        if self.form == "xml" or (as_xml and self.form != "json"):
            body = f"<?xml version='1.0'?>{xml(name, {'items': items})}".encode()
        mark = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        return marked(body, "text/plain", mark, headers)


def day_of(text: str) -> date:
    """Return the day of ``ddMMyyyy``."""
    return datetime.strptime(text, "%d%m%Y").date()  # noqa: DTZ007 - a day has no zone
