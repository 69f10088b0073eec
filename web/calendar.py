"""Deadlines as a calendar (RFC 5545): an all-day event on the last day of each milestone.

The UID of an event is the milestone's id and never changes; SEQUENCE counts its moves and its ends, so that a calendar
moves the event it has; what was withdrawn or rejected is cancelled, not left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from icalendar import Calendar
from icalendar import Event as Entry

from corpus.errors import NotFound
from corpus.register import RecordState
from corpus.store import Store
from corpus.store.names import slug_or_none
from tracker.alerts.texts import spoken, words
from tracker.filters import TrackerFilter
from tracker.state import DROPPED, MilestoneState
from tracker.tracked import TrackedCommitment
from tracker.words import verdict
from web.feeds import site, xml_safe
from web.form import Form
from web.marking import anchor
from web.render import services_of, speaker_of

router = APIRouter(include_in_schema=False)
_DOMAIN = "rappel.invalid"
_REFRESH = timedelta(hours=12)
_LONG = 50
"""From so many commitments a calendar is kept: making it takes longer than a visitor should wait."""
_ENDED = (RecordState.REJECTED, RecordState.MERGED, RecordState.SPLIT)


class CalendarQuestion(Form):
    """Whose deadlines; an empty field is no filter."""

    office: str | None = None
    person: str | None = None
    document: str | None = None
    commitment: str | None = None

    def asks_for(self, one: TrackedCommitment) -> bool:
        """Tell whether a commitment is asked for."""
        held = one.commitment
        people = {slug_or_none(held.minister), slug_or_none(held.asker)}
        return (
            self.office in (None, slug_or_none(held.office), held.office)
            and (self.person is None or slug_or_none(self.person) in people)
            and self.document in (None, held.document)
            and self.commitment in (None, held.id)
        )

    def must_exist(self, store: Store) -> None:
        """Refuse a calendar of what is not held: mistyped it would stay empty in silence for ever.

        Raises:
            NotFound: If there is no such document, commitment, office or person.
        """
        if self.document is not None:
            store.documents.place(self.document)
        if self.commitment is not None:
            store.register.get(self.commitment)
        if self.office is not None:
            store.people.office(self.office)
        if self.person is not None:
            known = {slug_or_none(one.name) for one in store.people.askers()}
            known |= {slug_or_none(who.name) for office in store.people.offices() for who in office.ministers}
            if slug_or_none(self.person) not in known:
                raise NotFound(f"nobody held here is called {self.person!r}")


@router.get("/deadlines.ics")
def deadlines(request: Request, asked: Annotated[CalendarQuestion, Query()]) -> Response:
    """Give the deadlines, all or of an office, person, question or commitment."""
    parts = services_of(request)
    asked.must_exist(parts.store)
    found = parts.standing.list(TrackerFilter(attached=None), parts.today())
    return calendar_of(request, asked, tuple(one for one in found if asked.asks_for(one)))


def calendar_of(request: Request, asked: Form, found: Sequence[TrackedCommitment]) -> Response:
    """Answer with the last days of commitments as a calendar; a long one is made once for as long as nothing changes.

    Args:
        request: The request, for the visitor's language and the address of the site.
        asked: What was asked; the same question on the same day has the same calendar.
        found: The commitments, as they stand today.
    """
    parts, language, address = services_of(request), spoken(speaker_of(request).language), site(request)
    key = ("calendar", request.url.path, asked.model_dump_json(), parts.today(), language, address)
    if len(found) < _LONG:
        made = _calendar(found, language, address)
    else:
        made = parts.standing.derived(key, lambda: _calendar(found, language, address))
    headers = {"Content-Disposition": 'inline; filename="deadlines.ics"', "Vary": "Cookie"}
    return Response(made, media_type="text/calendar; charset=utf-8", headers=headers)


def _calendar(found: Iterable[TrackedCommitment], language: str, address: str) -> bytes:
    made = Calendar()
    made.add("prodid", "-//Rappel//Rappel//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"Rappel: {words('calendar.name', language)}")
    made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    for one in found:
        for entry in _entries(one, language, address):
            made.add_component(entry)
    return bytes(made.to_ical())


def _entries(one: TrackedCommitment, language: str, address: str) -> Iterator[Entry]:
    for milestone in one.state.milestones:
        last = milestone.due.latest or (milestone.original.latest if _ended(one, milestone) else None)
        if last is None or last == last.max:
            continue
        entry = Entry()
        entry.add("uid", f"{milestone.id}@{_DOMAIN}")
        entry.add("dtstamp", _changed(one, milestone))
        entry.add("last-modified", _changed(one, milestone))
        entry.add("sequence", sequence(one, milestone))
        entry.add("dtstart", last)
        entry.add("dtend", last + timedelta(days=1))
        deliverable = " ".join(milestone.deliverable.split()) or " ".join(one.commitment.quote.split())
        entry.add("summary", xml_safe(words("calendar.summary", language, deliverable=deliverable)))
        entry.add("description", xml_safe(_description(one, milestone, language, address)))
        entry.add("url", f"{address}/c/{one.id}")
        entry.add("status", "CANCELLED" if _ended(one, milestone) else "CONFIRMED")
        entry.add("transp", "TRANSPARENT")
        entry.add("class", "PUBLIC")
        if one.commitment.office:
            entry.add("categories", [xml_safe(one.commitment.office)])
        yield entry


def sequence(one: TrackedCommitment, milestone: MilestoneState) -> int:
    """Return how often an event has changed: each move of its time, and its end where it has ended."""
    return len(milestone.revisions) + int(_ended(one, milestone))


def _ended(one: TrackedCommitment, milestone: MilestoneState) -> bool:
    return one.record in _ENDED or milestone.fulfilment in DROPPED or not one.commitment.attached


def _changed(one: TrackedCommitment, milestone: MilestoneState) -> datetime:
    """Return when the event last changed; the same each time the calendar is made, so that nothing seems new."""
    moments = [revision.recorded for revision in milestone.revisions]
    if _ended(one, milestone) and one.state.last_decision is not None:
        moments.append(one.state.last_decision.recorded)
    first = one.state.first_recorded or datetime(1970, 1, 1, tzinfo=UTC)
    return max([first, *moments])


def _description(one: TrackedCommitment, milestone: MilestoneState, language: str, address: str) -> str:
    due, held = milestone.due, one.commitment
    lines = [f"“{' '.join(held.quote.split())}”"]
    if due.latest is not None and due.earliest not in (None, due.latest):
        lines.append(words("calendar.interval", language, from_day=due.earliest, latest=due.latest))
    elif due.latest is not None:
        lines.append(words("calendar.until", language, latest=due.latest))
    if milestone.quote:
        lines.append(f"({' '.join(milestone.quote.split())})")
    if milestone.revisions:
        first = milestone.original.latest or words("line.no_day", language)
        lines.append(words("calendar.moved", language, count=len(milestone.revisions), first=first))
    if _ended(one, milestone):
        lines.append(words("calendar.cancelled", language))
    else:
        lines.append(verdict(one.timeliness, language))
    lines.append(f"{address}/d/{held.document}#{anchor(held.span)}")
    return "\n".join(lines)
