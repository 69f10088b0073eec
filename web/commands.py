"""The commands of the search and of the site: the same services as the pages, printed."""

from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.errors import WrongUse
from search.bench.commands import bench
from tracker.commands import Json, day
from tracker.list_commands import Today
from web.bench.commands import add_page_bench
from web.running.commands import running
from web.running.keeping import keeping

FAILED, UNUSABLE = 1, 3

site = typer.Typer()
"""The commands; the program that adds them puts a ``Face`` into the context."""
add_page_bench(bench)


def _face(context: typer.Context) -> Any:  # noqa: ANN401 - the class stands above this layer
    return context.obj


@site.command(context_settings={"ignore_unknown_options": True})  # -word leaves a word out
def search(
    context: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(help='Words, "phrases", prefix*, -not, OR, field:value.')] = None,
    parliament: Annotated[str | None, typer.Option(help="Only this parliament.")] = None,
    session: Annotated[str | None, typer.Option(help="Only this parliamentary year, as in 2022-2023.")] = None,
    minister: Annotated[str | None, typer.Option(help="Only answers of this minister.")] = None,
    asker: Annotated[str | None, typer.Option(help="Only questions of this member.")] = None,
    asked_from: Annotated[str | None, typer.Option("--from", metavar="DATE", help="Asked on or after.")] = None,
    asked_to: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Asked on or before.")] = None,
    has_commitment: Annotated[bool, typer.Option(help="Only documents with a commitment.")] = False,
    overdue: Annotated[bool, typer.Option(help="Only documents with an overdue commitment.")] = False,
    mode: Annotated[str, typer.Option(help="hybrid, lexical or semantic.")] = "hybrid",
    sort: Annotated[str, typer.Option(help="relevance, newest, asked or answered.")] = "relevance",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many documents.")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="Leave out the first so many.")] = 0,
    grouped: Annotated[bool, typer.Option(help="Show documents that hold the same question once.")] = True,
    cursor: Annotated[str, typer.Option(help="Go on behind the page that gave it.")] = "",
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the whole list to FILE.csv, FILE.xlsx or FILE.json.")
    ] = None,
    batch: Annotated[Path | None, typer.Option(metavar="QUERIES.jsonl", help="Run a file of queries.")] = None,
    run: Annotated[Path | None, typer.Option(metavar="RUN.jsonl", help="Where the batch's rankings go.")] = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """Find passages by word and by meaning."""
    from pydantic_core import to_jsonable_python

    from search import console

    if (batch is None) != (run is None) or (batch is None and not words):
        raise WrongUse("give words to search for, or both --batch QUERIES.jsonl and --run RUN.jsonl")
    with _face(context).services() as parts:
        if batch is not None and run is not None:
            console.run_batch(parts.search, batch, run)
            return
        reckoned = day(today, "--today") or parts.today()
        only = parts.tracker.overdue_documents(reckoned) if overdue else None
        request = console.request(
            " ".join(words or []),
            parliament=parliament,
            session=session,
            minister=minister,
            asker=asker,
            asked_from=day(asked_from, "--from"),
            asked_to=day(asked_to, "--to"),
            has_commitment=True if has_commitment else None,
            only=only,
            mode=mode,
            sort=sort,
            limit=limit,
            offset=offset,
            grouped=grouped,
            cursor=cursor,
            today=reckoned,
        )
        if export is not None:
            console.export(parts.search, request, export)
            return
        found = parts.search.search(request)
        answer = _answer(parts, request)
        value = {**to_jsonable_python(found), "answer": to_jsonable_python(answer)} if json else found
        _face(context).show(value, as_json=json, text=lambda: _print(found, answer))


def _answer(parts: Any, request: Any) -> Any:  # noqa: ANN401 - types of modules that are loaded late
    """Return the figure that answers a question for one, where it is certain, above the first page of a plain list."""
    from search.request import Filters, Sort
    from tracker.figure_outline import answer_outline
    from tracker.figure_search import FigureSearch

    if request.filters != Filters() or request.offset or request.cursor or request.sort is not Sort.RELEVANCE:
        return None
    return answer_outline(FigureSearch(parts.store, parts.search).answer(request.text, request.today))


def _print(found: Any, answer: Any) -> None:  # noqa: ANN401
    from search import console
    from tracker.figure_outline import print_answer

    if answer is not None:
        print_answer(answer)
    console.print_results(found)


@site.command()
def rebuild(context: typer.Context, json: Json = False) -> None:
    """Build the search index anew from the store, beside the old one, and switch to it."""
    from search import console

    with _face(context).services() as parts:
        status = console.rebuild_with_progress(parts.search, quiet=json)
        _face(context).show(status, as_json=json, text=lambda: console.print_status(status))


@site.command()
def doctor(context: typer.Context, json: Json = False) -> None:
    """Check store, index, settings and model, and say what to do about what is wrong."""
    from corpus.settings import load_settings
    from web import doctor as checks

    found = checks.examine(_face(context).services, load_settings)
    _face(context).show(found, as_json=json, text=lambda: checks.print_findings(found))
    if checks.unusable(found):
        raise typer.Exit(UNUSABLE)
    if found and any(finding.severity == "error" for finding in found):
        raise typer.Exit(FAILED)


site.add_typer(running)
site.add_typer(keeping)
