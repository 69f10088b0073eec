"""When two values differ by more than rounding and hedges allow."""

from decimal import Decimal

from corpus.facts import Figure, Qualifier

_ABOUT = Decimal("0.10")
"""What "about" allows: a tenth of the value, more than anybody rounds."""
_SMALL = Decimal(100)
"""Below this, a count that ends in a nought is a count, not a round number."""
_TWO = Decimal(2)


def step(value: Decimal) -> Decimal:
    """Return the step to which a value looks rounded: 10 for 14.310, 100.000 for 6,8 million, 1 for 63."""
    if value == 0:
        return Decimal(1)
    exponent = value.normalize().as_tuple().exponent
    step_ = Decimal(1).scaleb(int(exponent))
    return min(step_, Decimal(1)) if abs(value) < _SMALL else step_


def difference(one: Figure, other: Figure) -> Decimal | None:
    """Return by how much two figures differ beyond doubt, None where rounding, a hedge or a range explains it.

    Each figure stands for an interval: its value give or take half the step to which it looks rounded, a tenth for
    "about", everything above for "at least", everything below for "at most", from end to end for a range. Figures
    whose intervals touch do not differ.

    Returns:
        The difference of the two values, always more than 0.
    """
    (low, high), (least, most) = _interval(one), _interval(other)
    apart = (high is not None and least is not None and high < least) or (
        most is not None and low is not None and most < low
    )
    return abs(one.value - other.value) if apart else None


def _interval(figure: Figure) -> tuple[Decimal | None, Decimal | None]:
    if figure.low is not None and figure.high is not None:
        return figure.low - step(figure.low) / _TWO, figure.high + step(figure.high) / _TWO
    room = step(figure.value) / _TWO
    if figure.qualifier is Qualifier.ABOUT:
        room = max(room, abs(figure.value) * _ABOUT)
    low, high = figure.value - room, figure.value + room
    if figure.qualifier is Qualifier.AT_LEAST:
        return low, None
    return (None, high) if figure.qualifier is Qualifier.AT_MOST else (low, high)
