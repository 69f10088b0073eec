"""The one place that knows the library: Vega-Lite made SVG and PNG by vl-convert, offline."""

from collections.abc import Mapping
from threading import Lock, Thread
from typing import Any, Final, Literal

from corpus.errors import PictureError

_LOCALES: Final[Mapping[str, Literal["nl-NL", "fr-FR", "en-GB"]]] = {"nl": "nl-NL", "fr": "fr-FR", "en": "en-GB"}
_VERSION = "6.4"
_SHARP = 2.0
# The engine is one JavaScript machine with one thread: waiting here is cheaper than in its own queue.
_ENGINE = Lock()


def svg(spec: Mapping[str, Any], language: str) -> str:
    """Draw a Vega-Lite picture as SVG; nothing is fetched, its data stands in it.

    Args:
        spec: Vega-Lite.
        language: How numbers and dates along the axes are written: ``nl``, ``fr`` or ``en``.

    Raises:
        PictureError: If the library refuses it.
    """
    import vl_convert

    locale = _LOCALES[language]
    try:
        with _ENGINE:
            drawn: str = vl_convert.vegalite_to_svg(
                dict(spec),
                vl_version=_VERSION,
                allowed_base_urls=[],
                format_locale=locale,
                time_format_locale=locale,
            )
    except (ValueError, RuntimeError) as refused:
        raise PictureError(f"the picture cannot be drawn: {refused}") from refused
    return drawn


def png(drawn: str) -> bytes:
    """Make a PNG of an SVG file, at twice its size.

    Raises:
        PictureError: If the library refuses it.
    """
    import vl_convert

    try:
        with _ENGINE:
            made: bytes = vl_convert.svg_to_png(drawn, scale=_SHARP)
    except (ValueError, RuntimeError) as refused:
        raise PictureError(f"the picture cannot be made a PNG: {refused}") from refused
    return made


def warm_up() -> Thread:
    """Start the engine in the background: the first picture else waits about half a second for it.

    Returns:
        The thread, for who wants to wait.
    """
    thread = Thread(target=svg, args=({"data": {"values": [{}]}, "mark": "point"}, "en"), name="pictures", daemon=True)
    thread.start()
    return thread
