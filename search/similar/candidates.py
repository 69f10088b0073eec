"""The earlier sub-questions that a part of a draft is compared with, each with how alike the two are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from corpus.model import DocumentId, Side
from search.arrays import Matrix, Serials
from search.clauses import Clause, OneOf
from search.dense import Nearness
from search.embed import BUILTIN
from search.passages import Passage
from search.plan import Alternative, Group, Plan, Scored, plan_query
from search.query import Atom, ParsedQuery
from search.ranking import Ranker
from search.request import Mode
from search.similar.features import Likeness, Words, likeness, words_for
from search.similar.rules import Weights, similar_rules
from search.snapshot import Snapshot

_DOCUMENTS = 40  # nearest to the part that are looked at, once under its title and once alone
_PASSAGES = 600  # of these documents, those with the part's words first
_COMPARED = 60  # sub-questions whose own meaning is compared
_ENDS = "?"
_MANY_LETTERS = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An earlier sub-question.

    Attributes:
        serial: Its document in the index.
        passage: The passage that holds it.
        likeness: How alike it is.
        probability: That both ask the same.
    """

    serial: int
    passage: Passage
    likeness: Likeness
    probability: float


@dataclass(slots=True, kw_only=True)
class _Near:
    """A sub-question before its own meaning was looked at."""

    serial: int
    passage: Passage
    words: Words
    meaning: float


def with_leads(told: Sequence[tuple[_Near, Likeness]]) -> list[tuple[_Near, Likeness]]:
    """Return likenesses with how far each leads before the other sub-questions of its document."""
    own: defaultdict[int, dict[str, float]] = defaultdict(dict)
    for one, like in told:
        items = own[one.serial]
        items[one.passage.item] = max(items.get(one.passage.item, -1.0), like.own_meaning + like.own_words)
    led = []
    for one, like in told:
        items = own[one.serial]
        others = [score for item, score in items.items() if item != one.passage.item]
        lead = items[one.passage.item] - max(others) if others else 0.0
        led.append((one, replace(like, lead=max(-1.0, min(1.0, lead)))))
    return led


