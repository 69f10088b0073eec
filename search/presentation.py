"""Makes the hits that a person sees: header fields, best passages, snippets, reasons and relatives."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from corpus.model import DocumentId
from search.arrays import Scores, Serials
from search.dense import Nearness, PageScores
from search.fusion import Matches
from search.lexical.reader import FoundPassages
from search.listing import Entry
from search.plan import Plan
from search.printed import TITLE, Printed
from search.request import Hit, PassageHit, Reason, Sibling, Why
from search.snapshot import Snapshot
from search.snippets import Marker, Nearest, not_compared, snippet_of
from search.typed import TypedWords

_MOST_PASSAGES = 5_000  # looked at for one page of results
_MOST_SENTENCES = 24  # of one page of results whose meaning is compared
_SENTENCES_A_PASSAGE = 12


@dataclass(frozen=True, slots=True)
class Reached:
    """What of a document, beside its passages, the query reached: words of its title, and its likeness."""

    words: tuple[str, ...]
    likeness: float | None


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
    _typed: TypedWords = field(init=False)
    _sentences: int = field(init=False, default=_MOST_SENTENCES)

    def __post_init__(self) -> None:
        """Prepare the marking of words and the telling why."""
        self._marker = Marker(self.plan, self.snapshot.analyser)
        self._typed = TypedWords(self.plan, self.snapshot.analyser)

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
        scores = None if self.near is None else self.snapshot.dense.page(self.near.vector, page.serials)
        found = self._shown(self._chosen(page.serials, scores)) if self.passages else {}
        titles = self._in_titles(page.serials)
        likeness = self._likeness(scores, len(page.serials))
        languages = self.snapshot.lexical.table.values_of("language", page.serials)
        return tuple(
            self._hit(
                {**headers[serial], "language": languages[place]},
                float(page.scores[place]),
                page.why(place),
                found.get(serial, ()),
                Reached(titles[place], likeness[place]),
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
        reached: Reached,
        also: tuple[Sibling, ...],
    ) -> Hit:
        fields = dict(header)
        for name in ("asked", "answered"):
            fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
        words = dict.fromkeys((*reached.words, *(word for passage in passages for word in passage.words)))
        document = DocumentId(fields.pop("id"))
        typed, related = self._typed.parted(words)
        reason = Reason(words=(*typed, *related), likeness=reached.likeness, related=related)
        return Hit(document_id=document, score=score, why=why, passages=passages, reason=reason, also=also, **fields)

    def _likeness(self, scores: PageScores | None, count: int) -> list[float | None]:
        if self.near is None or scores is None:
            return [None] * count
        return [round(score, 4) for score in self.near.calibrated(scores.documents).tolist()]

    def _in_titles(self, serials: Serials) -> list[tuple[str, ...]]:
        """Return the words of each title that the query asks for."""
        titles = self.snapshot.printed.found(serials, np.full(len(serials), TITLE), self._marker.terms)
        return [tuple(mark.folded for mark in self._marker.marks(title)) for title in titles]

    def _chosen(self, serials: Serials, near: PageScores | None) -> FoundPassages:
        """Return the best passages of documents with their scores, best first, in the order of the documents."""
        found = self.snapshot.lexical.passages_of(self.plan, serials, _MOST_PASSAGES)
        scores = self._scores(found, near)
        ascending = np.argsort(serials)
        places = ascending[np.searchsorted(serials, found.serials, sorter=ascending)]
        order = np.lexsort((found.ordinals, -scores, places))
        first = np.searchsorted(places[order], places[order])  # of the same document
        kept = order[np.arange(len(order)) - first < self.passages]
        return FoundPassages(serials=found.serials[kept], ordinals=found.ordinals[kept], scores=scores[kept])

    def _shown(self, chosen: FoundPassages) -> Mapping[int, tuple[PassageHit, ...]]:
        """Return passages as they are shown, by document; only of the best one of each meanings are compared."""
        shown: defaultdict[int, tuple[PassageHit, ...]] = defaultdict(tuple)
        printed = self.snapshot.printed.found(chosen.rows, chosen.ordinals, self._marker.terms)
        for serial, score, one in zip(chosen.serials.tolist(), chosen.scores.tolist(), printed, strict=True):
            nearest = not_compared if serial in shown else self._nearest
            shown[serial] += (self._passage(one, score, nearest),)
        return shown

    def _scores(self, found: FoundPassages, page: PageScores | None) -> Scores:
        """Return the scores of passages by their words and their meaning."""
        scores: Scores = found.scores / (float(found.scores.max(initial=0.0)) or 1.0)
        if self.near is None or page is None:
            return scores
        near = page.passages_at(found.serials, found.ordinals)
        return scores + self.weight * self.near.calibrated(near)

    def _passage(self, printed: Printed, score: float, nearest: Nearest) -> PassageHit:
        passage = printed.passage
        snippet = snippet_of(printed, self._marker, nearest)
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
