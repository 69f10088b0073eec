"""The command ``rappel``: reads the words of the command line, builds the parts, and prints what they say.

Only this module picks classes. Nothing heavy is imported before a command needs it.

Exit codes: 0 fine; 1 some documents failed or something needs attention; 2 wrong use; 3 store, index, model or
rules cannot be used; 130 stopped with Ctrl-C. A closed pipe is no failure.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import EditConflict, RappelError, WrongUse
from ingest.commands import add_extraction_bench, evaluate, reading
from ingest.sources.commands import sources
from search.bench.commands import bench
from search.commands import add_search_evaluation
from search.training.commands import training
from tracker.alerts.commands import alerts
from tracker.commands import decisions
from tracker.evidence.commands import add_evidence_evaluation, evidence_commands
from tracker.figure_evaluation_commands import add_figure_evaluation
from tracker.figures_console import figures
from tracker.list_commands import lists
from tracker.outside.commands import outside
from tracker.register_commands import registry
from tracker.report_commands import reports
from tracker.similar_commands import similar
from web.account_commands import accounts_commands
from web.commands import site

if TYPE_CHECKING:
    from tracker.service import Tracker
    from web.services import Services

FAILED, WRONG, UNUSABLE, STOPPED = 1, 2, 3, 130

app = typer.Typer(
    name="rappel",
    help="The memory of a parliament: questions, answers, commitments and their deadlines.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Today = Annotated[str | None, typer.Option("--today", metavar="DATE", help="Reckon as if it were this day (ISO).")]


def now() -> datetime:
    """Return the present moment in UTC: the only place that reads the clock."""
    return datetime.now(UTC)


@contextmanager
def services() -> Iterator["Services"]:
    """Build the parts from the settings, and close the store at the end."""
    from corpus.settings import load_settings
    from corpus.store import Store
    from web.services import Services

    settings = load_settings()
    with Store.open(settings, clock=now) as store:

        def open_search() -> Any:  # noqa: ANN401 - the class is imported late
            from search.service import SearchService

            return SearchService.open(settings, store)

        yield Services(settings=settings, store=store, clock=now, open_search=open_search)


def show(value: object, *, as_json: bool, text: Callable[[], None]) -> None:
    """Print a value as JSON, or call what prints it for people."""
    if not as_json:
        text()
        return
    import json

    from pydantic_core import to_jsonable_python

    print(json.dumps(to_jsonable_python(value), ensure_ascii=False, indent=2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What commands of other modules need of this one.

    Attributes:
        decide: Carries a decision out and shows the commitment.
        show: Prints a value as JSON or for people.
        now: Gives the present moment, in UTC.
        services: Opens the parts and closes them at the end.
        stored: Does what follows when documents were stored: evidence, missed deadlines, index.
    """

    decide: Callable[[str, bool, Callable[["Tracker"], object]], None]
    show: Callable[..., None]
    now: Callable[[], datetime]
    services: Callable[[], AbstractContextManager["Services"]]
    stored: Callable[..., None]


def print_version(wanted: bool) -> None:
    """Print the version and stop, where asked."""
    if wanted:
        from importlib.metadata import version

        print(f"rappel {version('rappel')}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - the callback acts on it
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="FOLDER", help="Folder of store and index (RAPPEL_DATA).")
    ] = None,
) -> None:
    """Settings come from RAPPEL_... variables and rappel.toml; 'rappel settings' lists them."""
    context.obj = Face(decide=decide, show=show, now=now, services=services, stored=stored)
    import os

    if any(name.startswith("RAPPEL_") for name in os.environ):
        from corpus.settings import unknown_variables

        for sentence in unknown_variables(os.environ):
            print(f"rappel: {sentence}", file=sys.stderr)
    if data is not None:
        os.environ["RAPPEL_DATA"] = str(data)


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders and JSONL records.")],
    index: Annotated[bool, typer.Option(help="Bring the search index up to date afterwards.")] = True,
    backfill: Annotated[bool, typer.Option(help="Mark what is found as old news: nobody is alerted.")] = False,
    json: Json = False,
) -> None:
    """Read documents into the store: text, PDF, HTML, folders of them, and JSONL records."""
    from ingest import console
    from ingest.console import run_ingest

    with services() as parts:
        report = run_ingest(parts.store, parts.settings, now, paths, backfill=backfill, quiet=json)
        stored(parts, index=index, quiet=json)
        show(report, as_json=json, text=lambda: console.print_report(report))
    if report.failed:
        raise typer.Exit(FAILED)


