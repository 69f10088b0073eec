"""The commands that train the shipped model and adapt it to a corpus."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from search.training.contrastive import Progress
    from search.training.shipped import Trained
    from search.training.tuning import Tuning

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

training = typer.Typer()
"""The commands; the program that adds them puts a ``Face`` into the context."""


@training.command()
def train(
    context: typer.Context,
    shared: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder of gold/ and data/.")] = Path("../shared"),
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where model and word table go; else where they ship.")
    ] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Batches of each run.")] = None,
    runs: Annotated[int, typer.Option(min=1, max=4, help="Models that are trained and joined.")] = 2,
    seed: Annotated[int | None, typer.Option(help="Start of the random numbers.")] = None,
    json: Json = False,
) -> None:
    """Train the built-in model and the French-Dutch word table from published questions; takes minutes."""
    from dataclasses import replace

    from search.embed.builtin import SHIPPED
    from search.training.contrastive import Recipe
    from search.training.shipped import train_shipped

    recipe = Recipe()
    recipe = replace(recipe, steps=steps or recipe.steps, seed=recipe.seed if seed is None else seed)
    with _progress(quiet=json) as progress:
        trained = train_shipped(shared, out or SHIPPED.parent, recipe, progress, runs=runs)
    context.obj.show(trained, as_json=json, text=lambda: _print_trained(trained))


@training.command()
def tune(context: typer.Context, json: Json = False) -> None:
    """Adapt the built-in model to the stored questions and answers; kept only if it ranks better on a fifth of them."""
    from search.embed import BUILTIN
    from search.feed import stored_documents
    from search.training.examples import stored_examples
    from search.training.tuning import tune as tuned

    with context.obj.services() as parts, _progress(quiet=json) as progress:
        examples = stored_examples(stored_documents(parts.store))
        outcome = tuned(examples, parts.settings.models_folder, progress)
        if outcome.kept and parts.settings.model == BUILTIN:
            parts.search.rebuild(progress)
    context.obj.show(outcome, as_json=json, text=lambda: _print_tuning(outcome))


@contextmanager
def _progress(*, quiet: bool) -> "Iterator[Progress]":
    """Show a bar on a terminal's error output; nothing in a pipe."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("read", total=None)

        def advance(stage: str, done: int, of: int) -> None:
            bar.update(task, completed=done, total=of, description=stage)

        yield advance


def _print_trained(trained: "Trained") -> None:
    print(f"model      {trained.model} ({trained.model.stat().st_size / 1e6:.1f} MB)")
    print(f"word table {trained.lexicon} ({trained.lexicon.stat().st_size / 1e6:.2f} MB)")
    for name, value in trained.card.items():
        for line in [f"{k}: {v}" for k, v in value.items()] if isinstance(value, dict) else [str(value)]:
            print(f"{name:14s} {line}")


def _print_tuning(tuning: "Tuning") -> None:
    print(f"trained on {tuning.trained} answered questions; {tuning.held} held out, {tuning.queries} queries from them")
    print(f"question finds its answer, by meaning alone, nDCG@10: {tuning.before:.3f} before, {tuning.after:.3f} after")
    print(f"gain {tuning.gain} (95 %)")
    if tuning.kept:
        print(f"kept: {tuning.kept}; the index is built anew with it")
    else:
        print("not kept: the gain is not certain; the model in use stays")
