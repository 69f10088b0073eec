"""Runs the alerts every few minutes in a thread of its own, while the site is served."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self

from corpus.errors import RappelError
from corpus.settings import Settings
from tracker.alerts.service import run_alerts

if TYPE_CHECKING:
    from corpus.store import Store

_log = logging.getLogger("rappel.alerts")
_SECONDS = 60


class AlertsScheduler:
    """A context manager: it runs inside, and has stopped outside.

    An error is logged and the next run tries again; the thread never ends before it is told to.

    Args:
        store: The store.
        settings: How often; whether anything can be sent.
        clock: Gives the present moment, in UTC.
        run: What is run; ``run_alerts`` unless given.
    """

    def __init__(
        self,
        store: "Store",
        settings: Settings,
        clock: Callable[[], datetime],
        run: Callable[..., object] = run_alerts,
    ) -> None:
        self._store, self._settings, self._clock, self._run = store, settings, clock, run
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Begin, where mail is set up or a web address is held to which is posted."""
        if can_send(self._store, self._settings):
            self._thread = threading.Thread(target=self._loop, name="alerts", daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop: the message at hand is finished, the rest left to the next run."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    @property
    def running(self) -> bool:
        """Whether its thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def _loop(self) -> None:
        while not self._ended.is_set():
            try:
                self._run(self._store, self._settings, self._clock, stop=self._ended.is_set)
            except RappelError as error:
                _log.warning("the alerts could not be run: %s", error)
            except Exception:  # noqa: BLE001 - a fault of one run must not end all later ones
                _log.exception("the alerts could not be run")
            self._ended.wait(self._settings.alerts_every_minutes * _SECONDS)


def can_send(store: "Store", settings: Settings) -> bool:
    """Tell whether anything can leave: mail is set up, or somebody has given a web address."""
    return bool(settings.smtp_host and settings.mail_from) or bool(store.endpoints.list())
