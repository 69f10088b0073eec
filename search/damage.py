"""Bytes of the index that are not those that were written: one error that says what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from corpus.errors import RappelError, SearchIndexError


@contextmanager
def damage_told() -> Iterator[None]:
    """Turn what the libraries say of a spoilt file into one of our own errors.

    Raises:
        SearchIndexError: If a file of the index cannot be read; what to do is named.
    """
    try:
        yield
    except RappelError:
        raise
    # Tantivy reports damage as a ValueError, numpy short files too, and JSON what it cannot read.
    except (ValueError, OSError, EOFError, sqlite3.DatabaseError) as error:
        raise SearchIndexError(f"the index is damaged ({error}): run 'rappel rebuild'") from error
