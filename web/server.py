"""Starting the site on its address, with the jobs beside it, and ending both in good order."""

import gc
import signal
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

    import uvicorn
    from starlette.types import ASGIApp

    from web.running.jobs import Job
    from web.running.metrics import Metrics
    from web.running.worker import Workers
    from web.services import Services

_UPLOAD_SECONDS = 2.0
"""For the end of the uploaded file that is being read; it is read again where that is too short."""
_NEW_THINGS = 20_000
"""Things made between two looks at what can be let go of."""


def serve(
    services: "Services", *, host: str | None = None, port: int | None = None, jobs: "Sequence[Job]" = ()
) -> None:
    """Serve until stopped, and say where.

    On SIGTERM or Ctrl-C requests that are being answered are finished and jobs end at a safe point, both within
    ``stop_seconds``; then this returns.

    Args:
        services: The parts to show.
        host: Address to listen on; the setting where None.
        port: Port to listen on, 0 for a free one; the setting where None.
        jobs: What is done beside the site, in the same process.

    Raises:
        WrongUse: If the address cannot be listened on.
    """
    asked = listen_for_the_end()
    place = host or services.settings.host
    given = listener(place, services.settings.port if port is None else port)
    say_where(place, given)
    answering(services, given, asked, jobs=jobs)


def answering(
    services: "Services",
    given: "socket.socket",
    asked: threading.Event,
    *,
    jobs: "Sequence[Job]" = (),
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Answer requests on a socket until stopped.

    Args:
        services: The parts to show.
        given: The socket; closed at the end.
        asked: Set when a signal asked to end before this began.
        jobs: What is done beside it, in the same process.
        ready: Called once requests are answered.
    """
    from web.running.metrics import Metrics
    from web.running.worker import Workers
    from web.serving.site_server import SiteServer

    _keep_little()
    metrics = Metrics(services)
    app = _loaded(services, metrics)
    workers = Workers(services.store, services.clock, jobs, metrics)
    patience = services.settings.stop_seconds
    if asked.is_set():  # while all this was being loaded
        given.close()
        return
    server = SiteServer(
        _config(app, patience), asked=asked.is_set, ending=lambda: workers.ask_to_stop(patience), ready=ready
    )
    workers.start()
    try:
        server.run(sockets=[given])
    finally:
        services.uploads.end(_UPLOAD_SECONDS)
        _stop_at_last(workers, patience)


def _keep_little() -> None:
    """Look seldom at what can be let go of, and keep what is given back in few pools."""
    from web.running.memory import keep_few_pools

    # An answer makes many small things and keeps none of them.
    gc.set_threshold(_NEW_THINGS, 20, 50)
    keep_few_pools()


def _loaded(services: "Services", metrics: "Metrics") -> "ASGIApp":
    """Return the site, with what the first visitors would else wait for."""
    from web import pictures, warming
    from web.app import create_app
    from web.running.observing import Observed
    from web.searching import warming as searching

    app = create_app(services)
    # Before any thread asks: what the library makes on first use, two make twice, and the two do not fit each other.
    app.openapi()
    pictures.warm_up()
    searching.warm_up(services)
    warming.warm_up(app)
    app.state.metrics = metrics
    return Observed(app, metrics)


def _config(app: "ASGIApp", patience: float) -> "uvicorn.Config":
    """Return how the site is served: the bounds and the log are our own."""
    import uvicorn

    from web.serving.connections import BoundedConnection

    return uvicorn.Config(
        app,
        http=BoundedConnection,
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=max(1, round(patience)),
    )


def run_jobs(services: "Services", jobs: "Sequence[Job]") -> None:
    """Do jobs without a site until stopped by SIGTERM or Ctrl-C; they end at a safe point within ``stop_seconds``.

    Args:
        services: The parts.
        jobs: What is done.
    """
    from web.running.memory import keep_few_pools
    from web.running.metrics import Metrics
    from web.running.worker import Workers

    asked = listen_for_the_end()
    keep_few_pools()
    workers = Workers(services.store, services.clock, jobs, Metrics(services))
    workers.start()
    asked.wait()
    _stop_at_last(workers, services.settings.stop_seconds)


def _stop_at_last(workers: "Workers", patience: float) -> None:
    """End the jobs; a document that is being read when their time is over is left to the next run."""
    from ingest.isolation_process import stop_reading

    workers.stop(patience)
    stop_reading()


def listener(host: str, port: int, *, shared: bool = False) -> "socket.socket":
    """Return the open socket.

    Args:
        host: Address to listen on.
        port: Port to listen on, 0 for a free one.
        shared: Whether other sockets of this user may listen there too.

    Raises:
        WrongUse: If the address cannot be listened on.
    """
    import socket

    from corpus.errors import WrongUse

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, reuse_port=shared)
    except OSError as error:
        raise WrongUse(f"cannot listen on {host}:{port}: {error.strerror}; choose another --port") from error


def say_where(host: str, listener: "socket.socket") -> None:
    """Print the address as a browser takes it."""
    shown = f"[{host}]" if ":" in host else host
    print(f"Rappel is at http://{shown}:{listener.getsockname()[1]}/ (stop with Ctrl-C)", flush=True)


def listen_for_the_end() -> threading.Event:
    """Return what is set when a signal asks to end, so that an end by a signal is a good end from the first moment on.

    The server listens itself while it runs, and sends itself the signal again once it has ended.
    """
    asked = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, lambda *_: asked.set())
    return asked
