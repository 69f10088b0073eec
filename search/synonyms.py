"""The user's synonyms, read again whenever their file changes; a broken file changes nothing and is told."""

from pathlib import Path

from corpus.errors import RulesError
from search.rule_files import load_synonyms

Synonyms = tuple[tuple[str, ...], ...]


class SynonymFile:
    """The shipped groups of synonyms and those of a user's file.

    Args:
        path: The file; it may be absent, and come and go.

    Raises:
        RulesError: If it is broken from the start.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = self._state()
        self._groups = load_synonyms(path)
        self.message = ""

    def groups(self) -> Synonyms:
        """Return the groups as the file has them now; ``message`` says why a changed file is not used."""
        stamp = self._state()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._groups, self.message = load_synonyms(self._path), ""
            except RulesError as error:
                self.message = str(error)
        return self._groups

    def _state(self) -> tuple[int, ...]:
        try:
            found = self._path.stat()
        except OSError:
            return ()
        return (found.st_ino, found.st_mtime_ns, found.st_size)
