"""Pages for people, one module a subject."""
