"""Several processes behind one address: each answers requests, one more looks after them and does the jobs.

Every process has a socket of its own on the same port (``SO_REUSEPORT``), among which the system deals new connections
out; where it cannot do that they share one socket. The first process holds all of them: one that dies is started again
on the socket that it had, with the connections that wait there.
"""

import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

import structlog

from web.server import answering, listen_for_the_end, listener, say_where

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from web.running.jobs import Job
    from web.services import Services

Opening = Callable[[], AbstractContextManager["Services"]]
"""Opens the parts in a process of their own; a function of a module, as it is named to that process."""

_LOOK = 0.2
_STEADY = 30.0
"""Seconds after which a process that ended is no failing one: it is started again at once."""
_LONGEST_PAUSE = 30.0
_READY_SECONDS = 60.0
_SPARE_SECONDS = 5.0


@dataclass(slots=True, kw_only=True)
class _Place:
    """The place of one process: its socket, and who fills it now."""

    listener: socket.socket
    process: "SpawnProcess | None" = None
    began: float = 0.0
    failures: int = 0
    due: float = 0.0


def serve_by(
    services: "Services",
    opening: Opening,
    *,
    processes: int,
    host: str | None = None,
    port: int | None = None,
    jobs: "Sequence[Job]" = (),
) -> None:
    """Serve in several processes until stopped, and say where; jobs are done in this one.

    SIGTERM or Ctrl-C ends all of them as it ends a single one, within ``stop_seconds``.

    Args:
        services: The parts, for the jobs.
        opening: Opens them in each of the processes.
        processes: How many answer requests.
        host: Address to listen on; the setting where None.
        port: Port to listen on, 0 for a free one; the setting where None.
        jobs: What is done beside the site.

    Raises:
        WrongUse: If the address cannot be listened on.
    """
    from web.running.metrics import Metrics
    from web.running.worker import Workers

    asked = listen_for_the_end()
    address = (host or services.settings.host, services.settings.port if port is None else port)
    places = [_Place(listener=one) for one in listeners(*address, processes)]
    workers = Workers(services.store, services.clock, jobs, Metrics(services))
    keeper = _Keeper(places, opening)
    try:
        keeper.start(asked)
        say_where(address[0], places[0].listener)
        workers.start()
        while not asked.wait(_LOOK):
            keeper.look()
    finally:
        patience = services.settings.stop_seconds
        workers.ask_to_stop(patience)
        keeper.stop(patience + _SPARE_SECONDS)
        workers.stop(patience)


def listeners(host: str, port: int, count: int) -> list[socket.socket]:
    """Return open sockets on one address, one for each process.

    Raises:
        WrongUse: If somebody listens there already.
    """
    first = listener(host, port)
    if count == 1 or not sys.platform.startswith("linux"):
        return [first] * count
    # Only where nobody else is found there: sockets that share a port would share it with another instance too.
    port = first.getsockname()[1]
    first.close()
    return [listener(host, port, shared=True) for _ in range(count)]


class _Keeper:
    """Starts the processes, and starts again what ended unasked."""

    def __init__(self, places: Sequence[_Place], opening: Opening) -> None:
        self._places, self._opening = places, opening
        self._context = multiprocessing.get_context("spawn")
        self._log = structlog.get_logger("rappel.processes")

    def start(self, asked: threading.Event) -> None:
        """Start all, and wait until each answers, but not when asked to end meanwhile."""
        told = [self._start(place) for place in self._places]
        until = time.monotonic() + _READY_SECONDS
        waiting = set(told)
        while waiting and not asked.is_set() and time.monotonic() < until:
            waiting.difference_update(wait(waiting, _LOOK))
        for one in told:
            one.close()

    def look(self) -> None:
        """See who has ended; each is started again, ever later where it ends soon."""
        for place in self._places:
            process = place.process
            if process is not None and process.is_alive():
                continue
            now = time.monotonic()
            if process is not None:
                self._ended(place, process, now)
            if now >= place.due:
                self._start(place).close()

    def stop(self, seconds: float) -> None:
        """Ask all to end; who has not by then is ended."""
        alive = [one.process for one in self._places if one.process is not None and one.process.is_alive()]
        for process in alive:
            process.terminate()
        until = time.monotonic() + seconds
        for process in alive:
            process.join(max(0.0, until - time.monotonic()))
            if process.is_alive():
                self._log.warning("process did not end in time", pid=process.pid)
                process.kill()
        for place in self._places:
            place.listener.close()

    def _start(self, place: _Place) -> Connection:
        told, tell = self._context.Pipe(duplex=False)
        place.process = self._context.Process(
            target=answer_requests, args=(self._opening, place.listener, tell), name="rappel site"
        )
        place.process.start()
        place.began = time.monotonic()
        tell.close()
        return told

    def _ended(self, place: _Place, process: "SpawnProcess", now: float) -> None:
        place.process = None
        soon = now - place.began < _STEADY
        place.failures = place.failures + 1 if soon else 0
        place.due = now + (min(_LONGEST_PAUSE, 2.0**place.failures) if soon else 0.0)
        forget_figures_of(process.pid)
        self._log.warning("process ended and is started again", pid=process.pid, code=process.exitcode)
        process.close()


def forget_figures_of(pid: int | None) -> None:
    """Take a process that is gone out of the figures of this moment."""
    from prometheus_client import multiprocess

    if pid is not None and "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]


def answer_requests(opening: Opening, given: socket.socket, tell: Connection) -> None:
    """Answer requests on a socket, in a process of its own, until told to end or left alone.

    Args:
        opening: Opens the parts.
        given: The socket.
        tell: Closed once requests are answered.
    """
    from web.running.log_setup import set_up_log

    asked = listen_for_the_end()
    _end_with_the_first()
    with opening() as parts:
        set_up_log(parts.settings)
        answering(parts, given, asked, ready=tell.close)


def _end_with_the_first() -> None:
    """End well where the process that looks after this one is gone, however it went."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            wait([parent.sentinel])
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="first process", daemon=True).start()
