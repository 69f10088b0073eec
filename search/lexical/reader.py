"""Reads the lexical indexes of a generation: ranking, filtering, counting."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from math import log
from pathlib import Path

import numpy as np
import tantivy
from pydantic_core import from_json
from tantivy import Occur, Query

from search.analysis import words_of
from search.arrays import Mask, Scores, Serials, held_in
from search.clauses import DAY_UNKNOWN, Clause, DayRange, Exactly, FamilyOf, NameIs, NumberRange, OneOf
from search.columns import Columns
from search.lexical.postings import Postings
from search.lexical.queries import alternative_query, any_query, demand_query, group_query, scored_query
from search.lexical.schema import document_schema, open_searcher, passage_schema
from search.lexical.table import DocumentTable, intersection
from search.plan import Group, Plan
from search.spelling import Spelling

MOST_MATCHES = 10_000
"""Documents that a ranked search looks at, at most; a plain list has no such bound."""

_FACET_NAMES = ("parliament", "session", "minister", "asker", "party", "office", "theme", "kind", "language", "year")
_FACET_VALUES = 200


_FEW = 1_000  # documents that are looked at first: more are rarely needed, and each costs
_KEPT = 8_192
"""Headers that are kept as they were read: some 10 MB."""
_LEAST_SHARE = 0.3  # of the best score, below which no document is wanted; ranking asks for 40 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Documents with their BM25 scores, best first."""

    serials: Serials
    scores: Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassages:
    """Passages of documents, with their BM25 scores (0 without a word of the query), best first."""

    serials: Serials
    ordinals: Serials
    scores: Scores

    @property
    def rows(self) -> Serials:
        """The row of each (``search.rows``): a document's passages follow its first row, whose number is its serial."""
        return self.serials + 1 + self.ordinals


