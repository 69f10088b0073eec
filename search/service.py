"""The search service: opened on a store, it keeps its index up to date and answers searches."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import Protocol, Self

from corpus.errors import LeftoverInTheWay, ModelUnavailable, SearchIndexError, WrongUse
from search.analysis import analysis_version
from search.answering import Answering
from search.builder import Progress, Target, build, follow, no_progress
from search.damage import damage_told
from search.dense import DenseLimits
from search.embed.reranker import Reranker, load_reranker
from search.feed import StoreLike
from search.generations import Generations
from search.query import ParsedQuery, parse_query
from search.request import Hit, IndexStatus, SearchRequest, SearchResults
from search.rule_files import load_language
from search.snapshot import Snapshot
from search.synonyms import SynonymFile
from search.understood import understood

_REBUILT_UNASKED = 5_000  # documents up to which an index of another model or analysis is rebuilt without asking
_GROWTH = 2  # times its size at build from which a generation is rebuilt: its words and model are too old
_GROWTH_START = 20
_DEAD_SHARE = 0.5
_MOST_RESULTS = 1_000


class SearchSettings(Protocol):
    """The settings that the search reads."""

    @property
    def data(self) -> Path:
        """Data folder; ``synonyms.toml`` in it adds synonyms."""
        ...

    @property
    def model(self) -> str:
        """Name of the embedding model."""
        ...

    @property
    def reranker(self) -> str:
        """Name of the cross-encoder, empty for none."""
        ...

    @property
    def index_folder(self) -> Path:
        """Folder of the generations."""
        ...

    @property
    def models_folder(self) -> Path:
        """Folder of trained models."""
        ...

    @property
    def lock_wait_seconds(self) -> float:
        """How long an update waits for another one."""
        ...

    @property
    def dense_exact_rows(self) -> int:
        """Vectors up to which all are compared."""
        ...

    @property
    def dense_most_documents(self) -> int:
        """Documents whose vectors are compared at most where not all are."""
        ...


class SearchService:
    """Searches the documents of a store. Safe to use from several threads and processes.

    Args:
        settings: The settings.
        store: The store.
    """

    def __init__(self, settings: SearchSettings, store: StoreLike) -> None:
        self._settings = settings
        self._store = store
        self._generations = Generations(settings.index_folder, settings.lock_wait_seconds)
        self._limits = DenseLimits(exact_rows=settings.dense_exact_rows, most_documents=settings.dense_most_documents)
        self._synonyms = SynonymFile(settings.data / "synonyms.toml")
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._stamp: tuple[object, ...] = ()

    @classmethod
    def open(cls, settings: SearchSettings, store: StoreLike) -> Self:
        """Open the search of a store; nothing is read or written yet.

        Raises:
            RulesError: If the user's synonyms are wrong.
        """
        return cls(settings, store)

    def update(self, progress: Progress = no_progress) -> IndexStatus:
        """Bring the index up to date with the store.

        A new generation is built where there is none, where the store has grown to more than twice what the
        generation was built from, and where model or analysis are not those of the settings and the index holds
        5,000 documents or fewer. Everything else is done in place.

        Raises:
            SearchIndexError: If another process is updating, the index cannot be written, or a large index was built
                with another model or analysis (then ``rebuild`` is to be called).
        """
        with self._generations.writing():
            if self._must_rebuild():
                self._rebuild(progress)
            else:
                self._follow_or_rebuild(progress)
        return self.status()

    def rebuild(self, progress: Progress = no_progress) -> IndexStatus:
        """Build a new generation from the store beside the old one, and switch to it.

        Raises:
            SearchIndexError: If another process is updating or the index cannot be written; the old one stays.
            ModelUnavailable: If the embedding model cannot be loaded; the old one stays.
        """
        with self._generations.writing():
            self._rebuild(progress)
        return self.status()

    def status(self) -> IndexStatus:
        """Return how the index stands; never fails for a missing or unusable index."""
        head = self._store.feed.head()
        try:
            snapshot = self._current()
        except SearchIndexError as error:
            return IndexStatus(behind=head, message=str(error))
        if snapshot is None:
            return IndexStatus(behind=head, message="no index was built yet: run 'rappel rebuild'")
        return self._status_of(snapshot, head)

    def search(self, request: SearchRequest) -> SearchResults:
        """Answer a search.

        Args:
            request: What is asked. Any text is accepted.

        Returns:
            The results; empty, with a message in ``status``, where no index was built yet.

        Raises:
            WrongUse: If limit or offset cannot be.
            SearchIndexError: If the index was built with another analysis or cannot be read.
            ModelUnavailable: If it was built with another model, its model cannot be loaded, or a search by meaning
                alone is asked of an index without one.
        """
        began = perf_counter()
        _check(request)
        query = parse_query(request.text, request.today)
        snapshot = self._current()
        if snapshot is None:
            read = understood(query, request.today)
            return SearchResults(understood=read, status=self.status(), took_ms=_since(began))
        with damage_told():
            results = self._answering(snapshot, request, query).results()
        status = self._status_of(snapshot, self._store.feed.head())
        return replace(results, took_ms=_since(began), status=status)

    def every_hit(self, request: SearchRequest) -> Iterator[tuple[str, Hit]]:
        """Yield every document that a search finds, in its order, for an export: the set that ``search`` counts.

        Args:
            request: What is asked; limit, offset, cursor and grouping are passed over.

        Yields:
            The id of the first document of its family, and the hit.

        Raises:
            SearchIndexError: As ``search`` does; nothing is yielded where no index was built yet.
        """
        snapshot = self._current()
        if snapshot is not None:
            query = parse_query(request.text, request.today)
            with damage_told():
                yield from self._answering(snapshot, request, query).every_hit()

    def snapshot(self) -> Snapshot | None:
        """Return the index as it stands now, for other ways of asking it; None where none was built yet.

        Raises:
            SearchIndexError: If it was built with another analysis or cannot be read.
            ModelUnavailable: If it was built with another model.
        """
        snapshot = self._current()
        if snapshot is not None:
            self._check_usable(snapshot)
        return snapshot

    def synonyms(self) -> tuple[tuple[str, ...], ...]:
        """Return the groups of names that mean the same: those of the language and the user's own."""
        return tuple(self._synonyms.groups())

    def _answering(self, snapshot: Snapshot, request: SearchRequest, query: ParsedQuery) -> Answering:
        self._check_usable(snapshot)
        return Answering(
            snapshot=snapshot,
            request=request,
            query=query,
            synonyms=self._synonyms.groups(),
            reranker=self._reranker,
        )

    @cached_property
    def _reranker(self) -> Reranker | None:
        return load_reranker(self._settings.reranker, no_progress)

    def _current(self) -> Snapshot | None:
        """Return the snapshot of the last commit, opened anew where pointer or cursor have changed."""
        with self._lock:
            stamp = self._generations.stamp()
            if stamp != self._stamp:
                self._snapshot = self._open()
                self._stamp = stamp
            return self._snapshot

    def _open(self) -> Snapshot | None:
        """Open the generation in use; once more where it was replaced while it was being opened."""
        for attempt in range(3):
            folder = self._generations.current()
            if folder is None:
                return None
            try:
                with damage_told():
                    return Snapshot(folder, self._settings.models_folder, self._limits)
            except SearchIndexError:
                if attempt == 2 or folder == self._generations.current():
                    raise
        return None

    def _check_usable(self, snapshot: Snapshot) -> None:
        if snapshot.meta.model != self._settings.model:
            raise ModelUnavailable(
                f"the index was built with the model '{snapshot.meta.model}', the settings say "
                f"'{self._settings.model}': run 'rappel rebuild', or set the model back"
            )
        if snapshot.meta.analysis != analysis_version(load_language()):
            raise SearchIndexError("the index was built with another analysis of words: run 'rappel rebuild'")

    def _status_of(self, snapshot: Snapshot, head: int) -> IndexStatus:
        message = self._synonyms.message
        try:
            self._check_usable(snapshot)
        except SearchIndexError as error:
            message = str(error)
        return IndexStatus(
            generation=snapshot.name,
            documents=snapshot.lexical.documents,
            passages=snapshot.lexical.passages,
            model=snapshot.meta.model,
            cursor=snapshot.cursor,
            behind=max(0, head - snapshot.cursor),
            message=message,
        )

    def _must_rebuild(self) -> bool:
        try:
            snapshot = self._current()
        except SearchIndexError:
            return True
        if snapshot is None or self._store.feed.head() < snapshot.cursor:
            return True
        try:
            self._check_usable(snapshot)
        except SearchIndexError:
            if snapshot.lexical.documents <= _REBUILT_UNASKED:
                return True
            raise
        return self._outgrown(snapshot)

    def _outgrown(self, snapshot: Snapshot) -> bool:
        most = _GROWTH * snapshot.meta.documents + _GROWTH_START
        new = len(self._store.feed.changed_since(snapshot.cursor, most + 1))
        if not new:
            return False
        if snapshot.lexical.documents + new > most:
            return True
        return snapshot.has_vectors and snapshot.dense.dead_share > _DEAD_SHARE

    def _rebuild(self, progress: Progress) -> None:
        folder = self._generations.create()
        try:
            build(folder, self._store, self._settings.model, self._settings.models_folder, progress)
            self._generations.switch(folder)
        except BaseException:
            self._generations.discard(folder)
            raise

    def _follow_or_rebuild(self, progress: Progress) -> None:
        """Follow the store; where what a killed process left lies in the way, build anew instead."""
        try:
            self._follow(progress)
        except LeftoverInTheWay:
            self._rebuild(progress)

    def _follow(self, progress: Progress) -> None:
        folder = self._generations.current()
        snapshot = self._current()
        if folder is None or snapshot is None:
            return
        embedder = snapshot.embedder if snapshot.has_vectors else None
        follow(Target(folder=folder, analyser=snapshot.analyser, embedder=embedder), self._store, progress)


def _check(request: SearchRequest) -> None:
    if not 1 <= request.limit <= _MOST_RESULTS:
        raise WrongUse(f"limit must lie between 1 and {_MOST_RESULTS}, not {request.limit}")
    if request.offset < 0:
        raise WrongUse(f"offset cannot be negative ({request.offset})")
    if request.passages < 0:
        raise WrongUse(f"passages cannot be negative ({request.passages})")


def _since(began: float) -> float:
    return (perf_counter() - began) * 1000.0
