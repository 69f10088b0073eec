"""The command that measures how fast the search is."""

from typing import Annotated

import typer

from corpus.errors import WrongUse

bench = typer.Typer(help="Measure speed on synthetic corpora.")


@bench.callback()
def measure() -> None:
    """Measure speed on synthetic corpora."""


@bench.command()
def search(
    passages: Annotated[int, typer.Option(min=100, help="Size of the corpus, in passages.")] = 100_000,
    against: Annotated[
        str | None, typer.Option(metavar="ENGINE", help="Measure another engine beside it: fts5-faiss.")
    ] = None,
    queries: Annotated[int, typer.Option(min=1, help="Number of different queries.")] = 300,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal corpora and queries.")] = 1,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Measure latencies, recall, building and memory of the search."""
    from search.bench.run import FTS5_FAISS, as_json, as_lines, run

    if against not in {None, FTS5_FAISS}:
        raise WrongUse(f"--against: '{against}' is not {FTS5_FAISS}")
    report = run(passages, queries=queries, seed=seed, against=against is not None, quiet=json)
    if json:
        from json import dumps

        print(dumps(as_json(report), indent=2))
    else:
        print("\n".join(as_lines(report)))


if __name__ == "__main__":
    bench()
