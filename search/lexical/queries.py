"""What the neutral plan asks, as tantivy queries."""

from collections.abc import Iterable

import tantivy
from tantivy import Occur, Query

from search.plan import Alternative, Scored


def alternative_query(schema: tantivy.Schema, what: Alternative) -> Query:
    """Return the query for terms that must all occur, adjacent where literal."""
    field = "literal" if what.literal else "body"
    if what.literal and len(what.terms) > 1:
        return Query.phrase_query(schema, field, list(what.terms))
    terms = [(Occur.Must, Query.term_query(schema, field, term)) for term in what.terms]
    return Query.boolean_query(terms)


def any_query(schema: tantivy.Schema, alternatives: Iterable[Alternative]) -> Query:
    """Return the query that one alternative fulfils."""
    return Query.boolean_query([(Occur.Should, alternative_query(schema, what)) for what in alternatives])


def scored_query(schema: tantivy.Schema, scored: Iterable[Scored]) -> Query:
    """Return the query whose score is the weighted sum of the scores of what occurs."""
    clauses = [(Occur.Should, Query.boost_query(alternative_query(schema, s.what), s.weight)) for s in scored]
    return Query.boolean_query(clauses)
