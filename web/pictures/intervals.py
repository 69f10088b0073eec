"""Stretches of time below each other: what lies ahead, what has passed, and what was moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from web.pictures import theme
from web.pictures.bars import links
from web.pictures.model import Column, Picture, Table, Tone, Words

_ROW = 26
_MARGIN = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """One stretch of time on a row of its own.

    Attributes:
        name: Words beside it; they are shortened to fit.
        first: Its first day; the last one where only that is known.
        last: Its last day, where its sign stands.
        label: Everything in words; what a screen reader says.
        state: How it stands, in words; stands in the legend.
        tone: Colour and sign.
        group: Title over its rows, such as an office; rows of a group follow each other.
        earlier: Days on which it should have ended before, drawn as ticks.
        href: Page behind it.
    """

    name: str
    first: date
    last: date
    label: str
    state: str
    tone: Tone
    group: str = ""
    earlier: tuple[date, ...] = ()
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The day that is asked about, drawn as a rule.

    Attributes:
        day: The day.
        label: What stands over it.
    """

    day: date
    label: str


def intervals(
    words: Words, shown: Sequence[Interval], *, today: Today | None, table: Table | None = None, width: int = 640
) -> Picture:
    """Return a picture of stretches of time, a row each.

    Args:
        words: Title, description, source, language.
        shown: Rows from above, those of a group together.
        today: The rule to draw, if any.
        table: Its numbers, with heads in the visitor's language; without it names, days and states without heads.
        width: Width of the drawing in CSS pixels, beside the words.
    """
    rows, names = _rows(shown)
    spec = theme.drawing(_layers(rows, names, shown, today, width), rows, (width, _ROW * len(names)))
    return Picture(
        words=words,
        table=table or _table(shown),
        spec=spec,
        width=width,
        linked=any(one.href for one in shown),
    )


def _rows(shown: Sequence[Interval]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return what is drawn and the names of the rows; a number before a name keeps equal ones apart."""
    rows: list[dict[str, Any]] = []
    names: list[str] = []
    group = ""
    for one in shown:
        if one.group != group:
            group = one.group
            names.append(f"{len(names):04}#{group}")
        names.append(f"{len(names):04} {one.name}")
        rows.append(_row(one, names[-1]))
    return rows, names


def _row(one: Interval, name: str) -> dict[str, Any]:
    return {
        "row": name,
        "first": theme.moment(one.first),
        "last": theme.moment(one.last),
        "state": one.state,
        "tint": theme.colour(one.tone),
        "earlier": [theme.moment(day) for day in one.earlier],
        "label": one.label,
        "href": theme.link(one.href),
    }


def _layers(
    rows: Sequence[Mapping[str, Any]], names: list[str], shown: Sequence[Interval], today: Today | None, width: int
) -> list[Mapping[str, Any]]:
    states = {one.state: one.tone for one in shown}
    place = {"y": _names(names), "href": {"field": "href"}}
    time = _time(rows, today)
    fill = {"field": "state", "type": "nominal", "sort": None}
    colours = theme.scale(list(states), [theme.colour(tone) for tone in states.values()])
    shapes = theme.scale(list(states), [theme.SHAPES[tone] for tone in states.values()])
    state = {**fill, "scale": colours}
    bar = {
        **place,
        "x": {"field": "first", **time},
        "x2": {"field": "last"},
        "color": {"field": "tint", "type": "nominal", "scale": None},
    }
    legend = theme.legend(list(states), width)
    sign = {**place, "x": {"field": "last", **time}, "shape": {**fill, "scale": shapes, "legend": legend}}
    sign |= {"fill": {**state, "legend": legend}, "description": {"field": "label"}}
    silent = {"y": place["y"], "x": {"field": "earlier", **time}}
    found: list[Mapping[str, Any]] = [
        {
            "mark": {"type": "bar", "height": 9, "cornerRadius": 2, "opacity": 0.55, "aria": False},
            "encoding": bar,
        },
        {
            "transform": [{"flatten": ["earlier"]}],
            "mark": {"type": "tick", "color": "var(--ink-soft)", "thickness": 2, "size": 15, "aria": False},
            "encoding": silent,
        },
        {"mark": {"type": "point", "size": 130, "opacity": 1, "stroke": None}, "encoding": sign},
    ]
    return [*_rule(today), *found]


def _names(names: list[str]) -> dict[str, Any]:
    weight = {"condition": {"test": "datum.value[4] == '#'", "value": "bold"}, "value": "normal"}
    colour = {"condition": {"test": "datum.value[4] == '#'", "value": "var(--ink)"}, "value": "var(--ink-soft)"}
    axis = {"title": None, "labelExpr": theme.shortened("substring(datum.label, 5)"), "ticks": False, "domain": False}
    longest = max((len(name) - 5 for name in names), default=0)
    wide = round(min(longest, theme.LETTERS) * theme.LETTER)
    return {
        "field": "row",
        "type": "ordinal",
        "scale": {"domain": names},
        "axis": {
            **axis,
            "labelFontWeight": weight,
            "labelColor": colour,
            "labelPadding": wide + 12,
            "labelAlign": "left",
        },
    }


def _time(rows: Sequence[Mapping[str, Any]], today: Today | None) -> dict[str, Any]:
    days = [day for row in rows for day in (row["first"], row["last"], *row["earlier"])]
    days += [theme.moment(today.day)] if today else []
    low, high = min(days, default=0), max(days, default=1)
    margin = max((high - low) * _MARGIN, timedelta(days=3).total_seconds() * 1000)
    axis = {"title": None, "grid": True, "tickCount": 8, "orient": "top"}
    return {
        "type": "temporal",
        "scale": {"type": "utc", "domain": [low - margin, high + margin], "nice": False},
        "axis": axis,
    }


def _rule(today: Today | None) -> list[Mapping[str, Any]]:
    if today is None:
        return []
    data = {"values": [{"day": theme.moment(today.day), "label": today.label}]}
    place = {"x": {"field": "day", "type": "temporal"}}
    rule = {"type": "rule", "color": "var(--ink)", "strokeDash": [4, 3], "aria": False}
    text = {"type": "text", "baseline": "top", "dy": 4, "aria": False}
    return [
        {"data": data, "mark": rule, "encoding": place},
        {"data": data, "mark": text, "encoding": {**place, "y": {"value": "height"}, "text": {"field": "label"}}},
    ]


def _table(shown: Sequence[Interval]) -> Table:
    columns = tuple(Column(name=name) for name in ("", "", "", "", ""))
    rows = tuple((one.group, one.name, one.first, one.last, one.state) for one in shown)
    return Table(columns=columns, rows=rows, links=links(one.href for one in shown))
