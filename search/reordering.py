"""Orders the best results of a list anew, by a model that reads the query and a passage together."""

from dataclasses import replace

import numpy as np

from search.embed.reranker import Reranker, reranked
from search.fusion import Matches
from search.listing import Entry
from search.presentation import Presenter
from search.request import Hit

REORDERED = 20
"""Results that are read; the others stay where they are."""


def reordered(reranker: Reranker, query: str, matches: Matches, presenter: Presenter) -> Matches:
    """Return matches with the first of them in another order; the scores stay with the places.

    Args:
        reranker: Reads the title and the best passage of each.
        query: What was typed.
        matches: The documents of the list, best first.
        presenter: Finds the passages.
    """
    count = min(REORDERED, len(matches.serials))
    if count < 2:
        return matches
    hits = replace(presenter, passages=1).hits(matches, [Entry(place=place) for place in range(count)])
    scores = reranked(reranker, query, [_read(hit) for hit in hits], matches.scores[:count])
    order = np.concatenate((np.argsort(-scores, kind="stable"), np.arange(count, len(matches.serials))))
    return replace(matches.taken(order), scores=matches.scores)


def _read(hit: Hit) -> str:
    passage = " ".join("".join(part.text for part in one.snippet) for one in hit.passages)
    return f"{hit.title or ''}. {passage}"
