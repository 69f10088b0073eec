"""Search results: what matches and why, what the list can be narrowed down to, and the list to take away."""

from http import HTTPStatus
from itertools import chain, islice
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from search.export import MEDIA_TYPES, Form, exported
from search.request import Mode, SearchResults
from web.render import render, services_of
from web.searching.answers import answer_to
from web.searching.asked import SearchQuestion
from web.searching.chips import chips
from web.searching.examples import offered
from web.searching.facets import facets, options
from web.searching.feed import feed, followed
from web.searching.finding import Values, found, held_values, tongue, wanted
from web.searching.histogram import bars
from web.searching.names import names_of
from web.searching.reading import read_question
from web.searching.reasons import reason
from web.searching.trying import with_less, worthwhile

router = APIRouter()
_DRAFT = 30  # words of a query from which it is a whole question
_PICKED = ("session", "minister", "office", "party", "kind", "language", "parliament", "asker")
_BROWSED = ("session", "office", "party", "kind")

Asked = Annotated[SearchQuestion, Query()]


@router.get("/search")
def show(request: Request) -> HTMLResponse:
    """Show the results of a search; without one, the box and what can be asked of it."""
    asked, mistakes = read_question(request.query_params)
    results, held, names = None, held_values(request), names_of(request)
    if asked.asks():
        asked, results, more = found(request, asked)
        mistakes = (*mistakes, *more)
    shown = _start(request, held) if results is None else _results(request, asked, results)
    return render(
        request,
        "searching/results.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if mistakes else HTTPStatus.OK,
        asked=asked,
        given=asked.given(),
        mistakes=mistakes,
        modes=[mode.value for mode in Mode],
        pickers={name: options(held, name, names) for name in _PICKED},
        results=results,
        **shown,
    )


def _start(request: Request, held: Values) -> dict[str, object]:
    """Return what the page shows before anything is asked: examples, and what is held to go through."""
    everything = facets(SearchQuestion(), SearchResults(facets=held), names_of(request))
    return {
        "chips": (),
        "tries": (),
        "examples": offered(services_of(request)),
        "browsed": [one for one in everything if one.name in _BROWSED],
        "followed": {},
        "tongue": tongue(held),
    }


def _results(request: Request, asked: SearchQuestion, results: SearchResults) -> dict[str, object]:
    """Return what the page shows of results."""
    names, search = names_of(request), services_of(request).search
    asks, read = wanted(request, asked), results.understood
    parts = chips(asked, read, names)
    meant = worthwhile(asked, asks, results, search)
    return {
        "chips": parts,
        "tries": meant if results.total else (*meant, *with_less(asked, asks, parts, search)),
        "facets": facets(asked, results, names),
        "bars": bars(results.months, names.speaker),
        "answer": answer_to(request, asked),
        "reason": reason,
        "followed": followed(asked),
        "tongue": tongue(results.facets),
        "ranked": bool(read.words or read.phrases or read.required),
        "draft": len(asked.q.split()) >= _DRAFT,
    }


@router.get("/search.atom")
def results_feed(request: Request, asked: Asked) -> Response:
    """Give the newest documents of a search as a feed."""
    return feed(request, asked, wanted(request, asked))


@router.get("/search.{form}")
def take_away(request: Request, form: Form, asked: Asked) -> StreamingResponse:
    """Give the whole list, a line a document: the set that the page counts."""
    hits = services_of(request).search.every_hit(wanted(request, asked))
    # An index that cannot be asked is told before the answer begins: from then on it could only be broken off.
    first = list(islice(hits, 1))
    return StreamingResponse(
        exported(form, chain(first, hits)),
        media_type=MEDIA_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="search.{form}"'},
    )
