"""Waiting for a lock that another process holds, in a run that may be asked to stop meanwhile.

Locks are taken deep inside what a run does. Whoever starts the run says once how it is asked to stop, and everything
below that waits in the same thread heeds it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from corpus.errors import RunStopped


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    asked: Callable[[], bool] = lambda: False
    tell: Callable[[str], None] = lambda _: None


_NOBODY = _Run()
_RUN: ContextVar[_Run] = ContextVar("run", default=_NOBODY)


@contextmanager
def stoppable(asked: Callable[[], bool], tell: Callable[[str], None] = lambda _: None) -> Iterator[None]:
    """Let what waits inside the block, in this thread, stop waiting once the run is asked to stop.

    Args:
        asked: Tells whether it is; asked several times a second, and only while something waits.
        tell: Called with a sentence that says what is waited for, where nobody else is told.
    """
    token = _RUN.set(_Run(asked=asked, tell=tell))
    try:
        yield
    finally:
        _RUN.reset(token)


def stop_asked() -> bool:
    """Tell whether the run of this thread is asked to stop; never where it said nothing of that."""
    return _RUN.get().asked()


def check_stop() -> None:
    """Go on, or end.

    Raises:
        RunStopped: If the run of this thread is asked to stop.
    """
    if stop_asked():
        raise RunStopped("asked to stop while it waited for another process; the next run goes on from here")


def tell_of_waiting(sentence: str) -> None:
    """Tell whoever follows the run of this thread what it waits for."""
    _RUN.get().tell(sentence)
