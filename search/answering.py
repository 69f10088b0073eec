"""Answers one search on one snapshot: what is found, in which order, and how it is shown and counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from corpus.errors import ModelUnavailable
from search import listing
from search.clauses import clauses_of
from search.embed.lexicon import load_related
from search.embed.reranker import Reranker
from search.fusion import Matches
from search.listing import Entry
from search.plan import Plan, plan_query
from search.presentation import Presenter
from search.query import ParsedQuery
from search.ranking import Ranker
from search.remarks import remark
from search.reordering import reordered
from search.request import Hit, Mode, SearchRequest, SearchResults
from search.snapshot import Snapshot
from search.spelling import known_words, suggestions
from search.understood import Suggestion, Understood, understood

_EXPORTED_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The documents of a list, and what their hits are made with.

    Attributes:
        matches: All of them, in order.
        day: The day by which they are ordered; None where by score.
        presenter: Makes hits.
    """

    matches: Matches
    day: str | None
    presenter: Presenter


@dataclass(frozen=True, kw_only=True)
class Answering:
    """One search on one snapshot.

    Attributes:
        snapshot: The index.
        request: What is asked.
        query: Its text as read.
        synonyms: Groups of names that mean the same.
        reranker: Orders the best results anew; None for none.
    """

    snapshot: Snapshot
    request: SearchRequest
    query: ParsedQuery
    synonyms: Sequence[tuple[str, ...]]
    reranker: Reranker | None = None

    @cached_property
    def mode(self) -> Mode:
        """How is searched.

        Raises:
            ModelUnavailable: If a search by meaning alone is asked of an index without a model.
        """
        if self.snapshot.has_vectors:
            return self.request.mode
        if self.request.mode is Mode.SEMANTIC:
            raise ModelUnavailable(
                "the index has no embedding model: set one and run 'rappel rebuild', or search by words"
            )
        return Mode.LEXICAL

    @cached_property
    def plan(self) -> Plan:
        """The query for the indexes."""
        related = load_related() if self.mode is Mode.HYBRID else None
        lexical = self.snapshot.lexical
        return plan_query(self.query, self.snapshot.analyser, self.synonyms, lexical.completions, related)

    def results(self) -> SearchResults:
        """Return the page that is asked for, with everything counted over the whole list."""
        mode = self.mode
        found = self.found()
        columns, serials = self.snapshot.lexical.columns, found.matches.serials
        page = listing.page(found.matches, columns, self.request, found.day, self.snapshot.name)
        return SearchResults(
            total=len(serials),
            groups=page.groups,
            hits=found.presenter.hits(page.matches, page.entries),
            facets=self.snapshot.lexical.facets((), serials),
            months=columns.months(serials),
            cursor=page.cursor,
            understood=self._understood(renewed=page.renewed),
            mode=mode,
        )

    def every_hit(self) -> Iterator[tuple[str, Hit]]:
        """Yield every document of the list in its order, behind the id of the first of its family."""
        found = self.found()
        labels = self.snapshot.lexical.columns.families(found.matches.serials).tolist()
        first: dict[int, str] = {}
        for start in range(0, len(labels), _EXPORTED_AT_ONCE):
            end = min(start + _EXPORTED_AT_ONCE, len(labels))
            entries = [Entry(place=place) for place in range(start, end)]
            for label, hit in zip(labels[start:end], found.presenter.hits(found.matches, entries), strict=True):
                yield first.setdefault(label, hit.document_id), hit

    def found(self) -> Found:
        """Return the documents of the list, in order."""
        clauses = clauses_of(self.request.filters, self.query.conditions)
        lexical, plan = self.snapshot.lexical, self.plan
        day = listing.day_of(self.request.sort, ranked=plan.ranks)
        if plan.ranks:
            ranker = Ranker(self.snapshot, plan, self.mode, clauses)
            matches = ranker.matches()
            near, weight = ranker.near, ranker.weight
        else:
            among = lexical.obeying(plan, lexical.serials()) if plan.demands else None
            matches, near, weight = Matches.listed(np.asarray(lexical.kept(clauses, among))), None, 0.0
        presenter = Presenter(
            snapshot=self.snapshot, plan=plan, near=near, weight=weight, passages=self.request.passages
        )
        if self.reranker is not None and plan.ranks and day is None:
            matches = reordered(self.reranker, plan.text, matches, presenter)
        return Found(matches=listing.in_order(matches, lexical.columns, day), day=day, presenter=presenter)

    def _understood(self, *, renewed: bool) -> Understood:
        read = understood(self.query, self.request.today)
        if renewed:
            told = remark("list_renewed", "", "The index was built anew; the list may have changed.")
            read = replace(read, remarks=(*read.remarks, told))
        return replace(read, suggestions=(*read.suggestions, *self._spelled()))

    def _spelled(self) -> Iterator[Suggestion]:
        lexical = self.snapshot.lexical
        known = known_words(self.query, self.plan, self.snapshot.analyser, lexical.holds)
        if not all(known.values()):
            yield from suggestions(self.query, known, lexical.spelling, self.snapshot.analyser.rules.accented)
