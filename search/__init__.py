"""Finding passages by word and by meaning: analysis, indexes, queries and ranking."""
