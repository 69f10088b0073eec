"""The commands that follow sources on the web."""

from datetime import date
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

sources = typer.Typer()
"""The commands; the program that adds them puts a ``Face`` into the context."""


def _day(text: str | None) -> date | None:
    """Return a day as it stands on the command line.

    Raises:
        WrongUse: If it is none.
    """
    from corpus.errors import WrongUse

    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise WrongUse(f"--since: '{text}' is not a date like 2024-07-01", code="no_date") from error


@sources.command()
def sync(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="Name of the source, such as vlaams-parlement.")],
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="List from this day on; else from where the last run ended.")
    ] = None,
    session: Annotated[
        str | None, typer.Option(metavar="YEARS", help="Only this parliamentary year, as in 2023-2024.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Fetch at most so many questions.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list and count; fetch and write nothing.")] = False,
    index: Annotated[bool, typer.Option(help="Bring the search index up to date afterwards.")] = True,
    json: Json = False,
) -> None:
    """Fetch what is new or changed at a parliament; a stopped run goes on where it ended."""
    from ingest.sources.console import print_sync, run_sync
    from ingest.sources.web.report import SyncRequest

    asked = SyncRequest(since=_day(since), session=session, limit=limit, dry_run=dry_run)
    face: Any = context.obj
    with face.services() as parts:
        report = run_sync(parts.store, parts.settings, face.now, source, asked, quiet=json)
        # Whatever this run brought: one that was killed may have left its documents uncompared.
        if not dry_run:
            face.stored(parts, index=index, quiet=json)
        face.show(report, as_json=json, text=lambda: print_sync(report))
    if not report.complete and limit is None:
        raise typer.Exit(1)


@sources.command(name="sources")
def list_sources(context: typer.Context, json: Json = False) -> None:
    """List the sources on the web: which are followed, when each was read last, and how far."""
    from ingest.sources.console import print_sources, source_rows

    face: Any = context.obj
    with face.services() as parts:
        rows = source_rows(parts.store, parts.settings, parts.today())
        face.show(rows, as_json=json, text=lambda: print_sources(rows))
