"""What a reader of figures returns."""

from dataclasses import dataclass
from decimal import Decimal

from corpus.facts import FigureKind, Qualifier, Reading, TimeRange


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureMatch:
    """A quantity in a string.

    Attributes:
        start: First character of the number (or of the currency before it).
        end: One past the last character of its unit words.
        value: In base units (``4 miljoen euro`` is 4000000).
        low: Lower end where it belongs to a range, else None.
        high: Upper end of that range.
        unit: ISO code for money, ``%``, or the unit or counted noun as printed; empty where it is not printed.
        kind: What it counts in.
        qualifier: None where the figure is stated as exact.
        subject: The words that say what is counted, as printed near it; None where unclear.
        period: The time it is about, None where unsaid.
        planned: Whether the sentence speaks of a plan, of what was realised (False), or does not say (None).
        reading: Which rule read it.
    """

    start: int
    end: int
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str
    kind: FigureKind
    qualifier: Qualifier | None = None
    subject: str | None = None
    period: TimeRange | None = None
    planned: bool | None = None
    reading: Reading