class LexicalReader:
    """A snapshot of the lexical indexes of one generation.

    Args:
        folder: The generation's folder.

    Raises:
        SearchIndexError: If it holds no readable indexes.
    """

    def __init__(self, folder: Path) -> None:
        self._schema, self._passage_schema = document_schema(), passage_schema()
        self._documents = open_searcher(folder / "documents", self._schema)
        self._passages = open_searcher(folder / "passages", self._passage_schema)
        self._held_all: tuple[Plan, Serials] | None = None

    @property
    def documents(self) -> int:
        """Number of documents."""
        return int(self._documents.num_docs)

    @property
    def passages(self) -> int:
        """Number of passages."""
        return int(self._passages.num_docs)

    @property
    def last_serial(self) -> int | None:
        """The highest serial number of its documents; None without documents."""
        found = self._documents.search(Query.all_query(), 1, count=False, order_by_field="serial").hits
        return int(found[0][0]) if found else None

    @cached_property
    def table(self) -> DocumentTable:
        """The documents as columns; made when first needed."""
        return DocumentTable(self._documents, self._schema)

    def serials(self) -> Serials:
        """Return the serial numbers of all documents, ascending."""
        return self.table.serials

    def search(self, plan: Plan) -> Ranked:
        """Rank the documents that hold any word of the plan, and all its phrases.

        Args:
            plan: The query.

        Returns:
            At most ``MOST_MATCHES`` documents with their BM25 scores, best first.
        """
        words = [group for group in plan.groups if group.alternatives]
        extra = [group for group in plan.groups if not group.alternatives and group.scored]
        clauses = [*self._constraints(plan, everything=not words and not plan.phrases), *self._scored(extra)]
        if words and not plan.phrases:
            scored = self._scored(words)
            clauses.append((Occur.Must, scored[0][1] if len(scored) == 1 else Query.boolean_query(scored)))
        else:
            clauses += self._scored(words)
        query = Query.boolean_query(clauses)
        few = self._collect(query, _FEW)
        if len(few.serials) < _FEW or self._is_enough(few, plan):
            return few
        return self._collect(query, MOST_MATCHES)

    def _is_enough(self, best: Ranked, plan: Plan) -> bool:
        """Return whether what follows the best documents matches neither by its score nor by holding every word."""
        if best.scores[-1] >= _LEAST_SHARE * best.scores[0]:
            return False
        return bool(held_in(self.holding_all(plan), np.sort(best.serials)).all())

    def best(self, plan: Plan, share: float, least: int) -> Ranked:
        """Rank the documents that score a share of the best one, are among the best, or hold every word of the plan.

        Args:
            plan: The query.
            share: Of the best score.
            least: How many at least, where so many hold any word.

        Returns:
            They, best first.
        """
        totals = self._postings.totals(plan)
        if totals is None:
            ranked = self.search(plan)
            whole = held_in(ranked.serials, self.holding_all(plan))
            serials, scores = ranked.serials, ranked.scores
        else:
            serials, scores, whole = self.table.serials[totals.places], totals.scores, totals.whole
        if not len(scores):
            return Ranked(serials=serials, scores=scores)
        place = len(scores) - min(least, len(scores))
        floor = min(share * float(scores.max()), float(np.partition(scores, place)[place]))
        kept = np.flatnonzero((scores >= floor) | whole)
        order = kept[np.lexsort((serials[kept], -scores[kept]))][:MOST_MATCHES]
        return Ranked(serials=serials[order], scores=scores[order])

    @cached_property
    def _postings(self) -> Postings:
        return Postings(self._documents, self._schema, self.table)

    def attainable(self, plan: Plan) -> float:
        """Return what a document of average length would score that holds every word of the plan once."""
        return sum(self._worth(group) for group in plan.groups)

    def _worth(self, group: Group) -> float:
        """Return the weighted rarity of a word itself; its parts and synonyms are other ways to hold it."""
        if not group.scored:
            return 0.0
        scored = group.scored[0]
        if len(scored.what.terms) != 1 or scored.what.prefix:
            return 0.0
        found = self._documents.doc_freq("literal" if scored.what.literal else "body", scored.what.terms[0])
        return scored.weight * log(1.0 + (self.documents - found + 0.5) / (found + 0.5))

    def holding_all(self, plan: Plan) -> Serials:
        """Return the documents that hold every word and phrase of the plan, by serial number."""
        known = self._held_all
        if known is None or known[0] is not plan:  # it is asked twice for one search
            known = self._held_all = (plan, self._holding_all(plan))
        return known[1]

    def _holding_all(self, plan: Plan) -> Serials:
        held = [group.alternatives for group in plan.groups if group.alternatives]
        clauses = self._constraints(plan, everything=not held and not plan.phrases)
        clauses += [(Occur.Must, any_query(self._schema, alternatives)) for alternatives in held]
        return self.table.matching(Query.boolean_query(clauses))

    def obeying(self, plan: Plan, among: Serials) -> Serials:
        """Return those documents that hold the plan's phrases and nothing that it excludes, by serial number."""
        obeying = self.table.matching(Query.boolean_query(self._constraints(plan)))
        return np.intersect1d(among, obeying)

    def mask(self, clauses: Sequence[Clause]) -> Mask:
        """Return the mask over ``table`` of the documents that fulfil all clauses."""
        return intersection([self._clause_mask(clause) for clause in clauses], self.table.everything())

    def count(self, clauses: Sequence[Clause], among: Serials | None = None) -> int:
        """Count the documents that fulfil all clauses."""
        return int(np.count_nonzero(self._kept(clauses, among)))

    def kept(self, clauses: Sequence[Clause], among: Serials | None = None) -> Serials:
        """Return the documents that fulfil all clauses, by serial number."""
        return self.table.serials[self._kept(clauses, among)]

    def completions(self, prefix: str, most: int = 40) -> tuple[str, ...]:
        """Return the words of the documents that begin so, as compared literally, most frequent first."""
        return tuple(term for term, _ in self._documents.terms_with_prefix("literal", prefix, limit=most))

    def holds(self, field: str, term: str) -> bool:
        """Tell whether any document has a term in ``body`` or ``literal``."""
        return bool(self._documents.doc_freq(field, term))

    @cached_property
    def spelling(self) -> Spelling:
        """Knows how the words of the documents are written; made when first needed."""
        return Spelling(dict(self._documents.terms_with_prefix("literal", "")))

    def newest(self, clauses: Sequence[Clause], among: Serials | None, *, offset: int, limit: int) -> Serials:
        """Return a page of the documents that fulfil all clauses, newest first, unknown days last."""
        places = np.flatnonzero(self._kept(clauses, among))
        order = np.lexsort((places, -self.table.column("latest")[places]))
        return self.table.serials[places[order[offset : offset + limit]]]

    @cached_property
    def columns(self) -> Columns:
        """Order, months and families of the documents."""
        return Columns(self.table)

    def facets(self, clauses: Sequence[Clause], among: Serials | None) -> dict[str, tuple[tuple[str, int], ...]]:
        """Count the documents that fulfil all clauses by value, most first, for every facet."""
        places = self._places(clauses, among)
        return {name: tuple(self.table.facet(name).counted(places)[:_FACET_VALUES]) for name in _FACET_NAMES}

    def headers(self, serials: Serials) -> Mapping[int, Mapping[str, object]]:
        """Return the header fields of documents by serial number."""
        places = self.table.places(serials).tolist()
        return dict(zip(serials.tolist(), map(self._header, places), strict=True))

    @cached_property
    def _header(self) -> Callable[[int], Mapping[str, object]]:
        """Return the header of a document by its place; the best documents of many searches are the same ones.

        It knows searcher and table, not this reader: kept by the reader and knowing it, it would keep an index that
        was replaced, with its threads and all that was read of it, until the next search for such rings.
        """
        searcher, addresses = self._documents, self.table.addresses

        def read(place: int) -> Mapping[str, object]:
            stored = searcher.doc(addresses[place]).get_first("header")
            header: Mapping[str, object] = from_json(bytes(stored))
            return header

        return lru_cache(_KEPT)(read)

    def passages_of(self, plan: Plan, serials: Serials, most: int) -> FoundPassages:
        """Return the passages of documents, each with its BM25 score for the plan, best first.

        Args:
            plan: The query.
            serials: The documents.
            most: Largest number of passages.
        """
        among = Query.const_score_query(Query.term_set_query(self._passage_schema, "serial", serials.tolist()), 0.0)
        clauses = [(Occur.Must, among)]
        scored = [group for group in plan.groups if group.scored]
        clauses += [(Occur.Should, scored_query(self._passage_schema, one.scored, one.tie)) for one in scored]
        clauses += [(Occur.Should, alternative_query(self._passage_schema, phrase)) for phrase in plan.phrases]
        hits = self._passages.search(Query.boolean_query(clauses), max(1, most), count=False).hits
        addresses = [address for _, address in hits]
        return FoundPassages(
            serials=np.array(self._passages.fast_field_values("serial", addresses), dtype=np.int64),
            ordinals=np.array(self._passages.fast_field_values("ordinal", addresses), dtype=np.int64),
            scores=np.array([score for score, _ in hits], dtype=np.float64),
        )

    def _collect(self, query: Query, limit: int) -> Ranked:
        if limit == 0:
            return Ranked(serials=np.empty(0, np.int64), scores=np.empty(0))
        hits = self._documents.search(query, limit, count=False).hits  # made anew at each look
        serials = self._values("serial", [address for _, address in hits])
        scores = np.array([score for score, _ in hits], dtype=np.float64)
        order = np.lexsort((serials, -scores))
        return Ranked(serials=serials[order], scores=scores[order])

    def _values(self, field: str, addresses: list[tantivy.DocAddress]) -> Serials:
        return np.array(self._documents.fast_field_values(field, addresses), dtype=np.int64)

    def _among(self, serials: Serials) -> Query:
        return Query.const_score_query(Query.term_set_query(self._schema, "serial", serials.tolist()), 0.0)

    def _scored(self, groups: Iterable[Group]) -> list[tuple[Occur, Query]]:
        return [(Occur.Should, group_query(self._schema, group)) for group in groups]

    def _constraints(self, plan: Plan, *, everything: bool = True) -> list[tuple[Occur, Query]]:
        clauses = [(Occur.Must, alternative_query(self._schema, phrase)) for phrase in plan.phrases]
        clauses += [(Occur.MustNot, alternative_query(self._schema, excluded)) for excluded in plan.excluded]
        for demand in plan.required:
            query = demand_query(self._schema, demand, self._one_clause)
            clauses.append((Occur.Must, Query.const_score_query(query, 0.0)))
        if everything:  # or something is asked for that must occur
            clauses.append((Occur.Must, Query.const_score_query(Query.all_query(), 0.0)))
        return clauses

    def _kept(self, clauses: Sequence[Clause], among: Serials | None) -> Mask:
        mask = self.mask(clauses)
        return mask if among is None else mask & self.table.mask_of(among)

    def _places(self, clauses: Sequence[Clause], among: Serials | None) -> Serials:
        if among is None or clauses:
            return np.flatnonzero(self._kept(clauses, among))
        return self.table.places(among)

    def _clause_mask(self, clause: Clause) -> Mask:
        mask = self.table.mask(replace(clause, excluded=False), lambda: self._clause(clause))
        return ~mask if clause.excluded else mask

    def _one_clause(self, clause: Clause) -> Query:
        """Return the query of a condition, its exclusion included."""
        query = self._clause(clause)
        if not clause.excluded:
            return query
        return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, query)])

    def _clause(self, clause: Clause) -> Query:
        match clause:
            case NameIs():
                return self._name(clause)
            case Exactly():
                return Query.term_query(self._schema, clause.field, clause.value)
            case OneOf():
                return Query.term_set_query(self._schema, "id", sorted(clause.documents))
            case DayRange():
                first = clause.first.toordinal() if clause.first else DAY_UNKNOWN + 1
                last = clause.last.toordinal() if clause.last else date.max.toordinal()
                return Query.range_query(self._schema, clause.field, tantivy.FieldType.Integer, first, last)
            case NumberRange():
                return Query.range_query(self._schema, clause.field, tantivy.FieldType.Integer, clause.low, clause.high)
            case FamilyOf():
                return self._among(self._family(clause.document))

    def _family(self, document: str) -> Serials:
        held = self._collect(Query.term_query(self._schema, "id", document), 1).serials
        return self.columns.relatives(int(held[0])) if len(held) else np.empty(0, np.int64)

    def _name(self, clause: NameIs) -> Query:
        if clause.field == "kind" or self._documents.doc_freq(clause.field, clause.value):
            return Query.term_query(self._schema, clause.field, clause.value)
        words = [word.folded for word in words_of(clause.value)]
        if not words:
            return Query.empty_query()
        # Who writes minister:justitie means the office: sources often name no person.
        fields = ("minister", "office") if clause.field == "minister" else (clause.field,)
        return Query.boolean_query([(Occur.Should, self._all_words(field, words)) for field in fields])

    def _all_words(self, field: str, words: Sequence[str]) -> Query:
        terms = [(Occur.Must, Query.term_query(self._schema, f"{field}_words", word)) for word in words]
        return Query.boolean_query(terms)
