"""The command that shows and finds evidence, and the one that measures how it is judged."""

from pathlib import Path
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

evidence_commands = typer.Typer()
"""The commands; the program that adds them puts a ``Face`` into the context."""


def _face(context: typer.Context) -> Any:  # noqa: ANN401 - the class stands above this layer
    return context.obj


@evidence_commands.command()
def evidence(
    context: typer.Context,
    run: Annotated[bool, typer.Option("--run", help="First compare what is new with the open commitments.")] = False,
    again: Annotated[bool, typer.Option("--again", help="With --run: compare every document again.")] = False,
    office: Annotated[str, typer.Option(help="Only of this office (part of its title).")] = "",
    json: Json = False,
) -> None:
    """List the passages that may say how a commitment stands, waiting for a decision."""
    from tracker.evidence import console
    from tracker.evidence.waiting import waiting_proposals

    face = _face(context)
    with face.services() as parts:
        if run or again:
            from tracker.evidence.proposing import propose_evidence

            report = propose_evidence(parts.store, face.now, again=again, told=console.print_progress)
            if not json:
                console.print_report(report)
        found = waiting_proposals(parts.store, office=office, language=parts.settings.language)
        face.show(found, as_json=json, text=lambda: console.print_waiting(found))


def add_evidence_evaluation(evaluate: typer.Typer) -> None:
    """Add ``evidence`` to the commands that measure."""

    @evaluate.command("evidence")
    def measure_evidence(
        context: typer.Context,
        pairs: Annotated[
            Path | None, typer.Option("--pairs", metavar="FILE", help="Groups of pairs; else the unseen half.")
        ] = None,
        predictions: Annotated[
            Path | None, typer.Option("--predictions", metavar="OUT.jsonl", help="Write a line a passage.")
        ] = None,
        json: Json = False,
    ) -> None:
        """Measure how later passages are judged; without --pairs it fails below a floor."""
        from tracker.evidence import console, evaluation
        from tracker.evidence.judge import Judge
        from tracker.evidence.pairs import FOLDER, read_pairs

        judge = Judge()
        found = evaluation.judged(read_pairs(pairs or FOLDER / "unseen.jsonl", judge), judge)
        if predictions is not None:
            predictions.write_text(evaluation.predictions(found), encoding="utf-8")
            if any(pair.relation is None for pair, _ in found):
                return
        scores = evaluation.scores(found)
        below = scores.below(evaluation.floors()) if pairs is None else ()
        _face(context).show(scores, as_json=json, text=lambda: console.print_scores(scores, below))
        if below:
            raise typer.Exit(1)