def stored(parts: "Services", *, index: bool, quiet: bool) -> None:
    """Do what follows when documents were stored: compare them, record what is missed, bring the index up to date."""
    propose(parts)
    parts.tracker.record_missed(parts.today())
    if doubt := parts.tracker.clock_doubt():
        print(f"rappel: {doubt}", file=sys.stderr)
    if index:
        from search.console import update_with_progress

        update_with_progress(parts.search, quiet=quiet)


def propose(parts: "Services") -> None:
    """Compare what is new with the open commitments, and put what concerns them beside them for a person to judge."""
    from tracker.evidence.proposing import propose_evidence

    propose_evidence(parts.store, now)


@app.command()
def problems(json: Json = False) -> None:
    """List the documents kept in quarantine, with the reason."""
    from ingest import console

    with services() as parts:
        found = parts.store.problems.list()
        show(found, as_json=json, text=lambda: console.print_problems(found))
    if found:
        raise typer.Exit(FAILED)


def decide(commitment: str, as_json: bool, action: Callable[["Tracker"], object]) -> None:
    """Carry out a person's decision and show the commitment as it is then."""
    from tracker import console
    from tracker.outline import history

    with services() as parts:
        action(parts.tracker)
        one, language = parts.tracker.get(commitment, parts.today()), parts.settings.language
        show(history(one, language), as_json=as_json, text=lambda: console.print_commitment(one, language))


@app.command()
def settings(json: Json = False) -> None:
    """List every setting with its value, its variable and its meaning."""
    from corpus.settings import describe, load_settings

    rows = describe(load_settings())
    show(rows, as_json=json, text=lambda: print("\n".join(f"{r.variable}={r.value}\n    {r.help}" for r in rows)))


@app.command()
def demo(
    host: Annotated[str | None, typer.Option(help="Address to listen on (RAPPEL_HOST).")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on (RAPPEL_PORT).")] = None,
    serving: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the site afterwards.")] = True,
) -> None:
    """Ingest the sample corpus (fictitious) with its example decisions, and serve the site."""
    from corpus.samples import sample_folder
    from ingest.console import print_report, run_ingest
    from search.console import update_with_progress
    from tracker.samples import apply_sample_decisions

    with services() as parts:
        print_report(run_ingest(parts.store, parts.settings, now, [sample_folder()], backfill=True, quiet=False))
        update_with_progress(parts.search, quiet=False)
        propose(parts)
        decided = apply_sample_decisions(parts.tracker, parts.store)
        print("\n".join([f"{decided.recorded} example decisions recorded", *decided.unplaced]))
        parts.tracker.record_missed(parts.today())
        if serving:
            from web.server import serve as run_server

            run_server(parts, host=host, port=port)


app.add_typer(reading)
app.add_typer(sources)
app.add_typer(site)
app.add_typer(lists)
app.add_typer(figures)
app.add_typer(decisions)
app.add_typer(registry)
app.add_typer(reports)
app.add_typer(outside)
app.add_typer(training)
app.add_typer(evidence_commands)
app.add_typer(similar)
app.add_typer(alerts, name="alerts")
app.add_typer(accounts_commands, name="accounts")


def _read_records(path: Path) -> Iterator[Any]:
    from ingest.evaluation.records import read_records

    return read_records(path)


add_search_evaluation(evaluate, _read_records)
add_evidence_evaluation(evaluate)
add_figure_evaluation(evaluate)
app.add_typer(evaluate, name="evaluate")
add_extraction_bench(bench)
app.add_typer(bench, name="bench")


def _run() -> int:
    """Run the command line and return its exit code, with a sentence for what went wrong."""
    try:
        app()
    except (WrongUse, EditConflict) as error:
        print(f"rappel: {error}", file=sys.stderr)
        return WRONG
    except RappelError as error:
        print(f"rappel: {error}", file=sys.stderr)
        return UNUSABLE
    except SystemExit as ended:
        # The library turns a closed pipe into a failure and Ctrl-C into a bare code.
        if isinstance(ended.__context__, BrokenPipeError):
            return 0
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        code = STOPPED
    else:
        code = 0
    if code == STOPPED:
        print("rappel: stopped; run the same command again to go on", file=sys.stderr)
    return code


def main() -> None:
    """Run the command line; where the reader of a pipe, such as head, has seen enough, end well and in silence."""
    code = _run()
    try:
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        import os

        code = 0
        # What is left goes nowhere, or Python complains when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(code)


if __name__ == "__main__":
    main()
