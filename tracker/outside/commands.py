"""The command that compares a parliament's own register of commitments with ours."""

from typing import Annotated, Any

import typer

from corpus.errors import WrongUse
from tracker.commands import Json, day

outside = typer.Typer()
"""The command; the program that adds it puts a ``Face`` into the context."""


@outside.command("register-compare")
def compare_registers(
    context: typer.Context,
    parliament: Annotated[
        str | None, typer.Argument(help="Name of the parliament; the only one held if left out.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only what was promised from this day on.")] = None,
    only: Annotated[
        str | None, typer.Option("--only", help="matched, differs, only_theirs or only_ours.", metavar="STANDING")
    ] = None,
    today: Annotated[str | None, typer.Option("--today", metavar="DATE", help="Reckon as if it were this day.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV with every column.")] = False,
    json: Json = False,
) -> None:
    """Compare the register that a parliament keeps itself with ours: the same, only theirs, only ours, or otherwise."""
    from tracker.outside import printing
    from tracker.outside.compare import Standing
    from tracker.outside.service import compared_registers

    if csv and json:
        raise WrongUse("--csv does not go with --json")
    if only is not None and only not in tuple(Standing):
        raise WrongUse(f"--only: '{only}' is none of {', '.join(Standing)}")
    face: Any = context.obj
    with face.services() as parts:
        reckoned = day(today, "--today") or parts.today()
        found = compared_registers(
            parts.store, parts.tracker, reckoned, parliament=parliament, since=day(since, "--since")
        )
    entries = tuple(one for one in found.entries if only is None or one.standing == only)
    if csv:
        printing.print_csv(entries)
        return
    shown = printing.outline(found, entries) if json else {}
    face.show(shown, as_json=json, text=lambda: printing.print_comparison(found, entries))
