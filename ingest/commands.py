"""The commands that show and measure what is read from documents."""

from pathlib import Path
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

reading = typer.Typer()
evaluate = typer.Typer(help="Measure quality on annotated real text, against floors that only rise.")
"""The commands; the program that adds them puts a ``Face`` into the context."""


def _face(context: typer.Context) -> Any:  # noqa: ANN401 - the class stands above this layer
    return context.obj


@reading.command()
def extract(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A document, or a JSONL file with --predictions.")],
    predictions: Annotated[
        Path | None, typer.Option("--predictions", metavar="OUT.jsonl", help="Write offsets into the JSONL's strings.")
    ] = None,
    json: Json = False,
) -> None:
    """Show what is read from one file, storing nothing."""
    from corpus.settings import load_settings
    from ingest import console

    settings = load_settings()
    if predictions is not None:
        refused = console.write_predictions(file, predictions, settings)
        raise typer.Exit(1 if refused else 0)
    views, refused = console.extract_views(file, settings, _face(context).now)
    _face(context).show(views[0] if len(views) == 1 else views, as_json=json, text=lambda: console.print_views(views))
    if refused:
        raise typer.Exit(1)


@reading.command()
def explain(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A document, or a file of several.")],
    english: Annotated[
        bool, typer.Option("--english", help="Computations in English; else as the settings say.")
    ] = False,
    json: Json = False,
) -> None:
    """Show a document with every fact in its place, and why and how surely each was read; stores nothing."""
    from corpus.settings import load_settings
    from ingest import console
    from ingest.explain import explained, explanation_lines

    settings = load_settings()
    language = "en" if english else settings.language
    documents, refused = console.read_documents(file, settings, _face(context).now)
    told = [explained(document, language) for document in documents] if json else []
    lines = [line for document in documents for line in explanation_lines(document, language)]
    _face(context).show(told, as_json=json, text=lambda: print("\n".join(lines)))
    if refused:
        raise typer.Exit(1)


@reading.command()
def reread(
    context: typer.Context,
    parliament: Annotated[str | None, typer.Option(help="Only documents of this parliament.")] = None,
    index: Annotated[bool, typer.Option(help="Bring the search index up to date afterwards.")] = True,
    json: Json = False,
) -> None:
    """Read the kept documents again by the rules of today, and tell what is read otherwise; nobody is alerted."""
    from ingest import console

    face = _face(context)
    with face.services() as parts:
        report = console.run_reread(parts.store, parts.settings, face.now, parliament, quiet=json)
        parts.tracker.record_missed(parts.today())
        if index and report.changed:
            parts.search.update()
        face.show(report, as_json=json, text=lambda: console.print_reread(report))
    if report.problems:
        raise typer.Exit(1)


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
    json: Json = False,
) -> None:
    """Measure what is read from documents: commitments, times, figures, items; fails below a floor."""
    from ingest.evaluation import board, console
    from ingest.evaluation.run import measure

    measured = measure(gold, console.say)
    _face(context).show(measured, as_json=json, text=lambda: console.print_board(measured, fails))
    if pin:
        console.say(f"pinned: {', '.join(board.pin(measured, lower=lower)) or 'nothing rose'}")
    elif not measured.holds:
        raise typer.Exit(1)


def add_extraction_bench(bench: typer.Typer) -> None:
    """Add ``extraction`` to the commands that measure speed."""
    bench.command("extraction")(_bench_extraction)


def _bench_extraction(
    context: typer.Context,
    records: Annotated[Path, typer.Option(metavar="FILE.jsonl", help="Records to read.")] = Path(
        "../shared/gold/answers.jsonl"
    ),
    size: Annotated[
        int, typer.Option(min=0, metavar="CHARACTERS", help="Length of each text made to be slow; 0 leaves them out.")
    ] = 1_000_000,
    json: Json = False,
) -> None:
    """Measure how fast records are read, by stage, and long texts made to be slow; in processor time."""
    from ingest.evaluation.speed import measured, print_speed, records_of

    given = records_of(records)
    if json:
        _face(context).show(measured(given, size=size), as_json=True, text=lambda: None)
    else:
        print_speed(given, size=size)
