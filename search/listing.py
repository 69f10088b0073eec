"""Makes one page of a list: in which order, grouped or not, from an offset or a cursor on, counted in both ways."""

from dataclasses import dataclass

import numpy as np

from search import paging
from search.arrays import Serials
from search.columns import Columns
from search.fusion import Matches
from search.paging import Cursor
from search.request import SearchRequest, Sort

_DAYS = {Sort.NEWEST: "latest", Sort.ASKED: "asked", Sort.ANSWERED: "answered"}
_MOST_RELATIVES = 60  # of one result that are listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A result of a page.

    Attributes:
        place: The place, among the matches of the list, of the document that is shown.
        relatives: Serials of the other documents that hold the same question, those of the list first.
        matching: How many of the relatives are in the list.
    """

    place: int
    relatives: tuple[int, ...] = ()
    matching: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a list.

    Attributes:
        matches: All documents of the list, in its order.
        entries: The results of the page.
        groups: Results of the whole list.
        cursor: Where the next page begins; empty on the last one.
        renewed: Whether the cursor was of a generation that is gone: the page begins after as many results as it had
            shown.
    """

    matches: Matches
    entries: tuple[Entry, ...]
    groups: int
    cursor: str
    renewed: bool = False


def day_of(sort: Sort, *, ranked: bool) -> str | None:
    """Return the day by which a list is ordered; None where it is ordered by score."""
    return _DAYS.get(sort) or (None if ranked else "latest")


def in_order(matches: Matches, columns: Columns, day: str | None) -> Matches:
    """Return matches in the order of a day; as they are where there is none."""
    if day is None or not len(matches.serials):
        return matches
    return matches.in_order_of(columns.newest_first(matches.serials, day))


def page(matches: Matches, columns: Columns, request: SearchRequest, day: str | None, generation: str) -> Page:
    """Return the page that a request asks for.

    Args:
        matches: The documents of the list, in its order.
        columns: Their header values.
        request: The request.
        day: The day by which the list is ordered; None where by score.
        generation: Name of the generation in use.

    Raises:
        WrongUse: If the cursor is none of this search.
    """
    serials = matches.serials
    labels = columns.families(serials) if request.grouped else np.arange(len(serials))
    groups = paging.grouped(labels)
    cursor = paging.read(request.cursor, request) if request.cursor else None
    renewed = cursor is not None and cursor.generation != generation
    start = cursor.count if cursor and renewed else request.offset
    if cursor is None or renewed:
        numbers = np.arange(min(start, len(groups.heads)), len(groups.heads))
        cursor = None
    else:
        numbers = paging.rest(cursor, serials, groups, columns.days(serials, day) if day else None)
    chosen = numbers[: request.limit]
    heads = groups.heads[chosen]
    alone = columns.alone(serials[heads]) if request.grouped else np.ones(len(heads), dtype=bool)
    entries = tuple(
        Entry(place=head) if single else _entry(groups, number, serials, columns)
        for number, head, single in zip(chosen.tolist(), heads.tolist(), alone.tolist(), strict=True)
    )
    more = len(numbers) > request.limit
    following = _following(cursor, request, groups.heads, chosen, matches, columns, day, generation) if more else ""
    return Page(matches=matches, entries=entries, groups=len(groups.heads), cursor=following, renewed=renewed)


def _entry(groups: paging.Groups, number: int, serials: Serials, columns: Columns) -> Entry:
    """Return the result of a family of several documents."""
    family = columns.relatives(int(serials[groups.heads[number]]))
    places = {int(serials[place]): place for place in groups.places(number)}
    shown = columns.spokesman(list(places))
    relatives = [one for one in places if one != shown]
    others = [one for one in family.tolist() if one not in places]
    listed = tuple((*relatives, *others)[:_MOST_RELATIVES])
    return Entry(place=places[shown], relatives=listed, matching=len(relatives))


def _following(
    cursor: Cursor | None,
    request: SearchRequest,
    heads: Serials,
    chosen: Serials,
    matches: Matches,
    columns: Columns,
    day: str | None,
    generation: str,
) -> str:
    last = int(chosen[-1])
    # A page that began at an offset has passed over the results before it.
    passed = heads[: last + 1] if cursor is None else heads[chosen]
    shown = matches.serials[passed]
    count = len(passed) if cursor is None else cursor.count + len(chosen)
    begun = cursor or Cursor(search=paging.digest(request), generation=generation, ceiling=columns.ceiling, count=0)
    return paging.written(
        Cursor(
            search=begun.search,
            generation=begun.generation,
            ceiling=begun.ceiling,
            count=count,
            shown=() if day else (*begun.shown, *shown.tolist()),
            last=(int(columns.days(shown[-1:], day)[0]), int(shown[-1])) if day else None,
        )
    )
