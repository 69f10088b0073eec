"""The documents of a page of the log as a small index of their own, of which every query is asked.

It is held in a temporary folder and in memory for as long as the page takes: its size depends on the new documents
alone, not on how many subscriptions or old documents there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np

from corpus.model import DocumentId, Side, Span
from search.lexical.reader import LexicalReader
from search.lexical.writer import LexicalWriter
from search.passages import IndexDocument
from search.prepared import Prepared, prepare
from tracker.alerts.matching.engine import Engine, Vectors

if TYPE_CHECKING:
    from search.plan import Alternative, Group, Plan

_BATCH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A passage, as far as a reason needs it.

    Attributes:
        side: Question or answer.
        item: Label of its item.
        span: Where it stands.
        terms: Its terms.
        words: Its folded words.
    """

    side: Side
    item: str
    span: Span
    terms: frozenset[str]
    words: frozenset[str]


class Fresh:
    """The new documents; a context manager, for the folder goes with it.

    Args:
        documents: The documents, prepared for the index.
        engine: How words and meaning are read.

    Attributes:
        ids: The documents, by place.
        lexical: The index of their words; a document's serial number there is its place.
        pieces: The passages of each document.
        vectors: Their meaning; None where the engine has no model.
    """

    def __init__(self, documents: Iterable[IndexDocument], engine: Engine) -> None:
        self._folder = TemporaryDirectory(prefix="rappel-alerts-")
        self.ids: list[DocumentId] = []
        self.pieces: list[tuple[Piece, ...]] = []
        self._bodies: dict[str, int] = defaultdict(int)
        self._literals: dict[str, int] = defaultdict(int)
        self._vectors: list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = []
        self._counts: list[int] = []
        with closing(LexicalWriter(Path(self._folder.name))) as writer:
            for batch in _batches(documents):
                self._take_in([prepare(one, engine.analyser) for one in batch], writer, engine)
            writer.commit()
        self.lexical = LexicalReader(Path(self._folder.name))
        self.vectors = self._joined() if engine.has_vectors and self.ids else None

    def __enter__(self) -> Self:
        """Return the index."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the folder."""
        self._folder.cleanup()

    def may_hold(self, plan: "Plan") -> int:
        """Return the documents, as bits by place, that can hold every word and phrase of a query.

        A word that the new documents lack decides at once, which is what most queries meet. Nothing that matches is
        left out; what remains is asked of the index where more than plain words is asked.
        """
        held = (1 << len(self.ids)) - 1
        for group in plan.groups:
            if group.alternatives:
                held &= self._group(group)
            if not held:
                return 0
        for phrase in plan.phrases:
            held &= self._alternative(phrase)
        return held

    def _group(self, group: "Group") -> int:
        found = 0
        for alternative in group.alternatives:
            found |= self._alternative(alternative)
        return found

    def _alternative(self, what: "Alternative") -> int:
        held = (1 << len(self.ids)) - 1
        if what.prefix:
            return held
        postings = self._literals if what.literal else self._bodies
        for term in what.terms:
            held &= postings.get(term, 0)
        return held

    def _take_in(self, batch: Sequence[Prepared], writer: LexicalWriter, engine: Engine) -> None:
        if engine.has_vectors:
            self._vectors.append(engine.documents(batch))
        for one in batch:
            place = len(self.ids)
            writer.add(one, place)
            self.ids.append(one.document.id)
            self._counts.append(1 + len(one.passages))
            for text in (one.title, one.text, one.context, *one.themes):
                for term in set(text.terms):
                    self._bodies[term] |= 1 << place
                for word in set(text.words):
                    self._literals[word] |= 1 << place
            self.pieces.append(tuple(_pieces(one)))

    def _joined(self) -> Vectors:
        counts = np.array(self._counts, dtype=np.int64)
        return Vectors(rows=np.concatenate(self._vectors), starts=np.cumsum(counts) - counts)


def _pieces(prepared: Prepared) -> Iterable[Piece]:
    for passage, analysed in zip(prepared.document.passages, prepared.passages, strict=True):
        if not passage.attachment:
            yield Piece(
                side=passage.side,
                item=passage.item,
                span=passage.span,
                terms=frozenset(analysed.terms),
                words=frozenset(analysed.words),
            )


def _batches(documents: Iterable[IndexDocument]) -> Iterable[list[IndexDocument]]:
    batch: list[IndexDocument] = []
    for one in documents:
        batch.append(one)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
