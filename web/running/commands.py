"""The commands that run the service: the site, and its jobs."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from web.services import Services

running = typer.Typer()
"""The commands; the program that adds them puts a ``Face`` into the context."""


class Kind(StrEnum):
    """The kinds of jobs."""

    SYNC = "sync"
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
) -> None:
    """Serve the site, its API and its feeds; follow the sources, keep the index up to date and tell subscribers."""
    from web.running.jobs import jobs_of
    from web.server import serve as run_server

    with _face(context).services() as parts:
        _set_up_log(parts)
        parts.tracker.record_missed(parts.today())
        run_server(parts, host=host, port=port, jobs=() if only_site else jobs_of(parts))


@running.command()
def worker(
    context: typer.Context,
    kind: Annotated[Kind, typer.Argument(help="sync (the sources that are followed), index or alerts.")],
) -> None:
    """Do one kind of job again and again, without the site; one holder at a time does each."""
    from web.running.jobs import jobs_of
    from web.server import run_jobs

    with _face(context).services() as parts:
        _set_up_log(parts)
        run_jobs(parts, jobs_of(parts, kind.value))


def _set_up_log(parts: "Services") -> None:
    from web.running.log_setup import set_up_log

    set_up_log(parts.settings)
