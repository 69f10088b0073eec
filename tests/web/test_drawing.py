"""The picture of a timeline: ticks that can be read, bars that can be seen."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from tracker.timeline import Axis, Timeline, axis_over
from web.drawing import draw
from web.i18n import Speaker


def picture(first: date, last: date) -> Timeline:
    """Return a timeline without bars over some days."""
    axis: Axis = axis_over(first, last, first)
    return Timeline(axis=axis, rows=(), undated=())


@pytest.mark.parametrize("days", [1, 40, 200, 400, 540, 700, 1100, 1700, 2190, 2300, 5000, 12000, 40000])
@pytest.mark.parametrize("first", [date(2023, 1, 1), date(2023, 9, 15)])
def test_ticks_can_be_read(first: date, days: int) -> None:
    """However long the time, its ticks stand apart, each year that is marked says so, and the first one names its."""
    drawn = draw(picture(first, first + timedelta(days=days)), Speaker(language="nl"))
    places = [place for place, _ in drawn.ticks]
    assert 1 <= len(places) <= 12
    assert all(b - a >= 25 for a, b in pairwise(places))
    assert any(character.isdigit() for character in drawn.ticks[0][1])
    if days > 800:
        assert sum(words.isdigit() for _, words in drawn.ticks) >= 2


def test_tells_how_many_have_no_bar() -> None:
    """A picture without bars says so by its numbers, and draws nothing."""
    drawn = draw(picture(date(2024, 1, 1), date(2024, 12, 31)), Speaker(language="en"))
    assert (drawn.bars, drawn.tones, drawn.moved, drawn.undated) == ((), (), False, 0)
    assert drawn.today is not None
