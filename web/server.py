"""Starting the site on its address, with the jobs beside it, and ending both in good order."""

import signal
import threading
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

    from web.running.jobs import Job
    from web.services import Services

_UPLOAD_SECONDS = 2.0
"""For the end of the uploaded file that is being read; it is read again where that is too short."""


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
    import uvicorn

    from web import pictures, warming
    from web.app import create_app
    from web.running.memory import keep_few_pools
    from web.running.metrics import Metrics
    from web.running.observing import Observed
    from web.running.worker import Workers
    from web.searching import warming as searching
    from web.serving.connections import BoundedConnection

    asked = _listen_for_the_end()
    keep_few_pools()
    listener = _listener(host or services.settings.host, services.settings.port if port is None else port)
    # The first visitor need not wait for what is loaded on first use.
    app, metrics = create_app(services), Metrics(services)
    pictures.warm_up()
    searching.warm_up(services)
    warming.warm_up(app)
    app.state.metrics = metrics
    workers = Workers(services.store, services.clock, jobs, metrics)
    patience = services.settings.stop_seconds

    class Server(uvicorn.Server):
        """Tells the jobs at once that they must end."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            workers.ask_to_stop(patience)
            super().handle_exit(sig, frame)

    config = uvicorn.Config(
        Observed(app, metrics),
        http=BoundedConnection,
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=max(1, round(patience)),
    )
    if asked.is_set():  # while all this was being loaded
        listener.close()
        return
    workers.start()
    try:
        Server(config).run(sockets=[listener])
    finally:
        services.uploads.end(_UPLOAD_SECONDS)
        workers.stop(patience)


def run_jobs(services: "Services", jobs: "Sequence[Job]") -> None:
    """Do jobs without a site until stopped by SIGTERM or Ctrl-C; they end at a safe point within ``stop_seconds``.

    Args:
        services: The parts.
        jobs: What is done.
    """
    from web.running.memory import keep_few_pools
    from web.running.metrics import Metrics
    from web.running.worker import Workers

    asked = _listen_for_the_end()
    keep_few_pools()
    workers = Workers(services.store, services.clock, jobs, Metrics(services))
    workers.start()
    asked.wait()
    workers.stop(services.settings.stop_seconds)


def _listener(host: str, port: int) -> "socket.socket":
    """Return the open socket, and print the address as a browser takes it."""
    import socket

    from corpus.errors import WrongUse

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise WrongUse(f"cannot listen on {host}:{port}: {error.strerror}; choose another --port") from error
    shown = f"[{host}]" if family == socket.AF_INET6 else host
    print(f"Rappel is at http://{shown}:{listener.getsockname()[1]}/ (stop with Ctrl-C)", flush=True)
    return listener


def _listen_for_the_end() -> threading.Event:
    """Return what is set when a signal asks to end, so that an end by a signal is a good end from the first moment on.

    The server listens itself while it runs, and sends itself the signal again once it has ended.
    """
    asked = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, lambda *_: asked.set())
    return asked
