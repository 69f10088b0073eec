"""Lines drawn on pages: they tell a table from columns of text."""

from ingest.readers.pdfium import drawn_lines
from ingest.readers.printed import Rect

# A drawn line is thinner than this and longer than that, in points.
_THIN = 2.5
_LONG = 12.0


class Rulings:
    """The horizontal lines of a document's pages, read when a page is first asked for."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._pages: dict[int, tuple[Rect, ...]] = {}

    def __call__(self, page: int, place: Rect) -> bool:
        """Tell whether at least two lines are drawn across a narrow upright place of a page."""
        return len({round(line.top) for line in self._on(page) if _crosses(line, place)}) > 1

    def _on(self, page: int) -> tuple[Rect, ...]:
        if page not in self._pages:
            self._pages[page] = drawn_lines(self._content, page)
        return self._pages[page]


def _crosses(line: Rect, place: Rect) -> bool:
    flat = line.top - line.bottom <= _THIN and line.right - line.left >= _LONG
    return flat and line.left <= place.left and line.right >= place.right and place.bottom < line.bottom < place.top
