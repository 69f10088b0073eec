"""Which question items an answer item answers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the question has: all labels in reading order, those of the highest level, and those without parts."""

    labels: tuple[str, ...]
    top: tuple[str, ...]
    leaves: tuple[str, ...]


def asked_of(labels: Sequence[str]) -> Asked:
    """Sort the labels of the question's items."""
    known = set(labels)
    top = tuple(label for label in labels if not known.intersection(_above(label)))
    heads = {above for label in labels for above in _above(label)}
    return Asked(labels=tuple(labels), top=top, leaves=tuple(label for label in labels if label not in heads))


def _above(label: str) -> tuple[str, ...]:
    return tuple(label[: match.start()] for match in re.finditer(r"\.", label))


def answered_by(label: str, top: str, numbers: Sequence[int], asked: Asked) -> tuple[str, ...]:
    """Return the labels of the question items that an answer item answers.

    Args:
        label: The answer item's label; empty for an unnumbered answer, which answers everything.
        top: The label of the highest item that holds it.
        numbers: The numbers that ``top`` covers.
        asked: What the question has.
    """
    if not label or asked.labels == ("",):
        return asked.top
    known = set(asked.labels)
    path = label
    while path != top and len(path) > len(top):
        if path in known:
            return (path,)
        path = path.rpartition(".")[0]
    if top in known:
        return (top,)
    return tuple(str(number) for number in numbers if str(number) in known)


def numbered_through(tops: Sequence[str], asked: Asked) -> dict[str, str]:
    """Return which part each answer label stands for where the answer numbers the question's parts through.

    A question with items 1.a, 1.b and 2 is sometimes answered as 1, 2, 3. That is assumed only where the answer goes
    beyond the question's numbers and has exactly as many items as the question has parts; else nothing is returned.
    """
    beyond = any(label not in asked.top for label in tops)
    if (
        not beyond
        or len(tops) != len(asked.leaves)
        or len(set(tops)) != len(tops)
        or len(asked.leaves) == len(asked.top)
    ):
        return {}
    return dict(zip(tops, asked.leaves, strict=True))
