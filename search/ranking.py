"""Which documents match a query, and in what order.

A document matches by its words if it holds all of them, or scores at least 40 % of the best BM25 score, or is among
the best 20; by its meaning if its likeness passes the calibrated floor. Filters only take documents away: neither
scores nor the set of matches depends on them, so total, facets, list and every filtered list agree.
"""

import numpy as np

from search.arrays import Scores, Serials, held_in, united
from search.clauses import Clause
from search.dense import Nearness
from search.fusion import POOL, Matches, best_first, dense_weight, fuse, normalised
from search.plan import Plan
from search.request import Mode
from search.snapshot import Snapshot

_SHARE = 0.4  # of the best BM25 score
_LEAST = 20
_FEW = 1_000


class Ranker:
    """Ranks the documents of a snapshot for one plan.

    Args:
        snapshot: The index.
        plan: The query.
        mode: By words, meaning or both.
        clauses: What filters and field conditions ask.
    """

    def __init__(self, snapshot: Snapshot, plan: Plan, mode: Mode, clauses: tuple[Clause, ...]) -> None:
        self._clauses = clauses
        self._snapshot = snapshot
        self._plan = plan
        self._mode = mode
        self.weight = dense_weight(len(plan.groups) + sum(len(phrase.terms) for phrase in plan.phrases), 1.0)
        self.near: Nearness | None = None
        if mode is not Mode.LEXICAL and plan.text:
            vector = snapshot.embedder.encode_queries([plan.text])[0]
            self.near = snapshot.dense.nearness(vector)
            self.weight *= snapshot.embedder.trust

    def matches(self) -> Matches:
        """Return the documents that match and fulfil all clauses, best first."""
        words, scores = self._by_words()
        near, likeness = self._by_meaning()
        pool = united(words[:POOL], near)
        lexical = _values(pool, words, scores)
        fused = fuse(lexical, self._likeness(pool, near, likeness), self.weight)
        order = best_first(pool, fused)
        rest = ~held_in(words, pool)
        serials = np.concatenate([pool[order], words[rest]])
        matches = Matches(
            serials=serials,
            scores=np.concatenate([fused[order], scores[rest]]),
            by_word=held_in(serials, np.sort(words)),
            by_meaning=held_in(serials, near),
        )
        if not self._clauses or not len(serials):
            return matches
        return matches.kept(self._snapshot.lexical.kept(self._clauses, serials))

    def _by_words(self) -> tuple[Serials, Scores]:
        """Return the documents that match by their words, best first, with BM25 divided by the best."""
        if self._mode is Mode.SEMANTIC or not self._plan.ranks:
            return np.empty(0, np.int64), np.empty(0)
        ranked = self._snapshot.lexical.best(self._plan, _SHARE, _LEAST)
        attainable = 0.0 if self.near is None else self._snapshot.lexical.attainable(self._plan)
        return ranked.serials, normalised(ranked.scores, attainable)

    def _by_meaning(self) -> tuple[Serials, Scores]:
        """Return the documents that match by their meaning, by serial number, with their likeness."""
        if self.near is None:
            return np.empty(0, np.int64), np.empty(0)
        serials, scores = self._snapshot.dense.matches(self.near, self._allowed())
        if self._plan.demands:
            keep = held_in(serials, self._snapshot.lexical.obeying(self._plan, serials))
            serials, scores = serials[keep], scores[keep]
        return serials, scores

    def _allowed(self) -> Serials | None:
        """Return the documents that the clauses leave where these are few: only their vectors are then compared."""
        lexical = self._snapshot.lexical
        if not self._clauses or lexical.count(self._clauses) > _FEW:
            return None
        return lexical.kept(self._clauses)

    def _likeness(self, pool: Serials, near: Serials, likeness: Scores) -> Scores:
        if self.near is None:
            return np.zeros(len(pool))
        scores = _values(pool, near, likeness)
        unknown = ~held_in(pool, near)
        scores[unknown] = self._snapshot.dense.documents(self.near.vector, pool[unknown])
        return self.near.calibrated(scores)


def _values(wanted: Serials, serials: Serials, values: Scores) -> Scores:
    """Return the value of each wanted document, 0 for one that has none."""
    result = np.zeros(len(wanted))
    if len(serials):
        order = np.argsort(serials)
        ascending = serials[order]
        places = np.searchsorted(ascending, wanted)
        places[places == len(serials)] = 0
        held = ascending[places] == wanted
        result[held] = values[order[places[held]]]
    return result
