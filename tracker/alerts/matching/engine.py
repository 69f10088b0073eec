"""The search's own parts, by which queries and new records are read: analysis, synonyms, model and calibration."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import SearchIndexError
from corpus.settings import Settings

if TYPE_CHECKING:
    from search.analysis import Analyser
    from search.arrays import Matrix, Serials
    from search.prepared import Prepared
    from search.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectors:
    """Vectors of documents, one document's after the other: the whole text first, then its passages.

    Attributes:
        rows: Shape (rows, dimensions), of unit length.
        starts: First row of each document.
    """

    rows: "Matrix"
    starts: "Serials"


class Engine:
    """How the search reads words and meaning at present.

    Args:
        settings: Where the index is.
        snapshot: The index; None where none was built or it cannot be used: matching is then by word alone.
        folder: Its folder.
        message: Why there is none, in words.
    """

    def __init__(
        self, settings: Settings, snapshot: "Snapshot | None", *, folder: Path | None = None, message: str = ""
    ) -> None:
        from search.synonyms import SynonymFile

        self.snapshot = snapshot
        self._folder = folder or settings.index_folder
        self.message = message
        self.synonyms = SynonymFile(settings.data / "synonyms.toml").groups()
        self.margin = settings.alerts_likeness_margin

    @cached_property
    def analyser(self) -> "Analyser":
        """The analysis of the index, or that of the language alone."""
        if self.snapshot is not None:
            return self.snapshot.analyser
        from search.analysis import Analyser
        from search.rule_files import load_language

        return Analyser(load_language(), {})

    @property
    def has_vectors(self) -> bool:
        """Whether it can compare meanings."""
        return self.snapshot is not None and self.snapshot.has_vectors

    @property
    def deviations(self) -> float:
        """Standard deviations above a query's mean from which a new record is told: the search's and the margin."""
        return self.snapshot.meta.threshold + self.margin if self.snapshot is not None else float("inf")

    @cached_property
    def sample(self) -> Vectors:
        """The vectors of the documents by which a query's mean and deviation are taken, as the search does."""
        import numpy as np

        if self.snapshot is None:
            raise SearchIndexError(self.message)
        dense = self.snapshot.dense
        chosen, starts, at = [], [], 0
        rows = self._rows
        ends = np.searchsorted(rows.owners, dense.sample, side="right")
        for first, end in zip(dense.sample.tolist(), ends.tolist(), strict=True):
            chosen.append(np.arange(first, end))
            starts.append(at)
            at += end - first
        places = np.concatenate(chosen) if chosen else np.empty(0, np.int64)
        widened = np.asarray(rows.steps[places] * rows.scales[places, None], dtype=np.float32)
        return Vectors(rows=widened, starts=np.array(starts, dtype=np.int64))

    @cached_property
    def _rows(self):  # type: ignore[no-untyped-def] # noqa: ANN202 - a type of the search, imported late
        from search.rows import read_rows

        assert self.snapshot is not None  # noqa: S101 - only asked where ``has_vectors``
        return read_rows(self._folder, self.snapshot.meta.dimensions)

    def queries(self, texts: Sequence[str]) -> "Matrix":
        """Return the vectors of queries; only where ``has_vectors``."""
        assert self.snapshot is not None  # noqa: S101 - only asked where ``has_vectors``
        return self.snapshot.embedder.encode_queries(texts)

    def documents(self, prepared: Iterable["Prepared"]) -> "Matrix":
        """Return the vectors of documents, one's rows after the other's; only where ``has_vectors``."""
        from search.builder import TermEmbedder

        assert self.snapshot is not None  # noqa: S101 - only asked where ``has_vectors``
        embedder = self.snapshot.embedder
        if isinstance(embedder, TermEmbedder):
            return embedder.encode_terms(terms for one in prepared for terms in one.embedded())
        return embedder.encode_passages([text for one in prepared for text in one.texts()])


def open_engine(settings: Settings) -> Engine:
    """Open the search's parts; an index that is missing or damaged leaves matching by word.

    Args:
        settings: Where the index is, and the model of the settings.
    """
    from search.analysis import analysis_version
    from search.generations import Generations
    from search.rule_files import load_language
    from search.snapshot import Snapshot

    try:
        folder = Generations(settings.index_folder, 0).current()
        if folder is None:
            return Engine(settings, None, message="no index was built yet: run 'rappel rebuild'")
        snapshot = Snapshot(folder, settings.models_folder)
        if snapshot.meta.analysis != analysis_version(load_language()):
            return Engine(
                settings, None, message="the index was built with another analysis of words: run 'rappel rebuild'"
            )
        if snapshot.has_vectors:
            snapshot.embedder  # noqa: B018 - loaded here, so that a model that is gone is known now
    except SearchIndexError as error:
        return Engine(settings, None, message=str(error))
    return Engine(settings, snapshot, folder=folder)
