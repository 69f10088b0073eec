"""The figures that an application has compared, one set for all its pages."""

from threading import Lock

from fastapi import Request

from tracker.comparison.known import KnownFigures
from web.render import services_of

_MAKING = Lock()


def known_figures(request: Request) -> KnownFigures:
    """Return what the application knows of its figures; the first question of all reads them, about 0.2 ms each."""
    state = request.app.state
    with _MAKING:
        if not hasattr(state, "known_figures"):
            state.known_figures = KnownFigures(services_of(request).store)
        found: KnownFigures = state.known_figures
    return found
