"""Lines drawn on a page: they tell a table from columns of text."""

from collections.abc import Sequence

from ingest.readers.printed import Rect

# A drawn line is thinner than this and longer than that, in points.
_THIN = 2.5
_LONG = 12.0


class Rulings:
    """The horizontal lines among what is drawn on a page."""

    def __init__(self, drawn: Sequence[Rect]) -> None:
        self._flat = [line for line in drawn if line.top - line.bottom <= _THIN and line.right - line.left >= _LONG]

    def __call__(self, place: Rect) -> bool:
        """Tell whether at least two lines are drawn across a narrow upright place."""
        return len({round(line.top) for line in self._flat if _crosses(line, place)}) > 1


def _crosses(line: Rect, place: Rect) -> bool:
    return line.left <= place.left and line.right >= place.right and place.bottom < line.bottom < place.top
