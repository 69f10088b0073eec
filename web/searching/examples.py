"""Searches to begin with: made from a table in the language of the corpus, shown where they find something."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from search.request import SearchRequest
from search.service import SearchService
from web.services import Services

_FILE = Path(__file__).parent / "examples.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A search to begin with.

    Attributes:
        shows: What it shows; names the message ``search: example ...`` that says so.
        query: What is typed; ``{minister}`` and ``{year}`` stand for what documents have.
        count: Documents that it finds; 0 where that was not asked.
    """

    shows: str
    query: str
    count: int = 0


@cache
def examples() -> tuple[Example, ...]:
    """Return the examples in their order, with places for what documents have."""
    held = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(Example(shows=one["shows"], query=one["query"]) for one in held["examples"])


@cache
def draft_example() -> str:
    """Return a draft question to compare."""
    text: str = tomllib.loads(_FILE.read_text(encoding="utf-8"))["draft"]
    return text


def offered(services: Services) -> tuple[Example, ...]:
    """Return the examples that find something, filled in with what documents have most.

    Raises:
        SearchIndexError: If the index cannot be used.
    """
    status = services.search.status()
    return _offered(services.search, status.generation, status.cursor, services.today())


@lru_cache(maxsize=4)
def _offered(search: SearchService, _generation: str | None, _cursor: int, today: date) -> tuple[Example, ...]:
    everything = search.search(SearchRequest(limit=1, passages=0))
    return tuple(_counted(filled(everything.facets), search, today))


def _counted(queries: Iterator[Example], search: SearchService, today: date) -> Iterator[Example]:
    for one in queries:
        total = search.search(SearchRequest(text=one.query, limit=1, passages=0, today=today)).total
        if total:
            yield Example(shows=one.shows, query=one.query, count=total)


def filled(facets: Mapping[str, tuple[tuple[str, int], ...]]) -> Iterator[Example]:
    """Yield the examples with the places filled in; those for which documents have nothing are left out.

    Args:
        facets: Values of fields with the number of documents that have each, most first.
    """
    most = {name: values[0][0] for name, values in facets.items() if values}
    places = {name: most[name].split()[-1] for name in ("minister", "asker", "year") if name in most}
    for one in examples():
        try:
            yield Example(shows=one.shows, query=one.query.format(**places))
        except KeyError:
            continue
