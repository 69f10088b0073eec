"""Search: analysis, indexes, queries and ranking over the documents of the store."""
