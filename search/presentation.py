"""Makes the hits that a person sees: header fields, best passages, snippets, reasons and relatives."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from corpus.model import DocumentId
from search.arrays import Serials
from search.dense import Nearness
from search.fusion import Matches
from search.lexical.reader import FoundPassage
from search.listing import Entry
from search.plan import Plan
from search.request import Hit, PassageHit, Reason, Sibling, Why
from search.snapshot import Snapshot
from search.snippets import Marker, Nearest, not_compared, snippet_of

_MOST_PASSAGES = 5_000  # looked at for one page of results
_MOST_SENTENCES = 24  # of one page of results whose meaning is compared
_SENTENCES_A_PASSAGE = 12


@dataclass(slots=True, kw_only=True)
class Presenter:
    """Makes hits of one query.

    Attributes:
        snapshot: The index.
        plan: The query.
        near: How its meaning is compared; None where it is not.
        weight: Weight of the meaning beside the words.
        passages: Passages shown of each document.
    """

    snapshot: Snapshot
    plan: Plan
    near: Nearness | None
    weight: float
    passages: int
    _marker: Marker = field(init=False)
    _sentences: int = field(init=False, default=_MOST_SENTENCES)

    def __post_init__(self) -> None:
        """Prepare the marking of words."""
        self._marker = Marker(self.plan, self.snapshot.analyser)

    def hits(self, matches: Matches, entries: Sequence[Entry]) -> tuple[Hit, ...]:
        """Return the hits of one page.

        Args:
            matches: The documents of the list.
            entries: The results of the page.
        """
        places = np.array([entry.place for entry in entries], dtype=np.int64)
        page = matches.taken(places)
        others = {serial for entry in entries for serial in entry.relatives}
        headers = self.snapshot.lexical.headers(page.serials)
        related = self.snapshot.lexical.headers(np.array(sorted(others), dtype=np.int64)) if others else {}
        found = self._passages(page.serials) if self.passages else {}
        likeness = self._likeness(page.serials)
        return tuple(
            self._hit(
                headers[serial],
                float(page.scores[place]),
                page.why(place),
                found.get(serial, ()),
                likeness[place],
                _siblings(entries[place], related),
            )
            for place, serial in enumerate(page.serials.tolist())
        )

    def _hit(
        self,
        header: Mapping[str, Any],
        score: float,
        why: Why,
        passages: tuple[PassageHit, ...],
        likeness: float | None,
        also: tuple[Sibling, ...],
    ) -> Hit:
        fields = dict(header)
        for name in ("asked", "answered"):
            fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
        in_title = (mark.folded for mark in self._marker.marks(fields["title"] or ""))
        words = dict.fromkeys((*in_title, *(word for passage in passages for word in passage.words)))
        document = DocumentId(fields.pop("id"))
        reason = Reason(words=tuple(words), likeness=likeness)
        return Hit(document_id=document, score=score, why=why, passages=passages, reason=reason, also=also, **fields)

    def _likeness(self, serials: Serials) -> list[float | None]:
        if self.near is None or not len(serials):
            return [None] * len(serials)
        order = np.argsort(serials)
        scores = np.empty(len(serials))
        scores[order] = self.near.calibrated(self.snapshot.dense.documents(self.near.vector, serials[order]))
        return [round(float(score), 4) for score in scores]

    def _passages(self, serials: Serials) -> Mapping[int, tuple[PassageHit, ...]]:
        by_document: defaultdict[int, list[FoundPassage]] = defaultdict(list)
        found = self.snapshot.lexical.passages_of(self.plan, serials, _MOST_PASSAGES)
        for passage in found:
            by_document[passage.serial].append(passage)
        best = max((passage.score for passage in found), default=0.0) or 1.0
        return {
            serial: tuple(self._best(serial, by_document[serial], best))
            for serial in serials.tolist()
            if serial in by_document
        }

    def _best(self, serial: int, found: list[FoundPassage], best: float) -> Iterator[PassageHit]:
        scores = {passage.ordinal: passage.score / best for passage in found}
        if self.near is not None:
            near = self.near.calibrated(self.snapshot.dense.passages(self.near.vector, serial))
            for ordinal, score in enumerate(near.tolist()):
                scores[ordinal] = scores.get(ordinal, 0.0) + self.weight * score
        chosen = sorted(found, key=lambda passage: (-scores[passage.ordinal], passage.ordinal))
        for place, passage in enumerate(chosen[: self.passages]):
            yield self._passage(passage, scores[passage.ordinal], not_compared if place else self._nearest)

    def _passage(self, found: FoundPassage, score: float, nearest: Nearest) -> PassageHit:
        passage = self.snapshot.lexical.passage(found)
        snippet = snippet_of(passage.text, passage.span, self._marker, passage.sentences, nearest)
        return PassageHit(
            side=passage.side,
            item=passage.item,
            span=passage.span,
            page=passage.span.page,
            snippet=snippet.segments,
            snippet_span=snippet.span,
            cut_before=snippet.cut_before,
            cut_after=snippet.cut_after,
            words=snippet.words,
            score=score,
            attachment=passage.attachment,
        )

    def _nearest(self, sentences: Sequence[str]) -> int | None:
        """Return the sentence nearest to the query in meaning; None where it is not compared or nothing is near.

        Only the best passage of a document is looked at. So many sentences of a page are encoded at most, and of a
        passage the first ones: the cost of a page stays bounded whatever the model.
        """
        looked_at = min(len(sentences), _SENTENCES_A_PASSAGE, self._sentences)
        if self.near is None or not looked_at:
            return None
        self._sentences -= looked_at
        vectors = self.snapshot.embedder.encode_passages(sentences[:looked_at])
        scores = vectors @ self.near.vector
        best = int(scores.argmax())
        return best if float(scores[best]) > max(0.0, self.near.mean) else None


def _siblings(entry: Entry, headers: Mapping[int, Mapping[str, Any]]) -> tuple[Sibling, ...]:
    return tuple(
        Sibling(
            document_id=DocumentId(headers[serial]["id"]),
            minister=headers[serial]["minister"],
            number=headers[serial]["number"],
            kind=headers[serial]["kind"],
            matches=place < entry.matching,
        )
        for place, serial in enumerate(entry.relatives)
    )
