"""What the neutral plan asks, as tantivy queries."""

from collections.abc import Callable, Iterable

import regex
import tantivy
from tantivy import Occur, Query

from search.clauses import Clause
from search.plan import Alternative, Demand, Group, Scored
from search.tree import AllOf, Not, OneOf


def alternative_query(schema: tantivy.Schema, what: Alternative) -> Query:
    """Return the query for terms that must all occur, adjacent where literal."""
    field = "literal" if what.literal else "body"
    if what.prefix:
        return Query.regex_query(schema, field, regex.escape(what.terms[-1]) + ".*")
    if what.literal and len(what.terms) > 1:
        return Query.phrase_query(schema, field, list(what.terms))
    if len(what.terms) == 1:
        return Query.term_query(schema, field, what.terms[0])
    terms = [(Occur.Must, Query.term_query(schema, field, term)) for term in what.terms]
    return Query.boolean_query(terms)


def any_query(schema: tantivy.Schema, alternatives: Iterable[Alternative]) -> Query:
    """Return the query that one alternative fulfils."""
    return Query.boolean_query([(Occur.Should, alternative_query(schema, what)) for what in alternatives])


def scored_query(schema: tantivy.Schema, scored: Iterable[Scored], tie: float = 1.0) -> Query:
    """Return the query whose score is made of the weighted scores of what occurs.

    Args:
        schema: The index's.
        scored: What adds to the score.
        tie: What all but the best add: 1 sums them, 0 takes the best alone.
    """
    queries = [Query.boost_query(alternative_query(schema, one.what), one.weight) for one in scored]
    if tie < 1.0:
        return Query.disjunction_max_query(queries, tie)
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def group_query(schema: tantivy.Schema, group: Group) -> Query:
    """Return the query whose score is that of a word, or of a related one where that is worth more."""
    word = scored_query(schema, group.scored, group.tie)
    if not group.related:
        return word
    related = [Query.boost_query(alternative_query(schema, one.what), one.weight) for one in group.related]
    return Query.disjunction_max_query([word, *related], 0.0)


def demand_query(schema: tantivy.Schema, what: Demand, clause: Callable[[Clause], Query]) -> Query:
    """Return the query for a tree of demands.

    Args:
        schema: The index's.
        what: The tree.
        clause: Gives the query of a condition on a field.
    """
    match what:
        case AllOf(parts=parts):
            whole = (Occur.Must, Query.all_query())
            return Query.boolean_query([whole, *((Occur.Must, demand_query(schema, part, clause)) for part in parts)])
        case OneOf(parts=parts):
            return Query.boolean_query([(Occur.Should, demand_query(schema, part, clause)) for part in parts])
        case Not(part=part):
            denied = (Occur.MustNot, demand_query(schema, part, clause))
            return Query.boolean_query([(Occur.Must, Query.all_query()), denied])
        case Alternative():
            return alternative_query(schema, what)
        case _:
            return clause(what)
