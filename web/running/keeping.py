"""The commands that keep a store safe and move it: backup, restore, export, import."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from corpus.store.backup import Backup
    from corpus.store.transfer import Transfer

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

keeping = typer.Typer()
"""The commands; the program that adds them puts a ``Face`` into the context."""
_MEGABYTE = 1_000_000


@keeping.command()
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to; 'rappel restore' reads it.")],
    json: Json = False,
) -> None:
    """Copy the store and what people made beside it into one file, while the service runs (SQLite)."""
    from corpus.settings import load_settings
    from corpus.store.backup import back_up

    face: Any = context.obj
    done = back_up(load_settings(), file, face.now)
    face.show(done, as_json=json, text=lambda: _print_backup("written to", done))


@keeping.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="What 'rappel backup' wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the store that is there; it is kept beside.")] = False,
    json: Json = False,
) -> None:
    """Put a backup into the data folder once everything in it was found sound; the index is built anew."""
    from corpus.settings import load_settings
    from corpus.store.backup import restore as put_back

    face: Any = context.obj
    done = put_back(load_settings(), file, face.now, force=force)
    face.show(done, as_json=json, text=lambda: _print_restored(done))


@keeping.command(name="export")
def export_store(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl.gz", help="Where to; packed where it ends in .gz.")],
    subscriptions: Annotated[
        bool, typer.Option("--subscriptions", help="Subscribers and their mail too: personal data.")
    ] = False,
    accounts: Annotated[bool, typer.Option("--accounts", help="Accounts with their hashed passwords too.")] = False,
    json: Json = False,
) -> None:
    """Write everything that the store holds as JSON lines: bytes, facts, the register with its log, decisions."""
    face: Any = context.obj
    with face.services() as parts:
        done = parts.store.export_to(file, subscriptions=subscriptions, accounts=accounts)
        face.show(done, as_json=json, text=lambda: _print_rows(done))


@keeping.command(name="import")
def import_store(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl.gz", help="What 'rappel export' wrote.")],
    index: Annotated[bool, typer.Option(help="Build the search index afterwards.")] = True,
    json: Json = False,
) -> None:
    """Read an export into an empty store, of either kind of database; all of it or nothing."""
    face: Any = context.obj
    with face.services() as parts:
        done = parts.store.import_from(file)
        if index:
            from search.console import update_with_progress

            update_with_progress(parts.search, quiet=json)
        face.show(done, as_json=json, text=lambda: _print_rows(done))


def _print_backup(what: str, done: "Backup") -> None:
    megabytes = done.size / _MEGABYTE
    print(f"{what} {done.file}: {len(done.files)} files, {megabytes:.1f} MB, taken {done.taken:%Y-%m-%d %H:%M} UTC")


def _print_restored(done: "Backup") -> None:
    _print_backup("restored", done)
    if done.replaced:
        print(f"what was there is kept in {done.replaced}; delete it when all is well")
    print("run 'rappel doctor' to look it over; the index is built by 'rappel serve' or 'rappel rebuild'")


def _print_rows(done: "Transfer") -> None:
    print(f"{sum(done.rows.values())} rows, schema {done.schema}")
    for name, count in done.rows.items():
        print(f"  {name}: {count}")
