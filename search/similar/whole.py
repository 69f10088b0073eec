"""The documents nearest to a draft as a whole: an ordinary search with its words, in which nothing is an operator."""

import regex

from search.request import Hit, SearchRequest
from search.service import SearchService
from search.similar.results import SimilarDraft

_SHOWN = 5
_OPERATORS = regex.compile(r"""["'“”„()*:<>=\-–|]+""")
_JOINS = regex.compile(r"\b(?:OR|OF|OU|AND|EN|ET|NOT)\b")


def nearest_documents(search: SearchService, draft: SimilarDraft) -> tuple[Hit, ...]:
    """Return the documents nearest to a draft, each question once, best first; at most five.

    Args:
        search: The search.
        draft: The draft.

    Raises:
        SearchIndexError: If the index cannot be used.
    """
    text = " ".join(plain(piece) for piece in (draft.title, *draft.parts))
    wanted = _SHOWN + len(draft.excluded)
    found = search.search(SearchRequest(text=text, limit=wanted, passages=0, grouped=True)).hits
    return tuple(hit for hit in found if hit.document_id not in draft.excluded)[:_SHOWN]


def plain(text: str) -> str:
    """Return a text in which the query language reads words only."""
    return " ".join(_JOINS.sub(lambda match: match.group().lower(), _OPERATORS.sub(" ", text)).split())
