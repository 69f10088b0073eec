"""The score of every document for one word, kept as arrays: a search adds them up instead of asking for each document.

The library gives each found document back as an object of its own, which for a usual word costs more than finding it.
Searches share their words: what a word scores is asked once, and kept up to so many bytes, the words asked for longest
ago going first. The sums are those of the library to the precision of its own numbers.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import tantivy
from tantivy import Query

from search.arrays import Mask, Scores, Serials, held_in
from search.lexical.table import DocumentTable
from search.plan import Alternative, Group, Plan, Scored

_MOST_BYTES = 64_000_000
_BESIDE = 300  # bytes that a word takes beside its arrays

Places = np.ndarray[Any, np.dtype[np.int32]]
Worths = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class Posting:
    """The documents that hold a term, by place, ascending, and what it scores in each."""

    places: Places
    scores: Worths

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return int(self.places.nbytes + self.scores.nbytes) + _BESIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What all documents score.

    Attributes:
        places: The documents that hold any word, ascending.
        scores: What they score.
        whole: Which of them hold every word.
    """

    places: Serials
    scores: Scores
    whole: Mask


class Postings:
    """The scores of the words of a searcher. Safe to use from several threads.

    Args:
        searcher: The searcher.
        schema: Its schema.
        table: Its documents.
        most: Bytes that are kept.
    """

    def __init__(
        self, searcher: tantivy.Searcher, schema: tantivy.Schema, table: DocumentTable, most: int = _MOST_BYTES
    ) -> None:
        self._searcher, self._schema, self._table = searcher, schema, table
        self._most, self._bytes = most, 0
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Posting] = OrderedDict()

    def totals(self, plan: Plan) -> Totals | None:
        """Return what all documents score for a plan; None for one that asks more than single words.

        Args:
            plan: The query.
        """
        words = [group for group in plan.groups if group.alternatives]
        if not words or plan.demands or not all(map(_is_plain, plan.groups)):
            return None
        total, whole = self._nothing(), np.ones(len(self._table.serials), dtype=bool)
        for group in words:
            total += self._group(group)
            whole &= self._holding(group.alternatives)
        places = np.flatnonzero(total)
        for group in plan.groups:
            if not group.alternatives and group.scored:
                total += self._group(group)
        return Totals(places=places, scores=total[places].astype(np.float64), whole=whole[places])

    def _nothing(self) -> Worths:
        return np.zeros(len(self._table.serials), dtype=np.float32)

    def _group(self, group: Group) -> Worths:
        """Return what a word scores in each document, as ``group_query`` asks for it."""
        total = self._nothing()
        if group.tie < 1.0:
            best = self._nothing()
            for places, worths in self._worths(group.scored):
                best[places] = np.maximum(best[places], worths)
                total[places] += worths
            total = best + np.float32(group.tie) * (total - best)
        else:
            for places, worths in self._worths(group.scored):
                total[places] += worths
        for places, worths in self._worths(group.related):
            total[places] = np.maximum(total[places], worths)
        return total

    def _worths(self, scored: Iterable[Scored]) -> Iterable[tuple[Places, Worths]]:
        for one in scored:
            found = self._alternative(one.what)
            yield found.places, found.scores * np.float32(one.weight)

    def _holding(self, alternatives: Iterable[Alternative]) -> Mask:
        held = np.zeros(len(self._table.serials), dtype=bool)
        for what in alternatives:
            held[self._alternative(what).places] = True
        return held

    def _alternative(self, what: Alternative) -> Posting:
        """Return where all terms occur, with the sum of what they score."""
        field = "literal" if what.literal else "body"
        found = self._posting(field, what.terms[0])
        for term in what.terms[1:]:
            other = self._posting(field, term)
            both = held_in(found.places, other.places)
            places = found.places[both]
            scores = found.scores[both] + other.scores[np.searchsorted(other.places, places)]
            found = Posting(places, scores)
        return found

    def _posting(self, field: str, term: str) -> Posting:
        key = (field, term)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        found = self._asked(field, term)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = found
                self._bytes += found.size
            while self._bytes > self._most and len(self._kept) > 1:
                self._bytes -= self._kept.popitem(last=False)[1].size
        return found

    def _asked(self, field: str, term: str) -> Posting:
        most = int(self._searcher.doc_freq(field, term))
        hits = (
            self._searcher.search(Query.term_query(self._schema, field, term), most, count=False).hits if most else []
        )
        serials = self._searcher.fast_field_values("serial", [address for _, address in hits]) if hits else []
        places = self._table.places(np.array(serials, dtype=np.int64))
        order = np.argsort(places)
        scores = np.array([score for score, _ in hits], dtype=np.float32)
        return Posting(places[order].astype(np.int32), scores[order])


def _is_plain(group: Group) -> bool:
    """Tell whether a word is asked for by terms alone, wherever they stand."""
    asked = (*group.alternatives, *(one.what for one in (*group.scored, *group.related)))
    return all(what.terms and not what.prefix and (not what.literal or len(what.terms) == 1) for what in asked)
