"""Who and what: offices, persons, subjects and parties, and what was asked of, answered by and promised to whom."""
