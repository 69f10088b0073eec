"""Pages of a list that stay what they are while documents are added: each result once, in one order.

A cursor says what was shown. For a list in the order of days that is the last day and document; for a ranked list,
whose scores move a little with every document added, the results shown. Documents have growing serial numbers, so what
was added since the first page is known by them and left out.
"""

import base64
import binascii
import hashlib
import json
import zlib
from dataclasses import dataclass, fields

import numpy as np

from corpus.errors import WrongUse
from search.arrays import Serials
from search.request import Filters, SearchRequest

_LONGEST = 100_000  # characters of a cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a list goes on.

    Attributes:
        search: Digest of the search that it belongs to.
        generation: The generation that it was made in.
        ceiling: Serial number from which documents were added later.
        count: Results shown so far.
        shown: The results shown, by the serial of their best document; empty in the order of days.
        last: Day and serial of the last result, in the order of days.
    """

    search: str
    generation: str
    ceiling: int
    count: int
    shown: tuple[int, ...] = ()
    last: tuple[int, int] | None = None


def digest(request: SearchRequest) -> str:
    """Return what names a search, whatever page of it is asked for."""
    filters = [str(getattr(request.filters, one.name)) for one in fields(Filters) if one.name != "only"]
    said = [request.text, request.sort, request.mode, request.grouped, *filters]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:12]


def written(cursor: Cursor) -> str:
    """Return a cursor as text that may stand in an address."""
    steps = np.diff(np.array(sorted(cursor.shown), dtype=np.int64), prepend=0).tolist()
    held = [cursor.search, cursor.generation, cursor.ceiling, cursor.count, steps, cursor.last]
    packed = zlib.compress(json.dumps(held, separators=(",", ":")).encode())
    return base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def read(text: str, request: SearchRequest) -> Cursor:
    """Read a cursor.

    Args:
        text: What ``written`` gave.
        request: The search that it is used for.

    Raises:
        WrongUse: If it is none, or belongs to another search.
    """
    try:
        packed = base64.urlsafe_b64decode(text[:_LONGEST] + "=" * (-len(text) % 4))
        search, generation, ceiling, count, steps, last = json.loads(_unpacked(packed))
        shown = tuple(np.cumsum(np.array(steps, dtype=np.int64)).tolist())
        cursor = Cursor(
            search=str(search),
            generation=str(generation),
            ceiling=int(ceiling),
            count=int(count),
            shown=shown,
            last=None if last is None else (int(last[0]), int(last[1])),
        )
    except (ValueError, TypeError, IndexError, OverflowError, binascii.Error, zlib.error) as error:
        raise WrongUse("cursor: this is none that a search gave", code="bad_cursor") from error
    if cursor.search != digest(request):
        raise WrongUse("cursor: it belongs to another search; begin without one", code="bad_cursor")
    return cursor


def _unpacked(packed: bytes) -> bytes:
    """Return unpacked bytes, never more than any real cursor has."""
    unpacking = zlib.decompressobj()
    held = unpacking.decompress(packed, 20 * _LONGEST)
    if not unpacking.eof:
        raise ValueError("too long")
    return held


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The results of a list, each one document or several that hold the same question.

    Attributes:
        heads: Place of the best document of each, in the order of the list.
        members: Number of the result that each document of the list belongs to.
    """

    heads: Serials
    members: Serials

    def places(self, number: int) -> list[int]:
        """Return the places of the documents of a result."""
        found: list[int] = np.flatnonzero(self.members == number).tolist()
        return found


def grouped(labels: Serials) -> Groups:
    """Return the results of a list of documents.

    Args:
        labels: The family of each document, in the order of the list.
    """
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order = np.argsort(first)
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    return Groups(heads=first[order], members=number[inverse])


def rest(cursor: Cursor, serials: Serials, groups: Groups, days: Serials | None) -> Serials:
    """Return the numbers of the results that a cursor has not shown, in order.

    Args:
        cursor: The cursor.
        serials: The documents of the list, in its order.
        groups: The results that they make.
        days: The day of each document where the list is in the order of days; None for a ranked one.
    """
    heads = serials[groups.heads]
    if days is not None and cursor.last is not None:
        day, serial = cursor.last
        own = days[groups.heads]
        open_ = (own < day) | ((own == day) & (heads > serial))
    else:
        known = np.isin(serials, np.array(cursor.shown, dtype=np.int64))
        open_ = np.ones(len(heads), dtype=bool)
        open_[groups.members[known]] = False
    kept: Serials = np.flatnonzero(open_ & (heads < cursor.ceiling))
    return kept
