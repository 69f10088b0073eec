"""The pages of lists: offices, persons, subjects, parties, and the same lists as files."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, StreamingResponse

from web.csv_lines import csv_response
from web.feeds import site
from web.i18n import Speaker
from web.people.gathered import gathered_of
from web.people.lists import COLUMNS, PAGE, Kind, Order, PeopleQuestion, Role, Row, cells, chosen, letters, rows_of
from web.people.roll import Roll
from web.render import render, services_of, speaker_of


def counts_of(roll: Roll) -> Mapping[str, int]:
    """Return how many of each kind are held, for the tabs."""
    held: dict[str, int] = {
        Kind.OFFICES: len(roll.offices),
        Kind.PERSONS: len(roll.persons),
        Kind.SUBJECTS: len(roll.subjects),
        Kind.PARTIES: len(roll.parties),
    }
    return MappingProxyType(held)


def found_rows(request: Request, kind: Kind, asked: PeopleQuestion) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Return all rows of a list, and those that the filters let through in the order asked for."""
    parts = services_of(request)
    rows = rows_of(parts, gathered_of(request).roll(), kind, asked, parts.today())
    return rows, chosen(rows, asked)


def list_page(request: Request, kind: Kind, asked: PeopleQuestion) -> HTMLResponse:
    """Show a page of a list."""
    speaker, roll = speaker_of(request), gathered_of(request).roll()
    rows, found = found_rows(request, kind, asked)
    page = found[asked.offset : asked.offset + PAGE]
    words = _words(speaker, kind, asked, len(found), roll)
    return render(
        request,
        "people/list.html",
        kind=kind.value,
        asked=asked,
        given=asked.given(),
        counts=counts_of(roll),
        rows=page,
        most=max((one.tally.asked for one in page), default=0) or 1,
        total=len(found),
        whole=len(rows),
        limit=PAGE,
        letters=letters(rows),
        sessions=roll.sessions,
        parties=sorted({party for one in rows for party in one.beside}) if kind is Kind.PERSONS else (),
        roles=list(Role),
        orders=list(Order),
        **words,
    )


def list_csv(request: Request, kind: Kind, asked: PeopleQuestion) -> StreamingResponse:
    """Give every row that the filters let through, not only one page of them."""
    _, found = found_rows(request, kind, asked)
    address = site(request)
    return csv_response(f"{kind}.csv", COLUMNS, (cells(one, address) for one in found))


def _words(speaker: Speaker, kind: Kind, asked: PeopleQuestion, total: int, roll: Roll) -> dict[str, Any]:
    """Return the words of a list in the visitor's language."""
    minister = kind is Kind.PERSONS and asked.role is Role.MINISTER
    first = speaker.say("Questions received") if minister else speaker.say("Questions")
    heads = (first, speaker.say("With an answer"), speaker.say("Commitments"), speaker.say("How they stand"))
    match kind:
        case Kind.OFFICES:
            own = _offices(speaker, total)
        case Kind.PERSONS:
            own = _persons(speaker, total, minister=minister)
        case Kind.SUBJECTS:
            own = _subjects(speaker, total, sum(not one.themes for one in roll.heads))
        case Kind.PARTIES:
            own = _parties(speaker, total)
    return {"note": "", **own, "heads": heads}


def _offices(speaker: Speaker, total: int) -> dict[str, Any]:
    return {
        "title": speaker.say("Offices"),
        "column": speaker.say("Office"),
        "lead": speaker.say(
            "What was asked of each minister’s office, what was promised in its name, and how that stands. "
            "A commitment stays with the office when the minister changes."
        ),
        "empty": speaker.say("No document held names an office yet."),
        "p_total": speaker.counted("%s office", "%s offices", total),
    }


def _persons(speaker: Speaker, total: int, *, minister: bool) -> dict[str, Any]:
    asker = speaker.say(
        "Who asked, what became of it, and what was promised in the answers. One page a person, asker or minister."
    )
    answering = speaker.say("Ministers whom the documents name: what was asked of them and what they promised.")
    return {
        "title": speaker.say("Persons"),
        "column": speaker.say("Person"),
        "lead": answering if minister else asker,
        "empty": speaker.say("No document held names a person yet."),
        "p_total": speaker.counted("%s person", "%s persons", total),
        "note": speaker.say("Beside a name stands the party, as the documents say."),
    }


def _subjects(speaker: Speaker, total: int, without: int) -> dict[str, Any]:
    none = speaker.counted(
        "Of %s question the source gives no subject: it stands here under none.",
        "Of %s questions the source gives no subject: they stand here under none.",
        without,
    )
    return {
        "title": speaker.say("Subjects"),
        "column": speaker.say("Subject"),
        "lead": speaker.say(
            "The subjects that the source itself gives to questions; one question can have several. "
            "For any other subject, search its words."
        ),
        "empty": speaker.say("The sources held give no subjects to their questions. Search the words of a subject."),
        "p_total": speaker.counted("%s subject", "%s subjects", total),
        "note": none if without else "",
    }


def _parties(speaker: Speaker, total: int) -> dict[str, Any]:
    return {
        "title": speaker.say("Parties"),
        "column": speaker.say("Party"),
        "lead": speaker.say("The parties of the askers as the documents name them at the time of the question."),
        "empty": speaker.say("No document held names a party."),
        "p_total": speaker.counted("%s party", "%s parties", total),
    }
