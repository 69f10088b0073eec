"""Compares words of a query with words around a figure, by the analysis of the index: stems, compounds, synonyms."""

from collections.abc import Callable, Iterable, Sequence

from search.analysis import Analyser, folded_words
from search.plan import Alternative, Group, Plan, Scored, plan_query
from search.query import Atom, ParsedQuery
from search.snapshot import Snapshot


class FigureWords:
    """The words of one query.

    Args:
        snapshot: The index.
        words: The words of the query, folded.
        synonyms: Groups of names that mean the same.
    """

    def __init__(self, snapshot: Snapshot, words: Sequence[str], synonyms: Sequence[tuple[str, ...]]) -> None:
        self._analyser: Analyser = snapshot.analyser
        query = ParsedQuery(groups=((Atom(text=" ".join(words)),),))
        plan = plan_query(query, self._analyser, synonyms)
        worth: Callable[[Plan], float] = snapshot.lexical.attainable
        self._groups = [
            (group.stems, group.parts, max(0.1, worth(Plan(groups=(_once(group),))))) for group in plan.groups
        ]
        self.total = sum(weight for _, _, weight in self._groups)

    @property
    def count(self) -> int:
        """How many different words of the query carry meaning."""
        return len(self._groups)

    def terms(self, text: str) -> frozenset[str]:
        """Return the terms of a text."""
        return frozenset(self._analyser.index_terms(text))

    def coverage(self, terms: frozenset[str]) -> float:
        """Return the share of the query's words, rare ones counting more, that stand among terms.

        A compound of which only all the parts are there counts for three quarters.
        """
        if not self.total:
            return 0.0
        return sum(weight * _held(stems, parts, terms) for stems, parts, weight in self._groups) / self.total

    def same(self, one: Iterable[str], text: str) -> bool:
        """Tell whether a text has a word, or the head of a compound, among some words of the query."""
        wanted = {term for word in one for term in self._analyser.terms(word)[:1]}
        return any(wanted & set(self._analyser.terms(word)) for word in folded_words(text))


def _once(group: Group) -> Group:
    first = group.scored[:1]
    return Group(alternatives=(), scored=tuple(Scored(what=Alternative(terms=s.what.terms), weight=1.0) for s in first))


def _held(stems: frozenset[str], parts: frozenset[str], terms: frozenset[str]) -> float:
    if stems & terms:
        return 1.0
    return 0.75 if parts and parts <= terms else 0.0
