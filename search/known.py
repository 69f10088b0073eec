"""The words of a generation with their terms, as its building analysed them: no word of it is analysed again.

A word costs as much to analyse as several passages to read, and the first pages that are shown are full of words that
no search has seen yet. The table is a cache: words that are missing from it are analysed.
"""

import json
import sqlite3
import weakref
from collections.abc import Collection, Mapping
from contextlib import closing, suppress
from pathlib import Path

from corpus.errors import SearchIndexError

_FILE = "words.sqlite"
_QUESTION = "select word, terms from words where word in (select value from json_each(?))"
_TABLE = "create table words (word text primary key, terms text not null) without rowid"


def write_known(folder: Path, words: Mapping[str, tuple[str, ...]]) -> None:
    """Write the words of a generation.

    Args:
        folder: The generation's folder.
        words: Folded words with their terms; no term holds a line break.

    Raises:
        SearchIndexError: If they cannot be written.
    """
    draft = folder / f"{_FILE}.draft"
    try:
        draft.unlink(missing_ok=True)
        with closing(sqlite3.connect(draft)) as database:
            database.execute("pragma journal_mode = off")
            database.execute(_TABLE)
            rows = ((word, "\n".join(terms)) for word, terms in sorted(words.items()))
            database.executemany("insert into words values (?, ?)", rows)
            database.commit()
        draft.replace(folder / _FILE)
    except (OSError, sqlite3.Error) as error:
        raise SearchIndexError(f"the index in {folder} cannot be written: {error}") from error


class KnownWords:
    """Finds the terms of words in the table of a generation. Safe to use from several threads.

    Args:
        folder: The generation's folder; one without a table knows no words.
    """

    def __init__(self, folder: Path) -> None:
        # Nothing writes to a finished generation's table: no locks are needed, nor a folder that can be written.
        address = f"{(folder / _FILE).resolve().as_uri()}?mode=ro&immutable=1"
        self._database: sqlite3.Connection | None = None
        with suppress(sqlite3.Error):
            database = sqlite3.connect(address, uri=True, check_same_thread=False)
            # A connection and its statements know each other: unless closed, it stays until such rings are looked for.
            weakref.finalize(self, database.close)
            self._database = database

    def terms(self, folded: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the terms of folded words, the stem of each first; words that the table does not know are left out."""
        if self._database is None or not folded:
            return {}
        try:
            rows = self._database.execute(_QUESTION, (json.dumps(list(folded)),)).fetchall()
        except (sqlite3.Error, UnicodeError):  # a damaged table is no worse than none
            return {}
        return {word: tuple(terms.split("\n")) if terms else () for word, terms in rows}
