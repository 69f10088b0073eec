"""Pages of every list of the API: a cursor goes on where a page ended, whatever was added since.

A cursor names the last thing of its page, so that nothing is given twice and nothing left out while documents arrive.
It also carries a mark of the question it belongs to: used with other filters it is refused, not misread. It is opaque:
clients hand it back as they got it.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, Field

from corpus.errors import WrongUse
from corpus.model import DocumentId
from corpus.store import Place
from web.limits import MOST

T = TypeVar("T")
S = TypeVar("S")
PAGING = ("cursor", "limit", "offset")
"""The parameters that choose a page of a list, and not what is in the list."""
_BAD = "is no cursor of this list; leave it out to begin anew, or repeat the question that it came with"


class Listing(BaseModel, Generic[T]):
    """A page of a list.

    Attributes:
        total: How many there are in all.
        items: Those of this page.
        next: The ``cursor`` of the next page; None on the last one.
        next_url: Address of the next page, also in the ``Link`` header (RFC 8288, rel=next).
    """

    total: int = Field(description="How many there are in all, on every page.", examples=[2453])
    items: list[T] = Field(description="Those of this page.")
    next: str | None = Field(description="The cursor of the next page; null on the last one.", examples=["eyJxIjoiZ"])
    next_url: str | None = Field(
        description="Address of the next page, as in the Link header; null on the last one.",
        examples=["/api/v1/documents?limit=50&cursor=eyJxIjoiZ"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Which page of a list is asked for.

    Attributes:
        limit: How many at most.
        offset: How many to leave out before, without a cursor.
        last: What the cursor says of the last one given; empty without a cursor.
        question: Mark of the question.
        address: Path and parameters, without the cursor, that the next page's address is made of.
    """

    limit: int
    offset: int
    last: tuple[object, ...]
    question: str
    address: str


CursorText = Annotated[str, Query(max_length=2000, description="Go on behind the page that gave it as 'next'.")]


def paging_of(
    request: Request,
    cursor: CursorText = "",
    limit: Annotated[int, Query(ge=1, le=500, description="How many at most.")] = 50,
    offset: Annotated[int, Query(ge=0, le=MOST, description="Leave out the first so many; not with a cursor.")] = 0,
) -> Paging:
    """Read which page is asked for.

    Raises:
        WrongUse: If the cursor is none of this list, or comes with an offset.
    """
    if cursor and offset:
        raise WrongUse("cursor: either a cursor or an offset, not both", code="bad_cursor")
    given = sorted((name, value) for name, value in request.query_params.multi_items() if name not in PAGING)
    question = hashlib.sha256(json.dumps([request.url.path, given]).encode()).hexdigest()[:12]
    return Paging(
        limit=limit,
        offset=offset,
        last=_read(cursor, question) if cursor else (),
        question=question,
        address=f"{request.url.path}?{urlencode([*given, ('limit', str(limit))])}",
    )


def cursor_of(request: Request, cursor: CursorText = "") -> Callable[[int, int], Paging]:
    """Read the cursor of a list whose own form has the limit and the offset; give these to what is returned."""
    return lambda limit, offset: paging_of(request, cursor, limit, offset)


PageAsked = Annotated[Paging, Depends(paging_of)]
"""Parameter of a route that gives a page of a list."""
CursorAsked = Annotated[Callable[[int, int], Paging], Depends(cursor_of)]
"""The same beside a form that has ``limit`` and ``offset`` already: call it with these."""


def listed(
    response: Response, paging: Paging, found: Sequence[S], *, name: Callable[[S], str], shown: Callable[[S], T]
) -> Listing[T]:
    """Return a page of a list that is held whole, in any order that its maker gave it.

    Args:
        response: Gets the Link header.
        paging: Which page.
        found: The whole list, in order.
        name: Gives the stable id of one, by which the page behind it is found again.
        shown: Gives one as the API shows it.
    """
    start = _behind(found, name, paging.last) if paging.last else paging.offset
    page = found[start : start + paging.limit]
    more = start + paging.limit < len(found)
    last = (name(page[-1]), start + len(page)) if page and more else ()
    return page_of(response, paging, total=len(found), items=map(shown, page), last=last)


def page_of(
    response: Response, paging: Paging, *, total: int, items: Iterable[T], last: tuple[object, ...]
) -> Listing[T]:
    """Return a page of a list that was cut elsewhere, as the store does.

    Args:
        response: Gets the Link header.
        paging: Which page.
        total: How many there are in all.
        items: The page.
        last: What names the last one of the page, of text, numbers and None; empty where nothing follows.
    """
    following = _written(paging.question, last) if last else None
    address = f"{paging.address}&{urlencode({'cursor': following})}" if following else None
    if address:
        response.headers["Link"] = f'<{address}>; rel="next"'
    return Listing(total=total, items=list(items), next=following, next_url=address)


def place_asked(paging: Paging) -> Place | None:
    """Return the place in a list of the store behind which a page begins; None without a cursor.

    Raises:
        WrongUse: If the cursor is none of such a list.
    """
    match paging.last:
        case ():
            return None
        case (str() | None as day, str(document), int(position)) if document.isprintable() and abs(position) <= MOST:
            try:
                return Place(
                    day=None if day is None else date.fromisoformat(day),
                    document=DocumentId(document),
                    position=position,
                )
            except ValueError as error:
                raise _refused() from error
        case _:
            raise _refused()


def placed(place: Place) -> tuple[object, ...]:
    """Return a place as a cursor carries it."""
    return (None if place.day is None else place.day.isoformat(), place.document, place.position)


def _behind(found: Sequence[S], name: Callable[[S], str], last: tuple[object, ...]) -> int:
    """Return where the list goes on behind its last one; where that is gone, at the place that it had."""
    match last:
        case (str(wanted), int(count)) if count >= 0:
            place = next((number for number, one in enumerate(found) if name(one) == wanted), None)
            return count if place is None else place + 1
        case _:
            raise _refused()


def _written(question: str, last: tuple[object, ...]) -> str:
    text = json.dumps([question, *last], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode("ascii").rstrip("=")


def _read(cursor: str, question: str) -> tuple[object, ...]:
    try:
        held = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _refused() from error
    if not isinstance(held, list) or len(held) < 2 or held[0] != question:
        raise _refused()
    return tuple(held[1:])


def _refused() -> WrongUse:
    return WrongUse(f"cursor: this {_BAD}", code="bad_cursor")
