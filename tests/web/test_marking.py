"""Marks in a text: the pieces join to exactly the text, whatever covers what."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Span
from web.marking import Mark, anchor, pieces

TEXT = "De werken starten in het voorjaar van 2025 en kosten 3 miljoen euro."


def mark(start: int, end: int, kind: str = "time") -> Mark:
    """Return a mark over a piece of the text."""
    return Mark(span=Span(start=start, end=end), kind=kind, title=kind)


@st.composite
def spans(draw: st.DrawFn) -> tuple[int, int]:
    """Return two ordered places of the text."""
    start = draw(st.integers(0, len(TEXT) - 1))
    return start, draw(st.integers(start + 1, len(TEXT)))


@given(st.lists(spans(), max_size=8), spans())
def test_pieces_join_to_the_text(marked: list[tuple[int, int]], shown: tuple[int, int]) -> None:
    """No character is lost or doubled, and each piece knows every mark that covers it."""
    start, end = shown
    found = pieces(TEXT, start, end, [mark(*span) for span in marked])
    assert "".join(piece.text for piece in found) == TEXT[start:end]
    place = start
    for piece in found:
        covering = {(s, e) for s, e in marked if s <= place and e >= place + len(piece.text)}
        assert {(m.span.start, m.span.end) for m in piece.marks} == covering
        place += len(piece.text)


def test_each_mark_has_one_address() -> None:
    """Overlapping facts keep an address each, and two facts at one place share one."""
    found = pieces(TEXT, 0, len(TEXT), [mark(0, 42, "commitment"), mark(18, 42), mark(18, 42, "figure")])
    opened = [address for piece in found for address in piece.opens]
    assert opened == [anchor(Span(start=0, end=42)), anchor(Span(start=18, end=42))]


def test_a_mark_that_sticks_out_is_cut() -> None:
    """A fact that began before the stretch is still marked and addressed within it."""
    found = pieces(TEXT, 10, 30, [mark(0, 20)])
    assert [piece.text for piece in found] == [TEXT[10:20], TEXT[20:30]]
    assert found[0].opens == (anchor(Span(start=0, end=20)),)
