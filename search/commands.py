"""The commands that measure the search."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Parsed = Callable[[Path], Iterable[Any]]
"""Reads a file of records into documents; it stands in the layer that reads, and the program hands it over."""


def add_search_evaluation(evaluate: typer.Typer, parsed: Parsed) -> None:
    """Add ``search`` to the commands that measure.

    Args:
        evaluate: The commands that measure.
        parsed: Reads a file of records.
    """

    @evaluate.command("search")
    def search(
        context: typer.Context,
        shared: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder of gold/ and data/.")] = Path("../shared"),
        model: Annotated[str, typer.Option(help="Embedding model, or 'lexical'.")] = "builtin",
        worst: Annotated[int, typer.Option(min=0, metavar="N", help="Show so many of the worst queries.")] = 10,
        pin: Annotated[bool, typer.Option("--pin", help="Raise the floors to what is reached now.")] = False,
        lower: Annotated[bool, typer.Option("--allow-lower", help="With --pin: floors may fall too.")] = False,
        ablation: Annotated[
            bool, typer.Option("--ablation", help="Instead, measure what each component adds.")
        ] = False,
        json: Json = False,
    ) -> None:
        """Measure the search on judged queries and on questions that look for their answers; fails below a floor."""
        from search.evaluation import board, console, run

        documents = list(parsed(shared / "data" / "federal-qa-2017.jsonl.gz"))
        if ablation:
            from search.evaluation.ablation import gains

            found = gains(documents, shared / "gold" / "queries.jsonl", told=console.say)
            context.obj.show(found, as_json=json, text=lambda: console.print_gains(found))
            return
        measured = run.measure(documents, shared / "gold" / "queries.jsonl", model=model, told=console.say)
        scores = board.board(measured)
        context.obj.show(scores, as_json=json, text=lambda: console.print_board(scores, measured, worst))
        if pin:
            console.say(f"pinned: {', '.join(board.pin(scores, lower=lower)) or 'nothing rose'}")
        elif not all(score.holds for score in scores):
            raise typer.Exit(1)

    _add_similar(evaluate, parsed)


def _add_similar(evaluate: typer.Typer, parsed: Parsed) -> None:
    @evaluate.command("similar")
    def similar(
        context: typer.Context,
        shared: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder of data/.")] = Path("../shared"),
        model: Annotated[str, typer.Option(help="builtin, or lexical for the weights without meaning.")] = "builtin",
        fit: Annotated[bool, typer.Option("--fit", help="Print weights fitted anew, and what they reach.")] = False,
        json: Json = False,
    ) -> None:
        """Measure whether sub-questions asked before are told; fails where precision on unseen pairs is under .9."""
        from search.evaluation import similarity

        documents = list(parsed(shared / "data" / "federal-qa-2017.jsonl.gz"))
        measured = similarity.measure(documents, model=model)
        context.obj.show(measured, as_json=json, text=lambda: similarity.print_similarity(measured, fit=fit))
        if not similarity.holds(measured, similarity.FLOOR):
            raise typer.Exit(1)
