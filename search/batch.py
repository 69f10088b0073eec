"""Runs a file of queries, for measuring: one JSON object a line in, one ranking a line out."""

import json
from collections.abc import Iterable, Iterator

from corpus.errors import WrongUse
from search.request import Mode, SearchRequest
from search.service import SearchService

_DEPTH = 100


def rankings(
    service: SearchService, lines: Iterable[str], *, mode: Mode = Mode.HYBRID, limit: int = _DEPTH
) -> Iterator[dict[str, object]]:
    """Search every query of a file.

    Args:
        service: The search.
        lines: JSON objects with ``qid`` and ``query``; other fields and blank lines are ignored.
        mode: By words, meaning or both.
        limit: Documents a ranking holds at most.

    Yields:
        ``{"qid": ..., "ranking": [document id, ...]}``, best first, each document once.

    Raises:
        WrongUse: If a line is no such object; the text names the line.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        qid, query = _read(line, number)
        results = service.search(SearchRequest(text=query, mode=mode, limit=limit, passages=0))
        yield {"qid": qid, "ranking": [hit.document_id for hit in results.hits]}


def _read(line: str, number: int) -> tuple[str, str]:
    try:
        held = json.loads(line)
    except ValueError as error:
        raise WrongUse(f"line {number} of the queries is not JSON: {error}") from error
    if not isinstance(held, dict) or not all(isinstance(held.get(name), str) for name in ("qid", "query")):
        raise WrongUse(f"line {number} of the queries lacks 'qid' or 'query'")
    return held["qid"], held["query"]
