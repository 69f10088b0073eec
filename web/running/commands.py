"""The commands that run the service: the site, and its jobs."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from web.running.jobs import Job
    from web.services import Services

running = typer.Typer()
"""The commands; the program that adds them puts a ``Face`` into the context."""


class Kind(StrEnum):
    """The kinds of jobs."""

    SYNC = "sync"
    FOLDER = "folder"
    INDEX = "index"
    ALERTS = "alerts"


def _face(context: typer.Context) -> Any:  # noqa: ANN401 - the class stands above this layer
    return context.obj


@running.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on (RAPPEL_HOST).")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on (RAPPEL_PORT).")] = None,
    only_site: Annotated[
        bool, typer.Option("--only-site", help="Serve the site alone; 'rappel worker' does the jobs elsewhere.")
    ] = False,
    processes: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes that answer requests (RAPPEL_PROCESSES).")
    ] = None,
) -> None:
    """Serve the site, its API and its feeds; follow the sources, keep the index up to date and tell subscribers."""
    face = _face(context)
    _one_thread_each()
    with face.services() as parts, _figures_together(processes or parts.settings.processes) as count:
        from web.running.jobs import jobs_of

        jobs = () if only_site else jobs_of(parts)
        with _logged(parts, "site", jobs):
            parts.tracker.record_missed(parts.today())
            if count == 1:
                from web.server import serve as run_server

                run_server(parts, host=host, port=port, jobs=jobs)
            else:
                from web.running.processes import serve_by

                serve_by(parts, face.services, processes=count, host=host, port=port, jobs=jobs)


def _one_thread_each() -> None:
    """Let a multiplication keep to its thread: requests are answered beside one another, and threads cost more there.

    It is read when numpy is first loaded, in this process and in those that it starts.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@contextmanager
def _figures_together(processes: int) -> Iterator[int]:
    """Let several processes count in files that each of them can add up; the library reads the folder when loaded."""
    if processes == 1:
        yield 1
        return
    with TemporaryDirectory(prefix="rappel-figures-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield processes


@running.command()
def worker(
    context: typer.Context,
    kind: Annotated[
        Kind,
        typer.Argument(help="sync (the followed sources), folder (the watched one, and uploads), index or alerts."),
    ],
) -> None:
    """Do one kind of job again and again, without the site; one holder at a time does each."""
    from web.running.jobs import jobs_of
    from web.server import run_jobs

    with _face(context).services() as parts:
        jobs = jobs_of(parts, kind.value)
        with _logged(parts, "worker", jobs):
            run_jobs(parts, jobs)


@contextmanager
def _logged(parts: "Services", what: str, jobs: "Sequence[Job]") -> Iterator[None]:
    """Begin the log, and say in it when this process began, with what, and when it ended."""
    from importlib.metadata import version

    import structlog

    from web.running.log_setup import set_up_log

    set_up_log(parts.settings)
    log = structlog.get_logger("rappel.service")
    done = [job.name for job in jobs if job.kind != "sync" or job.wanted()]
    log.info("started", what=what, version=version("rappel"), jobs=", ".join(done) or "none")
    yield
    log.info("ended", what=what)
