"""The answer box above the results of a search, and figures by what they are about, for page and API alike."""

from dataclasses import dataclass, fields
from datetime import date

from fastapi import Request

from search.request import SearchResults, Sort
from tracker.figure_outline import AnswerOutline, FigureOutline, answer_outline, figure_outline
from tracker.figure_search import FigureQuery, FigureSearch
from web.render import services_of
from web.searching.asked import SearchQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredSearch(SearchResults):
    """What a search found, with the figure that answers it.

    Attributes:
        answer: The answer to a question for a figure; None where none is asked for or none is certain.
    """

    answer: AnswerOutline | None = None


def answered(results: SearchResults, answer: AnswerOutline | None) -> AnsweredSearch:
    """Return results with their answer."""
    return AnsweredSearch(**{one.name: getattr(results, one.name) for one in fields(results)}, answer=answer)


def answer_to(request: Request, asked: SearchQuestion) -> AnswerOutline | None:
    """Return the figure that answers a search; only on the first page of one without filters, best match first.

    Raises:
        SearchIndexError: If the index cannot be used.
    """
    plain = set(asked.given()) <= {"q", "limit", "grouped"} and asked.sort is Sort.RELEVANCE
    if not plain or asked.offset or asked.cursor:
        return None
    parts = services_of(request)
    return answer_outline(FigureSearch(parts.store, parts.search).answer(asked.q, parts.today()))


def figures_about(request: Request, query: FigureQuery, today: date) -> tuple[FigureOutline, ...]:
    """Return the figures about a subject.

    Raises:
        WrongUse: If the query cannot be.
        SearchIndexError: If the index cannot be used.
    """
    parts = services_of(request)
    return tuple(map(figure_outline, FigureSearch(parts.store, parts.search).find(query, today)))
