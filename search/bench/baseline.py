"""What Rappel is measured against: SQLite FTS5 and a flat FAISS index over the same passages, joined by their ranks.

This is the usual way to build such a search: one table of passages, an OR of the words, the nearest vectors by
comparing all, reciprocal rank fusion, SQLite's own snippets.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from search.analysis import Analyser
from search.arrays import Matrix
from search.bench.corpus import PASSAGES_PER_DOCUMENT, SyntheticStore
from search.bench.queries import BenchQuery
from search.embed.builtin import load_builtin
from search.passages import IndexDocument, index_document
from search.request import Filters
from search.rule_files import load_language

_POOL = 200  # passages of either side that are joined
_RANK_CONSTANT = 60  # Cormack, Clarke and Buettcher 2009
_BATCH = 200


class Baseline:
    """SQLite FTS5 and flat FAISS in one.

    Args:
        folder: Where the database goes.
        documents: Number of documents.
        seed: Seed of the corpus.
    """

    def __init__(self, folder: Path, documents: int, seed: int) -> None:
        import faiss

        faiss.omp_set_num_threads(1)
        self._faiss: Any = faiss
        self._store = SyntheticStore(documents, seed)
        self._embedder = load_builtin(folder, Analyser(load_language(), {}))
        self._index = faiss.IndexFlatIP(self._embedder.dimensions)
        folder.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(folder / "baseline.sqlite")
        self._database.executescript(
            "pragma journal_mode = off; pragma synchronous = off;"
            "create table documents (id integer primary key, asker text);"
            "create index by_asker on documents (asker);"
            "create virtual table passages using fts5 (body, document unindexed, tokenize = 'unicode61');"
        )

    def build(self) -> None:
        """Fill both indexes."""
        for batch in self._batches():
            texts = [passage.text for _, document in batch for passage in document.passages]
            self._index.add(self._embedder.encode_passages(texts))
            rows = [(passage.text, number) for number, document in batch for passage in document.passages]
            self._database.executemany("insert into passages (body, document) values (?, ?)", rows)
            people = [(number, document.record.asker) for number, document in batch]
            self._database.executemany("insert into documents values (?, ?)", people)
        self._database.commit()

    def _batches(self) -> Iterator[list[tuple[int, IndexDocument]]]:
        for start in range(0, self._store.size, _BATCH):
            changes = self._store.changed_since(start, _BATCH)
            yield [(change.seq, index_document(self._store.get(change.document_id))) for change in changes]

    def search(self, query: BenchQuery, filters: Filters, limit: int) -> list[tuple[int, str]]:
        """Return the best documents, each with the snippet of its best passage."""
        match = query.text if query.kind == "phrase" else " OR ".join(f'"{word}"' for word in query.words)
        scores: defaultdict[int, float] = defaultdict(float)
        for found in (self._by_words(match, filters), self._by_meaning(query, filters)):
            for rank, row in enumerate(found):
                scores[row] += 1.0 / (_RANK_CONSTANT + rank)
        best: dict[int, int] = {}
        for row in sorted(scores, key=lambda row: -scores[row]):
            best.setdefault((row - 1) // PASSAGES_PER_DOCUMENT, row)
        return [(document, self._snippet(row, match)) for document, row in list(best.items())[:limit]]

    def _by_words(self, match: str, filters: Filters) -> Sequence[int]:
        question = "select rowid from passages where passages match ?"
        values: list[object] = [match]
        if filters.asker is not None:
            question += " and document in (select id from documents where asker = ?)"
            values.append(filters.asker)
        found = self._database.execute(f"{question} order by rank limit {_POOL}", values)
        return [int(row) for (row,) in found]

    def _by_meaning(self, query: BenchQuery, filters: Filters) -> Sequence[int]:
        vector: Matrix = self._embedder.encode_queries([query.text])
        parameters = None
        if filters.asker is not None:
            held = self._database.execute("select id from documents where asker = ?", [filters.asker])
            rows = [number for (one,) in held for number in _rows(one)]
            selected = self._faiss.IDSelectorBatch(np.array(rows, dtype=np.int64))
            parameters = self._faiss.SearchParameters(sel=selected)
        _, nearest = self._index.search(vector, _POOL, params=parameters)
        return [row + 1 for row in nearest[0].tolist() if row >= 0]

    def _snippet(self, row: int, match: str) -> str:
        marked = self._database.execute(
            "select snippet(passages, 0, '[', ']', '...', 40) from passages where passages match ? and rowid = ?",
            [match, row],
        ).fetchone()
        if marked is None:
            marked = self._database.execute(
                "select substr(body, 1, 300) from passages where rowid = ?", [row]
            ).fetchone()
        return str(marked[0])


def _rows(document: int) -> range:
    return range((document - 1) * PASSAGES_PER_DOCUMENT, document * PASSAGES_PER_DOCUMENT)
