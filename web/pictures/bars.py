"""Bars: an amount for each name, in parts where it has them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from web.pictures import theme
from web.pictures.model import Column, Picture, Table, Tone, Words

_SIDEWAYS = 30
_UPRIGHT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar, or one part of a bar.

    Attributes:
        name: What it counts; bars of one name stand on each other as parts.
        value: How much.
        label: Everything about it in words, such as "2024: 31 answers in time"; what a screen reader says.
        part: Name of the part, empty for a whole bar.
        tone: Colour, and filling where there are parts.
        href: Page behind it.
    """

    name: str
    value: Decimal | float
    label: str
    part: str = ""
    tone: Tone = "accent"
    href: str | None = None


def bars(
    words: Words,
    shown: Sequence[Bar],
    *,
    along: str,
    up: str,
    sideways: bool = False,
    width: int = 640,
    table: Table | None = None,
) -> Picture:
    """Return a picture of bars.

    Args:
        words: Title, description, source, language.
        shown: Bars in their order; parts of a bar in theirs.
        along: What the names are, such as "Year".
        up: What the values count.
        sideways: Bars from left to right, for long names.
        width: Width of the drawing in CSS pixels.
        table: Its numbers where they say more than name, part and value.
    """
    names, parts = _once(bar.name for bar in shown), _once(bar.part for bar in shown if bar.part)
    height = _SIDEWAYS * len(names) if sideways else _UPRIGHT
    return Picture(
        words=words,
        table=table or _table(shown, along, up, parts=bool(parts)),
        spec=theme.drawing(_layers(shown, names, parts, (along, up), sideways, width), _rows(shown), (width, height)),
        width=width,
        linked=any(bar.href for bar in shown),
    )


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _rows(shown: Sequence[Bar]) -> list[Mapping[str, Any]]:
    return [
        {
            "name": bar.name,
            "value": float(bar.value),
            "key": bar.part or bar.tone,
            "order": place,
            "label": bar.label,
            "href": theme.link(bar.href),
        }
        for place, bar in enumerate(shown)
    ]


def _layers(
    shown: Sequence[Bar], names: list[str], parts: list[str], axes: tuple[str, str], sideways: bool, width: int
) -> list[Mapping[str, Any]]:
    name: dict[str, Any] = {"field": "name", "type": "ordinal", "scale": {"domain": names, "paddingInner": 0.25}}
    name["axis"] = {
        "title": axes[0] or None,
        "labelAngle": 0,
        "labelOverlap": "greedy",
        "ticks": False,
        "labelExpr": theme.shortened("datum.label"),
    }
    value = {"field": "value", "type": "quantitative", "axis": theme.number_axis(axes[1]), "stack": "zero"}
    encoding: dict[str, Any] = {
        "y" if sideways else "x": name,
        "x" if sideways else "y": value,
        "fill": _fill(shown, parts, width),
        "order": {"field": "order"},
        "href": {"field": "href"},
        "description": {"field": "label"},
    }
    return [{"mark": {"type": "bar", "stroke": "var(--card)", "strokeWidth": 1 if parts else 0}, "encoding": encoding}]


def _fill(shown: Sequence[Bar], parts: list[str], width: int) -> dict[str, Any]:
    tones = {bar.part or bar.tone: bar.tone for bar in shown}
    chosen = [theme.filling(tone) if parts else theme.colour(tone) for tone in tones.values()]
    legend = theme.legend(parts, width) if parts else None
    scale = theme.scale(list(tones), chosen)
    return {"field": "key", "type": "nominal", "scale": scale, "sort": None, "legend": legend}


def _table(shown: Sequence[Bar], along: str, up: str, *, parts: bool) -> Table:
    columns = (Column(name=along), *((Column(name=""),) if parts else ()), Column(name=up, number=True))
    rows = tuple((bar.name, *((bar.part,) if parts else ()), bar.value) for bar in shown)
    return Table(columns=columns, rows=rows, links=links(bar.href for bar in shown))


def links(given: Iterable[str | None]) -> tuple[str | None, ...]:
    """Return the links of rows, nothing where no row has one."""
    found = tuple(given)
    return found if any(found) else ()
