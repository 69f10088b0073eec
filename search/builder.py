"""Builds a generation from the store, and keeps one up to date with the change feed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np

from corpus.model import DocumentId
from search.analysis import Analyser, count_words
from search.arrays import Matrix
from search.dense import DEFAULT_THRESHOLD, DenseIndex, calibrate
from search.embed import BUILTIN, LEXICAL, Embedder
from search.feed import ChangeLike, CorpusReader, StoreLike, pages_since, read_document
from search.generations import SHAPE, Meta, read_cursor, write_cursor, write_meta
from search.known import write_known
from search.lexical.writer import LexicalWriter
from search.passages import IndexDocument
from search.prepared import Prepared, prepare
from search.rows import RowWriter, read_rows, write_codes
from search.rule_files import load_language

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

_BATCH = 64  # documents whose passages are encoded together
_COMMIT = 5_000  # documents between two commits of a build
_COUNTED = 20_000  # documents at most whose words are counted
_TITLES = 200  # titles by which the dense threshold is calibrated


@runtime_checkable
class TermEmbedder(Protocol):
    """An embedding model that reads terms: texts are then analysed once, for the words and for the meaning."""

    def encode_terms(self, texts: Iterable[Iterable[str]]) -> Matrix:
        """Return the vectors of texts that are given by their terms, shape (number of texts, dimensions)."""
        ...


def no_progress(stage: str, done: int, of: int) -> None:
    """Report nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A generation that is written to.

    Attributes:
        folder: Its folder.
        analyser: Its analysis.
        embedder: Its embedding model; None for none.
    """

    folder: Path
    analyser: Analyser
    embedder: Embedder | None

    @property
    def dimensions(self) -> int:
        """Length of its vectors, 0 for none."""
        return self.embedder.dimensions if self.embedder else 0


def build(folder: Path, store: StoreLike, model: str, models: Path, progress: Progress) -> int:
    """Fill an empty folder with a generation of everything that the store holds.

    Args:
        folder: The empty folder.
        store: The store.
        model: Name of the embedding model.
        models: Folder of trained models.
        progress: Told about every stage.

    Returns:
        The number of documents.

    Raises:
        ModelUnavailable: If the embedding model cannot be loaded.
        SearchIndexError: If the generation cannot be written.
    """
    embedder = _ready_made(model, progress)
    corpus = CorpusReader(store)
    frequencies = _frequencies(corpus, progress)
    analyser = Analyser(load_language(), frequencies)
    if model == BUILTIN:
        from search.embed.builtin import load_builtin

        embedder = load_builtin(models, analyser)
    target = Target(folder=folder, analyser=analyser, embedder=embedder)
    titles = _fill(target, corpus, progress)
    write_codes(folder, target.dimensions)
    write_known(folder, analyser.analysed)
    meta = Meta(
        model=model,
        identity=target.embedder.identity if target.embedder else "",
        dimensions=target.dimensions,
        analysis=analyser.version,
        threshold=_threshold(target, titles),
        documents=len(corpus.ids),
        shape=SHAPE,
    )
    write_cursor(folder, corpus.cursor)
    write_meta(folder, meta, frequencies)
    return meta.documents


def follow(target: Target, store: StoreLike, progress: Progress) -> int:
    """Bring a generation up to date with the store.

    Each page of the feed is made durable before the cursor moves: after a crash the page is simply done again.

    Args:
        target: The generation.
        store: The store.
        progress: Told after every page.

    Returns:
        The number of changes that were taken over.
    """
    cursor = read_cursor(target.folder)
    if store.feed.head() <= cursor:
        return 0
    done = 0
    with closing(LexicalWriter(target.folder)) as lexical:
        for page in pages_since(store, cursor):
            with RowWriter(target.folder, target.dimensions) as rows:
                _apply(target, store, page, lexical, rows)
                rows.flush()
            lexical.commit()
            write_cursor(target.folder, page[-1].seq)
            done += len(page)
            progress("index", page[-1].seq, max(store.feed.head(), page[-1].seq))
    return done


def _apply(
    target: Target, store: StoreLike, page: Sequence[ChangeLike], lexical: LexicalWriter, rows: RowWriter
) -> None:
    changed: dict[DocumentId, bool] = {change.document_id: change.deleted for change in page}
    for document in changed:
        lexical.delete(document)
    held = (read_document(store, document) for document, deleted in changed.items() if not deleted)
    for batch in _batches(document for document in held if document is not None):
        _write(target, batch, lexical, rows)


def _frequencies(corpus: CorpusReader, progress: Progress) -> Counter[str]:
    """Count the words of the corpus, of a large one those of a sample, as if it were the whole."""
    counts: Counter[str] = Counter()
    step = max(1, -(-len(corpus.ids) // _COUNTED))
    for done, document in enumerate(corpus.every(step), 1):
        counts.update(count_words((document.title, document.text)))
        progress("words", done * step, len(corpus.ids))
    return Counter({word: count * step for word, count in counts.items() if count > 1})


def _ready_made(model: str, progress: Progress) -> Embedder | None:
    """Return the embedding model that needs no analysis: it is loaded first, so that its lack costs nothing."""
    if model in {LEXICAL, BUILTIN}:
        return None
    from search.embed.transformer import load_transformer

    return load_transformer(model, progress)


def _fill(target: Target, corpus: CorpusReader, progress: Progress) -> dict[int, str]:
    """Write every document; return titles by serial number for calibration."""
    titles: dict[int, str] = {}
    done = 0
    with (
        closing(LexicalWriter(target.folder)) as lexical,
        RowWriter(target.folder, target.dimensions) as rows,
    ):
        for batch in _batches(corpus):
            serials = _write(target, batch, lexical, rows)
            titles.update({s: d.title for s, d in zip(serials, batch, strict=True) if d.title})
            done += len(batch)
            if done % _COMMIT < _BATCH:
                rows.flush()
                lexical.commit()
            progress("index", done, len(corpus.ids))
        rows.flush()
        lexical.commit()
    return titles


def _write(target: Target, batch: Sequence[IndexDocument], lexical: LexicalWriter, rows: RowWriter) -> list[int]:
    prepared = [prepare(document, target.analyser) for document in batch]
    vectors = _encoded(target.embedder, prepared)
    serials = []
    start = 0
    for one in prepared:
        end = start + 1 + len(one.passages)
        serial = rows.append(vectors[start:end], one.records(target.analyser))
        lexical.add(one, serial)
        serials.append(serial)
        start = end
    return serials


def _encoded(embedder: Embedder | None, prepared: Sequence[Prepared]) -> Matrix:
    """Return the rows of documents one after the other: the whole text, then every passage."""
    if embedder is None:
        return np.zeros((sum(1 + len(one.passages) for one in prepared), 0), dtype=np.float32)
    if isinstance(embedder, TermEmbedder):
        return embedder.encode_terms(terms for one in prepared for terms in one.embedded())
    return embedder.encode_passages([text for one in prepared for text in one.texts()])


def _threshold(target: Target, titles: dict[int, str]) -> float:
    if target.embedder is None or not titles:
        return DEFAULT_THRESHOLD
    rows = read_rows(target.folder, target.dimensions)
    index = DenseIndex(rows, np.unique(rows.owners), DEFAULT_THRESHOLD)
    step = max(1, len(titles) // _TITLES)
    chosen = sorted(titles)[::step][:_TITLES]
    encoded = target.embedder.encode_queries([titles[serial] for serial in chosen])
    return calibrate(index, encoded, np.array(chosen, dtype=np.int64))


def _batches(documents: Iterable[IndexDocument]) -> Iterator[list[IndexDocument]]:
    batch: list[IndexDocument] = []
    for document in documents:
        batch.append(document)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