@dataclass(kw_only=True)
class Comparison:
    """Compares drafts on one snapshot.

    Attributes:
        snapshot: The index.
        synonyms: Groups of names that mean the same.
        excluded: Documents that are not compared.
    """

    snapshot: Snapshot
    synonyms: Sequence[tuple[str, ...]] = ()
    excluded: frozenset[DocumentId] = frozenset()
    _rarities: dict[str, float] = field(default_factory=dict)
    _titles: dict[int, str] = field(default_factory=dict)

    @cached_property
    def by_meaning(self) -> bool:
        """Whether meaning counts: it was calibrated with the built-in model only."""
        return self.snapshot.has_vectors and self.snapshot.meta.model == BUILTIN

    @cached_property
    def weights(self) -> Weights:
        """The weights that hold for this index."""
        rules = similar_rules()
        return rules.meaning if self.by_meaning else rules.words

    def nearest(self, part: str, title: str) -> tuple[Candidate, ...]:
        """Return the earlier sub-questions nearest to a part of a draft, likeliest first.

        Args:
            part: The sub-question.
            title: What it stands under.
        """
        part, title = part[:_MANY_LETTERS], title[:_MANY_LETTERS]
        whole = f"{title}\n{part}" if title else part
        plan = self._plan(whole)
        if not plan.ranks:
            return ()
        near = self._nearness(whole)
        serials = self._documents(plan)
        if title:
            serials = np.union1d(serials, self._documents(self._plan(part)))
        draft = words_for(part, title, self.snapshot.analyser.index_terms)
        compared = self._compared(draft, list(self._questions(plan, serials, near)))
        told = with_leads([(one, like) for one, like in self._with_meaning(part, draft, compared)])
        found = [self._candidate(one, like) for one, like in told]
        return tuple(sorted(found, key=lambda one: (-one.probability, one.serial, one.passage.ordinal)))

    def rarity(self, term: str) -> float:
        """Return how rare a term is in the corpus."""
        known = self._rarities.get(term)
        if known is None:
            what = Scored(what=Alternative(terms=(term,)), weight=1.0)
            known = self.snapshot.lexical.attainable(Plan(groups=(Group(alternatives=(), scored=(what,)),)))
            self._rarities[term] = known
        return known

    def _plan(self, text: str) -> Plan:
        query = ParsedQuery(groups=((Atom(text=text),),))
        return plan_query(query, self.snapshot.analyser, self.synonyms)

    def _documents(self, plan: Plan) -> Serials:
        mode = Mode.HYBRID if self.by_meaning else Mode.LEXICAL
        clauses: tuple[Clause, ...] = ()
        if self.excluded:
            clauses = (OneOf(documents=self.excluded, excluded=True),)
        return np.sort(Ranker(self.snapshot, plan, mode, clauses).matches().serials[:_DOCUMENTS])

    def _nearness(self, text: str) -> Nearness | None:
        if not self.by_meaning:
            return None
        return self.snapshot.dense.nearness(self.snapshot.embedder.encode_queries([text])[0])

    def _questions(self, plan: Plan, serials: Serials, near: Nearness | None) -> Iterable[_Near]:
        """Yield the sub-questions of documents; text without a question mark, such as an introduction, is none."""
        if not len(serials):
            return
        self._learn_titles(serials)
        meanings = {int(serial): self._meanings(int(serial), near) for serial in serials}
        found = self.snapshot.lexical.passages_of(plan, serials, _PASSAGES)
        places = zip(found.serials.tolist(), found.ordinals.tolist(), found.rows.tolist(), strict=True)
        for serial, ordinal, row in places:
            passage = self.snapshot.printed.passage(row, ordinal)
            if passage.side is not Side.QUESTION or passage.attachment or not (passage.item or _ENDS in passage.text):
                continue
            scores = meanings[serial]
            words = words_for(passage.text, self._titles[serial], self.snapshot.analyser.index_terms)
            meaning = float(scores[ordinal]) if ordinal < len(scores) else 0.0
            yield _Near(serial=serial, passage=passage, words=words, meaning=meaning)

    def _meanings(self, serial: int, near: Nearness | None) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        if near is None:
            return np.empty(0)
        return near.calibrated(self.snapshot.dense.passages(near.vector, serial))

    def _learn_titles(self, serials: Serials) -> None:
        unknown = np.array([serial for serial in serials.tolist() if serial not in self._titles], dtype=np.int64)
        for serial, header in self.snapshot.lexical.headers(unknown).items() if len(unknown) else ():
            self._titles[serial] = str(header["title"] or "")

    def _compared(self, draft: Words, near: list[_Near]) -> list[tuple[_Near, Likeness]]:
        """Return the sub-questions that are likeliest before their own meaning is looked at."""
        told = [(one, self._likeness(draft, one, one.meaning)) for one in near]
        told.sort(key=lambda pair: -pair[1].probability(self.weights))
        return told[:_COMPARED]

    def _likeness(self, draft: Words, one: _Near, own_meaning: float) -> Likeness:
        return likeness(draft, one.words, self.rarity, meaning=one.meaning, own_meaning=own_meaning)

    def _with_meaning(
        self, part: str, draft: Words, near: list[tuple[_Near, Likeness]]
    ) -> Iterable[tuple[_Near, Likeness]]:
        if not self.by_meaning or not near:
            return [(one, self._likeness(draft, one, 0.0)) for one, _ in near]
        vectors: Matrix = self.snapshot.embedder.encode_queries([part, *(one.passage.text for one, _ in near)])
        alike = vectors[1:] @ vectors[0]
        return [(one, self._likeness(draft, one, float(own))) for (one, _), own in zip(near, alike, strict=True)]

    def _candidate(self, one: _Near, like: Likeness) -> Candidate:
        probability = like.probability(self.weights)
        return Candidate(serial=one.serial, passage=one.passage, likeness=like, probability=probability)
