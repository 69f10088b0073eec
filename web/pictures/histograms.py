"""How many in each stretch of time, side by side on an axis of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from web.pictures import theme
from web.pictures.bars import links
from web.pictures.model import Column, Picture, Table, Tone, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """One stretch of time.

    Attributes:
        name: Its name for the table, such as "March 2024".
        first: Its first day.
        last: Its last day.
        count: How many.
        label: Everything in words, such as "March 2024: 31 questions"; what a screen reader says.
        tone: Colour.
        href: Page behind it.
    """

    name: str
    first: date
    last: date
    count: int
    label: str
    tone: Tone = "accent"
    href: str | None = None


def histogram(
    words: Words, shown: Sequence[Bin], *, along: str, up: str, width: int = 640, height: int = 140
) -> Picture:
    """Return a picture of counts over time; stretches without anything are left out and show as a gap.

    Args:
        words: Title, description, source, language.
        shown: Stretches of time in their order.
        along: What the stretches are, such as "Month"; head of the table, an axis of time needs no title.
        up: What is counted.
        width: Width of the drawing in CSS pixels.
        height: Its height.
    """
    columns = (Column(name=along), Column(name=up, number=True))
    rows = tuple((one.name, one.count) for one in shown)
    return Picture(
        words=words,
        table=Table(columns=columns, rows=rows, links=links(one.href for one in shown)),
        spec=theme.drawing([_layer(shown, up)], [_row(one) for one in shown], (width, height)),
        width=width,
        linked=any(one.href for one in shown),
    )


def _row(one: Bin) -> dict[str, Any]:
    return {
        "first": theme.moment(one.first),
        "end": theme.moment(one.last + timedelta(days=1)),
        "count": one.count,
        "zero": 0,
        "tone": one.tone,
        "label": one.label,
        "href": theme.link(one.href),
    }


def _layer(shown: Sequence[Bin], up: str) -> dict[str, Any]:
    tones = list(dict.fromkeys(one.tone for one in shown))
    fill = theme.scale(tones, [theme.colour(tone) for tone in tones])
    time = {"type": "temporal", "scale": {"type": "utc"}, "axis": {"title": None, "grid": False, "tickCount": 6}}
    return {
        "mark": {"type": "rect", "stroke": "var(--card)", "strokeWidth": 1},
        "encoding": {
            "x": {"field": "first", **time},
            "x2": {"field": "end"},
            "y": {
                "field": "count",
                "type": "quantitative",
                "axis": {**theme.number_axis(up), "tickCount": 3, "tickMinStep": 1},
            },
            "y2": {"field": "zero"},
            "fill": {"field": "tone", "type": "nominal", "scale": fill, "legend": None},
            "href": {"field": "href"},
            "description": {"field": "label"},
        },
    }
