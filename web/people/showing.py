"""The page of an office, person, subject or party: its view, its questions as a file, its pictures as files."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from corpus.errors import NotFound
from corpus.model import DocumentId
from tracker.answer_times import AnswerRow
from web.csv_lines import csv_response
from web.feeds import site
from web.people.drawn import Shown
from web.people.gathered import gathered_of
from web.people.listing import counts_of
from web.people.lists import Kind
from web.people.views import View
from web.pictures import Form, download
from web.render import render

COLUMNS = (
    "id",
    "title",
    "parliament",
    "session",
    "number",
    "asker",
    "party",
    "office",
    "minister",
    "asked",
    "answered",
    "answer_kind",
    "last_day_of_term",
    "counted_days",
    "standing",
    "source_says_in_time",
    "themes",
    "commitments",
    "figures",
    "address",
)
"""Columns of the questions of a page as CSV; ``standing`` is computed, ``source_says_in_time`` is the source's word."""


def alert(follow: str, **target: str) -> str:
    """Return the address of the form of an alert."""
    return f"/alerts?{urlencode({'follow': follow, **target})}"


def portrait_page(request: Request, template: str, kind: Kind, view: View, **shown: Any) -> HTMLResponse:  # noqa: ANN401 - what the template shows
    """Show the page of an office, person, subject or party.

    Args:
        request: The request.
        template: Template of its kind.
        kind: Under which tab it stands.
        view: What is shown.
        **shown: What only this kind shows.
    """
    roll = gathered_of(request).roll()
    return render(
        request,
        template,
        kind=kind.value,
        counts=counts_of(roll),
        view=view,
        address=view.address,
        name=view.subject.name,
        told=_told(view),
        feed=f"/feeds{view.address}.atom",
        **shown,
    )


def _told(view: View) -> str:
    """Return the page in one sentence, for search engines and feeds."""
    held, speaker = view.portrait.tally, view.subject.speaker
    said = speaker.say("{name}: {asked} questions, {answered} with an answer, {promised} commitments.")
    return said.format(
        name=view.subject.name,
        asked=speaker.number(held.asked),
        answered=speaker.number(held.answered),
        promised=speaker.number(held.promised),
    )


def questions_csv(request: Request, view: View) -> StreamingResponse:
    """Give every question of a page with how its answer stands against its term."""
    address = site(request)
    themes = {one.summary.id: one.themes for one in view.portrait.heads}
    return csv_response(f"{view.subject.slug[:80]}.csv", COLUMNS, _lines(view.portrait.answers.rows, themes, address))


def _lines(
    rows: Iterable[AnswerRow], themes: Mapping[DocumentId, tuple[str, ...]], address: str
) -> Iterable[tuple[object, ...]]:
    for row in rows:
        held = row.head
        yield (
            held.id,
            held.title,
            held.parliament,
            held.session,
            held.number,
            held.asker,
            held.party,
            held.office,
            held.minister,
            held.asked,
            held.answered,
            held.answer_kind.value,
            row.last_day,
            row.working_days,
            row.standing.value,
            None if row.source_in_time is None else str(row.source_in_time).lower(),
            "; ".join(themes.get(held.id, ())),
            held.commitments,
            held.figures,
            f"{address}/d/{held.id}",
        )


def picture_file(request: Request, view: View, shown: str, form: Form) -> Response:
    """Give a picture of a page as a file.

    Raises:
        NotFound: If the page has no such picture.
    """
    drawn = {Shown.ASKED: view.asked, Shown.ANSWERED: view.answered, Shown.HOLDERS: view.holders}
    found = drawn.get(Shown(shown)) if shown in set(Shown) else None
    if found is None:
        raise NotFound(f"there is no picture {shown!r} here")
    return download(found, form, base=site(request))
