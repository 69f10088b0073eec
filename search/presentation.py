"""Makes the hits that a person sees: header fields, best passages, snippets."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.model import DocumentId
from search.arrays import Serials
from search.dense import Nearness
from search.fusion import Matches
from search.lexical.reader import FoundPassage
from search.plan import Plan
from search.request import Hit, PassageHit, Why
from search.snapshot import Snapshot
from search.snippets import Marker, snippet_of

_MOST_PASSAGES = 5_000  # looked at for one page of results


@dataclass(frozen=True, slots=True, kw_only=True)
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

    def hits(self, page: Matches) -> tuple[Hit, ...]:
        """Return the hits of one page of matches, in its order."""
        headers = self.snapshot.lexical.headers(page.serials)
        found = self._passages(page.serials) if self.passages else {}
        hits = []
        for place, serial in enumerate(page.serials.tolist()):
            passages = found.get(serial, ())
            hits.append(_hit(headers[serial], float(page.scores[place]), page.why(place), passages))
        return tuple(hits)

    def _passages(self, serials: Serials) -> Mapping[int, tuple[PassageHit, ...]]:
        by_document: defaultdict[int, list[FoundPassage]] = defaultdict(list)
        found = self.snapshot.lexical.passages_of(self.plan, serials, _MOST_PASSAGES)
        for passage in found:
            by_document[passage.serial].append(passage)
        best = max((passage.score for passage in found), default=0.0) or 1.0
        marker = Marker(self.plan, self.snapshot.analyser)
        return {serial: tuple(self._best(serial, held, best, marker)) for serial, held in by_document.items()}

    def _best(self, serial: int, found: list[FoundPassage], best: float, marker: Marker) -> Iterator[PassageHit]:
        scores = {passage.ordinal: passage.score / best for passage in found}
        if self.near is not None:
            near = self.near.calibrated(self.snapshot.dense.passages(self.near.vector, serial))
            for ordinal, score in enumerate(near.tolist()):
                scores[ordinal] = scores.get(ordinal, 0.0) + self.weight * score
        chosen = sorted(found, key=lambda passage: (-scores[passage.ordinal], passage.ordinal))
        for passage in chosen[: self.passages]:
            yield self._passage(passage, scores[passage.ordinal], marker)

    def _passage(self, found: FoundPassage, score: float, marker: Marker) -> PassageHit:
        passage = self.snapshot.lexical.passage(found)
        snippet = snippet_of(passage.text, passage.span, marker, self.snapshot.analyser)
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
        )


def _hit(header: Mapping[str, Any], score: float, why: Why, passages: tuple[PassageHit, ...]) -> Hit:
    fields = dict(header)
    for name in ("asked", "answered"):
        fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
    document = DocumentId(fields.pop("id"))
    return Hit(document_id=document, score=score, why=why, passages=passages, **fields)
