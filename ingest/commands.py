"""The commands that measure extraction."""

from pathlib import Path
from typing import Annotated, Any

import typer

evaluate = typer.Typer(help="Measure quality on annotated real text, against floors that only rise.")
"""The commands; the program that adds them puts a ``Face`` into the context."""


@evaluate.callback()
def measure_something() -> None:
    """Measure quality on annotated real text, against floors that only rise."""


@evaluate.command()
def extraction(
    context: typer.Context,
    gold: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder of the annotated texts.")] = Path(
        "../shared/gold"
    ),
    fails: Annotated[int, typer.Option(min=0, metavar="N", help="Show so many of all misses, not only new ones.")] = 0,
    pin: Annotated[bool, typer.Option("--pin", help="Raise the floors to what is reached now.")] = False,
    lower: Annotated[bool, typer.Option("--allow-lower", help="With --pin: floors may fall too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Measure what is read from documents: commitments, times, figures, items; fails below a floor."""
    from ingest.evaluation import board, console
    from ingest.evaluation.run import measure

    measured = measure(gold, console.say)
    face: Any = context.obj
    face.show(measured, as_json=json, text=lambda: console.print_board(measured, fails))
    if pin:
        console.say(f"pinned: {', '.join(board.pin(measured, lower=lower)) or 'nothing rose'}")
    elif not measured.holds:
        raise typer.Exit(1)
