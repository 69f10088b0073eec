"""A generation opened for reading: fixed at one commit, safe to use from several threads."""

from functools import cached_property
from pathlib import Path

from search.analysis import Analyser
from search.dense import DenseIndex, DenseLimits
from search.embed import Embedder, load_embedder
from search.generations import Meta, read_cursor, read_frequencies, read_meta
from search.known import KnownWords
from search.lexical.reader import LexicalReader
from search.printed import PrintedRows
from search.rows import read_rows, rows_until
from search.rule_files import load_language


class Snapshot:
    """One generation as it stood when it was opened. Vectors and model are loaded when first needed.

    Args:
        folder: The generation's folder.
        models: Folder of trained models.
        limits: From where on the dense side is approximate.

    Raises:
        SearchIndexError: If it cannot be read.
    """

    def __init__(self, folder: Path, models: Path, limits: DenseLimits | None = None) -> None:
        self._folder = folder
        self._models = models
        self._limits = limits
        self.name = folder.name
        self.meta: Meta = read_meta(folder)
        # The cursor is read first: what the indexes hold is then never older than it says.
        self.cursor: int = read_cursor(folder)
        self.lexical = LexicalReader(folder)
        # What a writer appends meanwhile may be cut again after a crash: only what the commit names is touched.
        last = self.lexical.last_serial
        self._rows = 0 if last is None else rows_until(folder, last)
        self.printed = PrintedRows(folder)
        self.printed.check(self._rows)

    @property
    def has_vectors(self) -> bool:
        """Whether it can search by meaning."""
        return self.meta.dimensions > 0

    @cached_property
    def analyser(self) -> Analyser:
        """Its analysis."""
        return Analyser(load_language(), read_frequencies(self._folder), KnownWords(self._folder).terms)

    @cached_property
    def dense(self) -> DenseIndex:
        """Its vectors; only where ``has_vectors``."""
        return self.dense_with(self._limits)

    def dense_with(self, limits: DenseLimits | None) -> DenseIndex:
        """Open its vectors with other limits; only where ``has_vectors``."""
        rows = read_rows(self._folder, self.meta.dimensions).until(self._rows)
        return DenseIndex(rows, self.lexical.serials(), self.meta.threshold, limits)

    @cached_property
    def embedder(self) -> Embedder:
        """Its embedding model; only where ``has_vectors``.

        Raises:
            ModelUnavailable: If the model is missing or has changed.
        """
        meta = self.meta
        return load_embedder(meta.model, identity=meta.identity, models=self._models, analyser=self.analyser)
