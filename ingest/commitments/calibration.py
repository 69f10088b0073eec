"""How far certainties can be believed: said against right, by group and by rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_GROUPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One found commitment and whether it is one.

    Attributes:
        rule: The rule that read it.
        certainty: What it said, between 0 and 1.
        right: Whether the annotators agree.
    """

    rule: str
    certainty: float
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Outcomes with like certainties.

    Attributes:
        low: Least certainty of the group.
        high: Its upper end.
        said: Mean certainty.
        right: Share that is right.
        number: How many.
    """

    low: float
    high: float
    said: float
    right: float
    number: int


def reliability(outcomes: Sequence[Outcome]) -> tuple[Group, ...]:
    """Group outcomes by certainty in fifths; groups without any are left out."""
    groups = []
    for place in range(_GROUPS):
        low, high = place / _GROUPS, (place + 1) / _GROUPS
        own = [one for one in outcomes if low <= one.certainty < high or (high == 1.0 and one.certainty == 1.0)]
        if own:
            said = sum(one.certainty for one in own) / len(own)
            right = sum(one.right for one in own) / len(own)
            groups.append(Group(low=low, high=high, said=said, right=right, number=len(own)))
    return tuple(groups)


def shares(outcomes: Iterable[Outcome]) -> dict[str, tuple[float, int]]:
    """Return the share that is right and the number by rule, with one right and one wrong added (Laplace's rule).

    The addition keeps a rule that was seen a few times from claiming certainty.
    """
    counts: dict[str, list[int]] = {}
    for one in outcomes:
        count = counts.setdefault(one.rule, [0, 0])
        count[0] += one.right
        count[1] += 1
    return {rule: ((right + 1) / (number + 2), number) for rule, (right, number) in sorted(counts.items())}
