"""What else to search for: other words that may have been meant, and the same search with less in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from search.request import SearchRequest, SearchResults
from search.service import SearchService
from web.render import with_query
from web.searching.asked import SearchQuestion
from web.searching.chips import ShownChip

_MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """Another search.

    Attributes:
        kind: ``spelling``, ``days``, ``without`` (a part less), or ``meaning``.
        text: What it is about: the words, or the part that it leaves out.
        href: Its address.
        count: Documents that it finds.
    """

    kind: str
    text: str
    href: str
    count: int


def worthwhile(
    asked: SearchQuestion, request: SearchRequest, results: SearchResults, search: SearchService
) -> tuple[Try, ...]:
    """Return the searches that may have been meant; only those that find something."""
    given = asked.given()
    found = (
        Try(
            kind="spelling" if one.kind == "spelling" else "days",
            text=one.query if one.kind == "spelling" else one.typed,
            href=with_query("/search", given, q=one.query),
            count=_count(replace(request, text=one.query), search),
        )
        for one in results.understood.suggestions
    )
    return tuple(one for one in found if one.count)


def with_less(
    asked: SearchQuestion, request: SearchRequest, chips: Sequence[ShownChip], search: SearchService
) -> Iterator[Try]:
    """Yield the same search with one part less, for the parts without which something is found.

    Args:
        asked: The search, which finds nothing.
        request: Its own form.
        chips: Its parts.
        search: Counts.
    """
    for chip in chips[:_MOST]:
        less = asked.model_copy(update=_as_fields(chip))
        if less.asks():
            filters = less.request(request.filters.only if less.overdue else None, date.min).filters
            count = _count(replace(request, text=less.q, filters=filters, mode=less.mode), search)
            if count:
                yield Try(kind="without", text=f"{chip.label} {chip.text}".strip(), href=chip.href, count=count)


def _as_fields(chip: ShownChip) -> dict[str, object]:
    fields = SearchQuestion.model_fields
    return {name: fields[name].default if value is None else value for name, value in chip.changes.items()}


def _count(request: SearchRequest, search: SearchService) -> int:
    return search.search(replace(request, limit=1, offset=0, cursor="", passages=0)).total
