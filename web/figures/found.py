"""The figures that were asked for, as one list: the same for the page, its CSV and the API."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from fastapi import Request

from corpus.model import DocumentId
from corpus.store import FigureFilter, FigureInContext, FigureOrder, StoredFigure
from corpus.store.names import slug
from tracker.figure_search import FigureSearch
from web.figures.asked import FigureQuestion
from web.figures.known import known_figures
from web.render import services_of

MOST_ABOUT = 500
"""Most figures that words of a subject find."""
_AT_ONCE = 5000
FigurePlace = tuple[DocumentId, int]
"""Where a figure stands: its document, and its place among the document's figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureList:
    """A list of figures of which a page at a time is read.

    Attributes:
        total: How many there are.
        read: Gives those of a page in their surroundings, by how many to leave out and how many to give.
        plain: The same without surroundings, which is faster.
        places: Gives where all of them stand, in order.
        at: Gives those at some places, in their order.
    """

    total: int
    read: Callable[[int, int], Sequence[FigureInContext]]
    plain: Callable[[int, int], Sequence[StoredFigure]]
    places: Callable[[], Sequence[FigurePlace]]
    at: Callable[[Sequence[FigurePlace]], Sequence[StoredFigure]]

    def all(self) -> Iterator[StoredFigure]:
        """Yield every figure, read in pages."""
        for offset in range(0, self.total, _AT_ONCE):
            yield from self.plain(offset, _AT_ONCE)


def found_figures(request: Request, asked: FigureQuestion) -> FigureList:
    """Return the figures that were asked for.

    Raises:
        WrongUse: If the question cannot be.
        SearchIndexError: If words of a subject are given and the index cannot be used.
    """
    if asked.about:
        return _about(request, asked)
    if asked.planned is not None:
        return _placed(request, asked)
    figures, chosen, order = services_of(request).store.figures, asked.filter(), asked.sort or FigureOrder.NEWEST
    return FigureList(
        total=figures.count(chosen),
        read=lambda offset, limit: figures.in_context(chosen, limit, offset, order=order),
        plain=lambda offset, limit: figures.list(chosen, limit, offset, order=order),
        places=lambda: figures.places(chosen, order),
        at=lambda places: _at(request, places),
    )


def _placed(request: Request, asked: FigureQuestion) -> FigureList:
    """Return plans or outcomes: the words decide, which the database does not know."""
    planned = known_figures(request).planned()
    held = services_of(request).store.figures.places(asked.filter(), asked.sort or FigureOrder.NEWEST)
    return _of_places(request, [place for place in held if (place in planned) is asked.planned])


def _about(request: Request, asked: FigureQuestion) -> FigureList:
    """Return the figures that have most of the words of a subject."""
    parts = services_of(request)
    today = parts.today()
    query = replace(asked.query(), limit=MOST_ABOUT)

    def search() -> tuple[StoredFigure, ...]:
        found = FigureSearch(parts.store, parts.search).find(query, today)
        return tuple(one.statement.stored for one in found)

    stored = [one for one in parts.standing.derived(("figures about", query, today), search) if _fits(one, asked)]
    if asked.sort is FigureOrder.NEWEST:
        stored.sort(key=lambda one: str(one.day or ""), reverse=True)
    elif asked.sort is not None:
        stored.sort(key=lambda one: one.figure.value, reverse=asked.sort is FigureOrder.LARGEST)
    return _of_places(request, [(one.document, one.position) for one in stored])


def _fits(one: StoredFigure, asked: FigureQuestion) -> bool:
    """Tell whether a figure is of the document, office and subject asked for, which a search by words knows not."""
    subject = (one.figure.subject or "").casefold()
    return (
        asked.document in (None, one.document)
        and (asked.office is None or (one.office is not None and slug(asked.office) == slug(one.office)))
        and (asked.subject is None or asked.subject.casefold() in subject)
    )


def _of_places(request: Request, places: Sequence[FigurePlace]) -> FigureList:
    figures = services_of(request).store.figures

    def read(offset: int, limit: int) -> list[FigureInContext]:
        page = places[offset : offset + limit]
        held = {(one.stored.document, one.stored.position): one for one in figures.in_context(_documents(page))}
        return [held[place] for place in page if place in held]

    return FigureList(
        total=len(places),
        read=read,
        plain=lambda offset, limit: _at(request, places[offset : offset + limit]),
        places=lambda: places,
        at=lambda chosen: _at(request, chosen),
    )


def _at(request: Request, places: Sequence[FigurePlace]) -> list[StoredFigure]:
    found = services_of(request).store.figures.list(_documents(places))
    held = {(one.document, one.position): one for one in found}
    return [held[place] for place in places if place in held]


def _documents(places: Sequence[FigurePlace]) -> FigureFilter:
    return FigureFilter(documents=tuple(dict.fromkeys(document for document, _ in places)))
