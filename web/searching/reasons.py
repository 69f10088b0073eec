"""Why a document is among the results, as a person says it: the words that stand in it, and how like it is."""

from dataclasses import dataclass

from search.request import Hit, Why

STEPS = (0.15, 0.3, 0.5)
"""Likeness in meaning from which a result is said to be somewhat, rather, or very like the query.

On the scale of ``search.request.Reason``: an ordinary document of the corpus is 0, the query itself 1.
"""

_MOST_WORDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReason:
    """Why a document is among the results.

    Attributes:
        typed: Words of the query that stand in it.
        related: Words that stand for those of the query.
        step: 1 to 3 for how like it is in meaning; 0 where that is not why it is here.
    """

    typed: tuple[str, ...]
    related: tuple[str, ...]
    step: int


def reason(hit: Hit) -> ShownReason:
    """Return why a document is among the results."""
    related = frozenset(hit.reason.related)
    typed = tuple(word for word in hit.reason.words if word not in related)
    return ShownReason(typed=typed[:_MOST_WORDS], related=hit.reason.related[:_MOST_WORDS], step=_step(hit))


def _step(hit: Hit) -> int:
    likeness = hit.reason.likeness
    step = 0 if likeness is None else sum(likeness >= bound for bound in STEPS)
    return max(1, step) if hit.why is Why.MEANING else step
