"""How every picture looks: the site's tokens as colours, a sign and a filling for each tone, letters to be read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from web.pictures.model import Tone

LINKS: Final = "https://site.invalid"
"""Stands before the links of marks while they are drawn: the library takes only whole addresses."""

SHAPES: Final[Mapping[Tone, str]] = {
    "accent": "circle",
    "missed": "square",
    "now": "triangle-up",
    "next": "circle",
    "done": "M-1,-.1L-.6,-.5L-.3,-.1L.6,-1L1,-.6L-.3,.7Z",
    "quiet": "M-1,-.3H1V.3H-1Z",
}
"""The sign of a tone, as the lists of the site draw it."""

LETTER: Final = 6.6
"""Width of a letter along the axes, on average, in CSS pixels."""

LETTERS: Final = 44
"""Most letters of a name along an axis."""

_TEXT = 13
_FONT = "sans-serif"


def colour(tone: Tone) -> str:
    """Return the token of a tone."""
    return f"var(--{tone})"


def filling(tone: Tone) -> str:
    """Return a filling that tells the tone from the others without its colour; its pattern comes with the dressing."""
    return f"url(#fill-{tone})"


def shortened(words: str) -> str:
    """Return the expression that writes at most so many letters of a name.

    The library could shorten it by its width, but measures each name many times for it: ten rows cost 300 ms.
    """
    return f"truncate({words}, {LETTERS})"


def legend(shown: Sequence[str], width: int) -> dict[str, Any]:
    """Return a legend in as many columns as fit the width."""
    widest = max((len(words) for words in shown), default=1) * LETTER + 34
    return {"columns": max(1, min(len(shown), int(width / widest)))}


def moment(day: date) -> int:
    """Return a day as the library counts: milliseconds since 1970, UTC."""
    return round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def link(href: str | None) -> str:
    """Return the address of a mark as it is drawn; the site's alone for a mark that leads nowhere."""
    return f"{LINKS}{href or ''}"


def scale(shown: Sequence[Any], given: Sequence[Any]) -> dict[str, Any]:
    """Return a scale that gives each shown value its own."""
    return {"domain": list(shown), "range": list(given)}


def number_axis(title: str) -> dict[str, Any]:
    """Return an axis of numbers: few ticks, light lines behind the marks."""
    return {"title": title or None, "tickCount": 4, "grid": True, "format": ",~f"}


def drawing(
    layers: Iterable[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], size: tuple[int, int]
) -> dict[str, Any]:
    """Return Vega-Lite with the looks of the site.

    Args:
        layers: Marks with their encodings, the lowest first.
        rows: What they draw.
        size: Width and height in CSS pixels, without axes.
    """
    return {
        "width": size[0],
        "height": size[1],
        "background": "transparent",
        "padding": 2,
        "data": {"values": list(rows)},
        "layer": list(layers),
        "config": _config(),
    }


def _config() -> dict[str, Any]:
    words = {
        "labelFontSize": _TEXT,
        "titleFontSize": _TEXT,
        "titleFontWeight": "normal",
        "labelColor": "var(--ink-soft)",
    }
    return {
        "font": _FONT,
        "view": {"stroke": None},
        "axis": {
            **words,
            "titleColor": "var(--ink-soft)",
            "gridColor": "var(--line)",
            "domainColor": "var(--ink-soft)",
            "tickColor": "var(--ink-soft)",
            "labelLimit": 0,
        },
        "legend": {
            **words,
            "orient": "top",
            "title": None,
            "symbolSize": 110,
            "symbolStrokeWidth": 0,
            "labelColor": "var(--ink)",
            "offset": 8,
            "labelLimit": 260,
        },
        "text": {"fontSize": _TEXT, "color": "var(--ink)"},
    }
