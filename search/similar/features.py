"""How alike two questions are, in numbers between 0 and 1 that a logistic model reads."""

from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from math import exp

from search.similar.rules import Weights, forms_of

Rarity = Callable[[str], float]
"""Gives how rare a term is in the corpus: its weight in BM25."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A question as terms.

    Attributes:
        own: Terms of the sub-question.
        subject: Terms of the title.
        forms: What kind of thing it asks for.
    """

    own: frozenset[str]
    subject: frozenset[str]
    forms: frozenset[str]

    @property
    def whole(self) -> frozenset[str]:
        """All terms."""
        return self.own | self.subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What is alike in a part of a draft and an earlier sub-question; the weights stand in this order.

    Attributes:
        meaning: Likeness of the two in meaning, each under its title; 0 is an ordinary pair.
        own_meaning: Cosine of the two without their titles.
        own_words: Share of their terms that they have in common, rare ones counting more.
        words: The same, titles included.
        subject: Share of the earlier title's terms that the draft has.
        same_form: 1 where both ask for the same kind of thing (a number, a reason).
        other_form: 1 where both say what they ask for and it differs.
        both: Product of the two likenesses in meaning: the same subject and the same thing asked of it.
        lead: How much more alike the two are, without titles, than the draft and the nearest other sub-question of the
            same document; negative where that one is nearer.
    """

    meaning: float
    own_meaning: float
    own_words: float
    words: float
    subject: float
    same_form: float
    other_form: float
    both: float
    lead: float = 0.0

    def probability(self, weights: Weights) -> float:
        """Return the probability that both ask the same."""
        total = weights.bias + sum(w * value for w, value in zip(weights.values, astuple(self), strict=True))
        return 1.0 / (1.0 + exp(-max(-60.0, min(60.0, total))))


def words_for(text: str, title: str, terms: Callable[[str], Iterable[str]]) -> Words:
    """Return a question as terms; numbers are left out, since a question asked again names other years."""
    return Words(own=_without_numbers(terms(text)), subject=_without_numbers(terms(title)), forms=forms_of(text))


def likeness(draft: Words, earlier: Words, rarity: Rarity, *, meaning: float, own_meaning: float) -> Likeness:
    """Compare a part of a draft with an earlier sub-question.

    Args:
        draft: The part.
        earlier: The earlier one.
        rarity: How rare a term is.
        meaning: Likeness in meaning, under the titles.
        own_meaning: Likeness in meaning, without them.
    """
    common = draft.forms & earlier.forms
    return Likeness(
        meaning=meaning,
        own_meaning=max(0.0, own_meaning),
        own_words=_shared(draft.own, earlier.own, rarity),
        words=_shared(draft.whole, earlier.whole, rarity),
        subject=_held(earlier.subject, draft.whole, rarity),
        same_form=float(bool(common)),
        other_form=float(bool(draft.forms and earlier.forms and not common)),
        both=meaning * max(0.0, own_meaning),
    )


def _without_numbers(terms: Iterable[str]) -> frozenset[str]:
    return frozenset(term for term in terms if not term[:1].isdigit())


def _weight(terms: Iterable[str], rarity: Rarity) -> float:
    return sum(map(rarity, terms))


def _shared(one: frozenset[str], other: frozenset[str], rarity: Rarity) -> float:
    """Return twice the weight of the common terms over the weight of all (Dice 1945)."""
    both = _weight(one, rarity) + _weight(other, rarity)
    return 2.0 * _weight(one & other, rarity) / both if both else 0.0


def _held(asked: frozenset[str], held: frozenset[str], rarity: Rarity) -> float:
    every = _weight(asked, rarity)
    return _weight(asked & held, rarity) / every if every else 0.0
