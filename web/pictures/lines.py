"""Values over the years: a line a series, a sign a value that tells what kind of value it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from web.pictures import theme
from web.pictures.bars import links
from web.pictures.model import Column, Picture, Table, Tone, Words

Sign = Literal["full", "hollow", "cross"]
_RING: Final = "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0ZM-.6,0A.6,.6,0,1,0,.6,0A.6,.6,0,1,0,-.6,0Z"
_SHAPES: Final[Mapping[Sign, str]] = {"full": "circle", "hollow": _RING, "cross": "cross"}
_TONES: Final[tuple[Tone, ...]] = ("accent", "now", "done", "quiet")
_DASHES: Final = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value.

    Attributes:
        year: The year that it is about.
        value: How much.
        label: Everything in words; what a screen reader says.
        series: Name of its line, empty where there is one.
        kind: What kind of value it is in words, such as "planned"; stands in the legend.
        sign: How that kind is drawn; a line joins the values of neighbouring years that are ``full``.
        href: Page behind it.
    """

    year: int
    value: Decimal | float
    label: str
    series: str = ""
    kind: str = ""
    sign: Sign = "full"
    href: str | None = None


def lines(
    words: Words,
    shown: Sequence[Point],
    *,
    along: str,
    up: str,
    width: int = 640,
    height: int = 220,
    table: Table | None = None,
) -> Picture:
    """Return a picture of values over the years, from nought up; a line is broken where a year is missing.

    Args:
        words: Title, description, source, language.
        shown: Values in the order of their table.
        along: What the years are.
        up: What the values count.
        width: Width of the drawing in CSS pixels.
        height: Its height.
        table: Its numbers where they say more than year, series, kind and value.
    """
    return Picture(
        words=words,
        table=table or _table(shown, along, up),
        spec=theme.drawing(_layers(shown, up, width), _rows(shown), (width, height)),
        width=width,
        linked=any(point.href for point in shown),
    )


def _rows(shown: Sequence[Point]) -> list[Mapping[str, Any]]:
    runs = _runs(shown)
    return [
        {
            "year": point.year,
            "value": float(point.value),
            "series": point.series,
            "kind": point.kind,
            "run": runs.get((point.series, point.year)) if point.sign == "full" else None,
            "label": point.label,
            "href": theme.link(point.href),
        }
        for point in shown
    ]


def _runs(shown: Sequence[Point]) -> dict[tuple[str, int], str]:
    """Name the stretch of neighbouring years that each full value belongs to."""
    years = sorted({(point.series, point.year) for point in shown if point.sign == "full"})
    found: dict[tuple[str, int], str] = {}
    for series, year in years:
        found[series, year] = found.get((series, year - 1), f"{series} {year}")
    return found


def _layers(shown: Sequence[Point], up: str, width: int) -> list[Mapping[str, Any]]:
    years = [point.year for point in shown]
    span = [min(years, default=0) - 0.4, max(years, default=1) + 0.4]
    axis = {
        "title": None,
        "grid": False,
        "format": "d",
        "tickMinStep": 1,
        "tickCount": min(10, round(span[1] - span[0])),
    }
    series, kinds = list(dict.fromkeys(point.series for point in shown)), {point.kind: point.sign for point in shown}
    place = {
        "x": {"field": "year", "type": "quantitative", "scale": {"domain": span, "nice": False}, "axis": axis},
        "y": {"field": "value", "type": "quantitative", "axis": theme.number_axis(up)},
    }
    return [
        {
            "transform": [{"filter": "datum.run !== null"}],
            "mark": {"type": "line", "strokeWidth": 2, "aria": False},
            "encoding": {
                **place,
                "stroke": _series(series, width, [theme.colour(_TONES[at % 4]) for at in range(len(series))]),
                "strokeDash": _series(series, width, [_DASHES[at % 4] for at in range(len(series))]),
                "detail": {"field": "run"},
            },
        },
        {
            "mark": {"type": "point", "size": 120, "stroke": None, "opacity": 1},
            "encoding": {**place, **_signs(series, kinds, width)},
        },
    ]


def _series(series: Sequence[str], width: int, given: Sequence[Any]) -> dict[str, Any]:
    legend = {**theme.legend(series, width), "symbolStrokeWidth": 2} if len(series) > 1 else None
    return {"field": "series", "type": "nominal", "scale": theme.scale(series, given), "sort": None, "legend": legend}


def _signs(series: Sequence[str], kinds: Mapping[str, Sign], width: int) -> dict[str, Any]:
    legend = {**theme.legend(list(kinds), width), "symbolFillColor": "var(--ink)"} if len(kinds) > 1 else None
    colours = [theme.colour(_TONES[at % 4]) for at in range(len(series))]
    shapes = theme.scale(list(kinds), [_SHAPES[sign] for sign in kinds.values()])
    return {
        "fill": {"field": "series", "type": "nominal", "scale": theme.scale(series, colours), "legend": None},
        "shape": {"field": "kind", "type": "nominal", "sort": None, "scale": shapes, "legend": legend},
        "href": {"field": "href"},
        "description": {"field": "label"},
    }


def _table(shown: Sequence[Point], along: str, up: str) -> Table:
    split, told = len({point.series for point in shown}) > 1, any(point.kind for point in shown)
    columns = [Column(name=along), Column(name=up, number=True)]
    columns += [Column(name="")] * (split + told)
    rows = tuple(
        (str(one.year), one.value, *((one.series,) if split else ()), *((one.kind,) if told else ())) for one in shown
    )
    return Table(columns=tuple(columns), rows=rows, links=links(one.href for one in shown))
