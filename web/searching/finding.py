"""Asks the search what a page or file shows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fastapi import Request

from corpus.errors import ModelUnavailable, WrongUse
from search.request import Mode, SearchRequest, SearchResults
from web.render import services_of
from web.searching.asked import SearchQuestion
from web.searching.reading import Mistake
from web.views import reckoned

_NO_MODEL = "lexical"
Values = dict[str, tuple[tuple[str, int], ...]]
"""The values of fields with the number of documents that have each."""


def wanted(request: Request, asked: SearchQuestion, passages: int = 2) -> SearchRequest:
    """Return a search in the search's own form, with so many passages of each document."""
    parts = services_of(request)
    only = parts.standing.overdue_documents(reckoned(None, parts)) if asked.overdue else None
    return replace(asked.request(only, parts.today()), passages=passages)


def found(request: Request, asked: SearchQuestion) -> tuple[SearchQuestion, SearchResults, tuple[Mistake, ...]]:
    """Return the search as it could be asked, what it finds, and what had to be left out.

    A place in a list that is none begins at its first page; where the index has no model, words alone are compared.

    Raises:
        SearchIndexError: If the index cannot be used.
    """
    search = services_of(request).search
    try:
        return asked, search.search(wanted(request, asked)), ()
    except WrongUse:
        if not asked.cursor:
            raise
        changed = asked.model_copy(update={"cursor": "", "offset": 0})
        mistake = Mistake(field="cursor", code="cursor", value="")
    except ModelUnavailable:
        if asked.mode is not Mode.SEMANTIC or search.status().model != _NO_MODEL:
            raise
        changed = asked.model_copy(update={"mode": Mode.LEXICAL, "cursor": ""})
        mistake = Mistake(field="mode", code="meaning", value="")
    return changed, search.search(wanted(request, changed)), (mistake,)


def counted(request: Request, asked: SearchQuestion) -> SearchResults:
    """Return the counts of a list, with one document of it."""
    first = asked.model_copy(update={"limit": 1, "offset": 0, "cursor": ""})
    return services_of(request).search.search(wanted(request, first, passages=0))


def held_values(request: Request) -> Values:
    """Return the values that documents have at all; nothing where no index was built yet.

    Raises:
        SearchIndexError: If the index cannot be used.
    """
    snapshot = services_of(request).search.snapshot()
    return snapshot.lexical.facets((), None) if snapshot else {}


def tongue(facets: Mapping[str, Sequence[tuple[str, int]]]) -> str:
    """Return the language of most documents of a list: that of its offices and subjects; empty where unknown."""
    languages = facets.get("language", ())
    return languages[0][0] if languages else ""
