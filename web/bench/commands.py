"""The command that measures the pages."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import WrongUse

if TYPE_CHECKING:
    from web.bench.measuring import Measured


def add_page_bench(bench: typer.Typer) -> None:
    """Add ``pages`` and ``load`` to the commands that measure speed."""
    bench.command("pages")(_bench_pages)
    bench.command("load")(_bench_load)


def _bench_pages(
    context: typer.Context,
    each: Annotated[int, typer.Option(min=1, help="Addresses of each kind, drawn from the store.")] = 50,
    only: Annotated[str, typer.Option(help="Only kinds whose name holds this.")] = "",
    check: Annotated[bool, typer.Option("--check", help="Fail where a page is over its bar.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Measure every kind of page of this store: weight, and processor and wall time in this process."""
    from dataclasses import asdict, replace

    from web.app import create_app
    from web.bench.asking import Asker
    from web.bench.measuring import measured
    from web.bench.places import places
    from web.pictures import warm_up

    warm_up().join()  # as a site that has served for a second
    with context.obj.services() as parts:
        # The same addresses are asked again and again: each answer is to be made.
        asker = Asker(create_app(replace(parts, settings=parts.settings.model_copy(update={"kept_megabytes": 0}))))
        try:
            drawn = places(parts, lambda address: asker.ask(address).body.decode(), each=each)
            found = [measured(asker, place) for place in drawn if only in place.name and place.addresses]
        finally:
            asker.close()
    if not found:
        raise WrongUse(f"--only: no kind of page has '{only}' in its name")
    context.obj.show([asdict(one) for one in found], as_json=json, text=lambda: _print(found))
    if check and any(one.over or one.missing for one in found):
        raise typer.Exit(1)


def _bench_load(
    context: typer.Context,
    passages: Annotated[int, typer.Option(min=100, help="Size of the corpus, in passages.")] = 100_000,
    processes: Annotated[int, typer.Option(min=1, help="Processes that answer.")] = 2,
    clients: Annotated[int, typer.Option(min=1, help="Clients that ask again as soon as they are answered.")] = 8,
    seconds: Annotated[float, typer.Option(min=0.1, help="Length of a round.")] = 15.0,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds with so many clients.")] = 3,
    folder: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Keep the corpus here, and use the one that lies there.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal corpora and searches.")] = 1,
    limit: Annotated[int | None, typer.Option(min=1, max=100, help="Results of a search; the API's own.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Fail where a bar is missed.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Measure the service under load: real processes, searches that are all different, and ten times too many."""
    from dataclasses import asdict

    from web.bench.load.run import Load, as_lines, missed, run

    load = Load(
        passages=passages,
        processes=processes,
        clients=clients,
        seconds=seconds,
        rounds=rounds,
        seed=seed,
        more={} if limit is None else {"limit": str(limit)},
    )
    found = run(load, folder)
    context.obj.show([asdict(one) for one in found], as_json=json, text=lambda: print("\n".join(as_lines(found))))
    if check and missed(found):
        raise typer.Exit(1)


def _print(found: list["Measured"]) -> None:
    from rich.console import Console
    from rich.table import Table

    columns = ("HTML kB", "most", "gzip", "ms p50", "p95", "p99", "wall p95", "304", "")
    table = Table("page")
    for name in columns:
        table.add_column(name, justify="right")
    for one in found:
        table.add_row(one.name, *_cells(one))
    Console(width=140).print(table)


def _cells(one: "Measured") -> tuple[str, ...]:
    times: tuple[Any, ...] = (one.processor.p50, one.processor.p95, one.processor.p99, one.wall.p95)
    weights = (one.html, one.heaviest, one.packed)
    note = ", ".join([*one.over, *([f"{one.missing} of {one.asked} not answered"] if one.missing else [])])
    same = "-" if one.unchanged is None else f"{one.unchanged:.1f}"
    return (*(f"{weight / 1000:.1f}" for weight in weights), *(f"{time:.1f}" for time in times), same, note)
