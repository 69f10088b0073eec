"""Compares the answer of one document with the open commitments."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from corpus.model import DocumentId, DocumentText, MilestoneId, QuestionRecord
from corpus.register import Relation
from corpus.store.names import slug
from tracker.evidence.candidates import Candidate, Index, named
from tracker.evidence.features import Later, Promise
from tracker.evidence.judge import Judge, Judgement
from tracker.evidence.passages import Passage, passages_of
from tracker.evidence.standing import OpenCommitment, Promises

_A_PASSAGE = 6
_A_COMMITMENT = 2
_A_DOCUMENT = 40
_SAME_TITLE = 0.5
_SAME_WORDS = 0.5
_WORDS_ALONE = 1.6
_OTHER_OFFICE = 3.0
"""How much shared words must single out: with a like title, without, and in the answer of another office."""
_COVERED = 0.45
PROPOSED = 0.85
"""Score from which a passage is proposed: wrong ones cost people time, and most passages are about other things."""


class Document(Protocol):
    """What is compared (``corpus.store.StoredDocument``)."""

    @property
    def id(self) -> DocumentId:
        """Its id."""

    @property
    def text(self) -> DocumentText:
        """Its text."""

    @property
    def record(self) -> QuestionRecord:
        """Its record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A passage put beside a commitment.

    Attributes:
        commitment: The commitment.
        milestone: The milestone concerned, None for all.
        passage: The passage.
        judgement: What it says.
    """

    commitment: OpenCommitment
    milestone: MilestoneId | None
    passage: Passage
    judgement: Judgement


class Comparison:
    """The open commitments, ready for any number of documents.

    Args:
        held: The open commitments.
        judge: Judges the passages.
    """

    def __init__(self, held: Sequence[OpenCommitment], judge: Judge) -> None:
        self._held = held
        self._judge = judge
        self._index = Index([one.text for one in held], judge.words)
        self._promises = Promises(held, judge)

    @property
    def judged_by(self) -> str:
        """Version of the rules and weights by which passages are judged."""
        return self._judge.version

    def proposals(self, document: Document) -> tuple[Proposal, ...]:
        """Return what the answer of a document says about commitments stated before it, at most one passage for each.

        An answer without a day, or in a language that the judge does not read, has none.
        Passages that only mention a commitment or are about something else are left out.
        """
        record = document.record
        answered = record.reference_date
        spoken = record.language or self._judge.words.language
        if answered is None or spoken != self._judge.words.language:
            return ()
        found = [
            made
            for place, passages in self._candidates(document, answered).items()
            if (made := self._best(place, passages, record, answered)) is not None
        ]
        return tuple(sorted(found, key=lambda one: (one.passage.span, one.commitment.state.id)))

    def _candidates(self, document: Document, answered: date) -> dict[int, list[tuple[float, Passage]]]:
        title = self._judge.words.terms(document.record.title or "")
        allowed = self._allowed(document, answered)
        found: dict[int, list[tuple[float, Passage]]] = defaultdict(list)
        for passage, candidate in self._shared(document, title):
            if allowed(candidate):
                found[candidate.place].append((candidate.covered, passage))
        best = sorted(found, key=lambda place: (-max(covered for covered, _ in found[place]), place))
        return {place: found[place] for place in best[:_A_DOCUMENT]}

    def _shared(self, document: Document, title: frozenset[str]) -> Iterator[tuple[Passage, Candidate]]:
        terms = self._judge.words.terms
        for passage in passages_of(document.text, document.record, self._judge.words.language):
            around = title | terms(passage.heading) if passage.heading else title
            for candidate in self._index.candidates(terms(passage.quote), around, _A_PASSAGE):
                yield passage, candidate

    def _allowed(self, document: Document, answered: date) -> Callable[[Candidate], bool]:
        def allowed(candidate: Candidate) -> bool:
            one = self._held[candidate.place]
            return one.document != document.id and one.stated is not None and one.stated < answered

        return allowed

    def _is_specific(self, place: int, promise: Promise, later: Later, title: frozenset[str]) -> bool:
        """Tell whether both share more than everyday words: "the results of this study" is said of many studies."""
        one, terms = self._held[place], promise.wording.terms
        shared = terms & later.wording.terms
        own = self._index.specific(shared)
        covered = self._index.specific(shared) >= _COVERED * self._index.specific(terms)
        if promise.office and later.office and promise.office != later.office:
            return covered and own >= _OTHER_OFFICE
        if covered and own >= _WORDS_ALONE:
            return True
        subject = named(self._judge.words.terms(one.title)) & (title | later.wording.terms)
        return own >= _SAME_WORDS and self._index.specific(subject) >= _SAME_TITLE

    def _best(
        self, place: int, passages: list[tuple[float, Passage]], record: QuestionRecord, answered: date
    ) -> Proposal | None:
        promise = self._promises.promise(place)
        office, title = slug(record.office or ""), self._judge.words.terms(record.title or "")
        judged: list[tuple[float, Passage, Judgement, Later]] = []
        for _, passage in sorted(passages, key=lambda one: (-one[0], one[1].span))[:_A_COMMITMENT]:
            around = title | self._judge.words.terms(passage.heading)
            later = self._judge.later(passage.quote, answered, office=office, context=around)
            made = self._judge.judge(promise, later)
            judged.append((made.score, passage, made, later))
        score, passage, made, later = max(judged, key=lambda one: one[0])
        if (
            score < PROPOSED
            or not self._is_specific(place, promise, later, title)
            or made.relation in (Relation.MENTIONS, Relation.UNRELATED)
        ):
            return None
        milestone = self._promises.milestone(place, later.wording.terms)
        return Proposal(commitment=self._held[place], milestone=milestone, passage=passage, judgement=made)
