"""Answers "was this asked before?" on the index of a search."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np

from corpus.errors import WrongUse
from corpus.model import DocumentId
from search.damage import damage_told
from search.request import Hit, Sibling
from search.service import SearchService
from search.similar.candidates import Candidate, Comparison
from search.similar.results import Closeness, SimilarDraft, SimilarPart, SimilarQuestion, SimilarResults
from search.similar.whole import nearest_documents
from search.snapshot import Snapshot

MOST_PARTS = 60
"""Sub-questions of one draft that are compared at most."""

MOST_LETTERS = 50_000
"""Characters of a draft at most."""

_MOST_SHOWN = 20


class SimilarQuestions:
    """Compares drafts with the questions that a search holds.

    Args:
        search: The search.
    """

    def __init__(self, search: SearchService) -> None:
        self._search = search

    def compare(self, draft: SimilarDraft) -> SimilarResults:
        """Compare a draft with all questions held.

        Args:
            draft: The draft with its parts.

        Returns:
            For each part the nearest earlier sub-questions with the probability that they ask the same; for the whole
            the nearest documents. Without an index: the parts, with nothing found.

        Raises:
            WrongUse: If the draft is empty, too long, or has too many parts.
            SearchIndexError: If the index cannot be used.
            ModelUnavailable: If its model cannot be loaded or has changed.
        """
        _check(draft)
        snapshot = self._search.snapshot()
        if snapshot is None:
            nothing = tuple(SimilarPart(text=part, closeness=Closeness.NOTHING) for part in draft.parts)
            return SimilarResults(parts=nothing, status=self._search.status())
        comparison = Comparison(snapshot=snapshot, synonyms=self._search.synonyms(), excluded=draft.excluded)
        with damage_told():
            parts = tuple(self._part(comparison, part, draft) for part in draft.parts)
        return SimilarResults(
            parts=parts,
            documents=self._documents(draft),
            threshold=comparison.weights.asked,
            status=self._search.status(),
        )

    def _part(self, comparison: Comparison, part: str, draft: SimilarDraft) -> SimilarPart:
        title = "" if part.strip() == draft.title.strip() else draft.title
        found = comparison.nearest(part, title)
        likely = [one for one in found if one.probability >= comparison.weights.related]
        shown = list(_once_a_family(likely, comparison.snapshot, draft.limit))
        questions = tuple(_questions(shown, comparison))
        closeness = questions[0].closeness if questions else Closeness.NOTHING
        return SimilarPart(text=part, closeness=closeness, questions=questions)

    def _documents(self, draft: SimilarDraft) -> tuple[Hit, ...]:
        return nearest_documents(self._search, draft)


def _check(draft: SimilarDraft) -> None:
    letters = len(draft.title) + sum(map(len, draft.parts))
    if not any(part.strip() for part in draft.parts):
        raise WrongUse("the draft is empty: give the text of a question")
    if letters > MOST_LETTERS:
        raise WrongUse(f"the draft has {letters} characters; at most {MOST_LETTERS} are compared")
    if len(draft.parts) > MOST_PARTS:
        raise WrongUse(f"the draft has {len(draft.parts)} sub-questions; at most {MOST_PARTS} are compared")
    if not 1 <= draft.limit <= _MOST_SHOWN:
        raise WrongUse(f"limit must lie between 1 and {_MOST_SHOWN}, not {draft.limit}")


def _once_a_family(found: Iterable[Candidate], snapshot: Snapshot, limit: int) -> Iterator[Candidate]:
    """Yield candidates, one question to several ministers once, and of each document only its nearest item."""
    seen: set[int] = set()
    columns = snapshot.lexical.columns
    for one in found:
        relatives = {*columns.relatives(one.serial).tolist(), one.serial}
        if not seen & relatives:
            yield one
            seen |= relatives
            limit -= 1
        if not limit:
            return


def _questions(found: list[Candidate], comparison: Comparison) -> Iterator[SimilarQuestion]:
    columns, lexical = comparison.snapshot.lexical.columns, comparison.snapshot.lexical
    kin = {one.serial: [s for s in columns.relatives(one.serial).tolist() if s != one.serial] for one in found}
    serials = sorted({*kin, *(serial for others in kin.values() for serial in others)})
    headers = lexical.headers(np.array(serials, dtype=np.int64)) if serials else {}
    for one in found:
        also = tuple(_sibling(headers[serial]) for serial in kin[one.serial])
        yield _question(one, headers[one.serial], also, comparison.weights.asked)


def _sibling(header: Mapping[str, Any]) -> Sibling:
    return Sibling(
        document_id=DocumentId(header["id"]),
        minister=header["minister"],
        number=header["number"],
        kind=header["kind"],
        matches=True,
    )


def _question(
    one: Candidate, header: Mapping[str, Any], also: tuple[Sibling, ...], threshold: float
) -> SimilarQuestion:
    return SimilarQuestion(
        document_id=DocumentId(header["id"]),
        item=one.passage.item,
        span=one.passage.span,
        text=one.passage.text,
        probability=round(one.probability, 3),
        closeness=Closeness.ASKED if one.probability >= threshold else Closeness.RELATED,
        title=header["title"],
        session=header["session"],
        number=header["number"],
        asker=header["asker"],
        minister=header["minister"],
        office=header["office"],
        asked=_day(header["asked"]),
        answered=_day(header["answered"]),
        kind=header["kind"],
        also=also,
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
