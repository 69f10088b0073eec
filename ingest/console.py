"""Ingest and extraction in the terminal."""

import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import WrongUse
from corpus.register import Cause, Problem
from corpus.settings import Settings

if TYPE_CHECKING:  # listing what is held needs neither readers nor a bar
    from corpus.store import Store
    from ingest.pipeline import ParsedDocument
    from ingest.reread import RereadReport
    from ingest.service import IngestReport

_SHOWN = 10


def say(message: str) -> None:
    """Say something to the person at the terminal, apart from the printed data."""
    print(message, file=sys.stderr, flush=True)


def run_ingest(
    store: "Store",
    settings: Settings,
    clock: Callable[[], datetime],
    paths: Sequence[Path],
    *,
    backfill: bool = False,
    quiet: bool = False,
) -> "IngestReport":
    """Ingest with a progress bar.

    Args:
        store: The store.
        settings: The settings.
        clock: Now, in UTC.
        paths: Files and folders.
        backfill: Whether what is found is old news, of which nobody is alerted.
        quiet: Whether to show no bar.

    Returns:
        The report.
    """
    from ingest.progress_bar import ProgressBar
    from ingest.service import Ingest

    cause = Cause.BACKFILL if backfill else Cause.INGEST
    with ProgressBar(quiet=quiet) as bar:
        return Ingest(store, settings, clock).run(paths, bar, cause, on_wait=say)


def run_reread(
    store: "Store",
    settings: Settings,
    clock: Callable[[], datetime],
    parliament: str | None,
    *,
    quiet: bool = False,
) -> "RereadReport":
    """Read held documents again, with a progress bar.

    Args:
        store: The store.
        settings: The settings.
        clock: Now, in UTC.
        parliament: Only documents of this parliament.
        quiet: Whether to show no bar.
    """
    from ingest.progress_bar import ProgressBar
    from ingest.reread import Reread

    with ProgressBar(quiet=quiet) as bar:
        return Reread(store, settings, clock).run(parliament, bar, on_wait=say)


def print_reread(report: "RereadReport") -> None:
    """Print what is read otherwise than before."""
    rate = f", {report.read / report.seconds:.0f} documents/s" if report.seconds > 0 else ""
    failed = f", failed {len(report.problems)}" if report.problems else ""
    print(
        f"read {report.read}: same {report.same}, changed {len(report.changed)}{failed} ({report.seconds:.1f} s{rate})"
    )
    for kind, found in report.facts.items():
        print(f"  {kind}: {found.added} added, {found.gone} gone, {found.changed} changed, {found.moved} moved")
    for one in report.changed[:_SHOWN]:
        said = ", ".join(f"{kind} +{c.added} -{c.gone} ~{c.changed + c.moved}" for kind, c in one.facts.items())
        print(f"    {one.document}, version {one.version}: {said or 'its text or its record'}")
    if len(report.changed) > _SHOWN:
        print(f"    and {len(report.changed) - _SHOWN} more (--json lists all)")
    for problem in report.problems[:_SHOWN]:
        print(f"  failed, {problem.reason}: {problem.name}: {problem.message}")


def print_report(report: "IngestReport") -> None:
    """Print what a run did, failures by reason."""
    rate = f", {report.done / report.seconds:.0f} documents/s" if report.seconds > 0 else ""
    print(f"new {report.new}, changed {report.changed}, same {report.same}, failed {len(report.problems)}", end="")
    print(f" ({report.seconds:.1f} s{rate})")
    for reason, count in sorted(report.failed.items()):
        print(f"  failed, {reason}: {count}")
    for problem in report.problems[:_SHOWN]:
        print(f"    {problem.name}{_line(problem.line)}: {problem.message}")
    if len(report.problems) > _SHOWN:
        print(f"    and {len(report.problems) - _SHOWN} more: rappel problems")
    for skipped in report.skipped[:_SHOWN]:
        print(f"  left out, {skipped.reason}: {skipped.name}")
    if len(report.skipped) > _SHOWN:
        print(f"  left out: {len(report.skipped) - _SHOWN} more")


def _line(number: int | None) -> str:
    return f", line {number}" if number else ""


def print_problems(problems: Sequence[Problem]) -> None:
    """Print the quarantine."""
    for one in problems:
        print(f"{one.name}{_line(one.line)}: {one.reason}")
        print(f"    {one.message}")
        print(f"    {one.uri}, {one.size} bytes, since {one.first_seen:%Y-%m-%d %H:%M} UTC")
    print(f"{len(problems)} in quarantine")


def write_predictions(source: Path, target: Path, settings: Settings) -> int:
    """Write the predictions of a JSONL file, in the form that the scorers read.

    Returns:
        How many lines could not be read; each is named on the error output.

    Raises:
        WrongUse: If the source does not exist or the target cannot be written.
    """
    from ingest.predict import predictions
    from ingest.sources.jsonl import open_lines

    refused: list[int] = []

    def refuse(line: int, message: str) -> None:
        refused.append(line)
        say(f"{source.name}, line {line}: {message}")

    try:
        with open_lines(source) as lines, target.open("w", encoding="utf-8") as out:
            for prediction in predictions(lines, parliament=settings.parliament, on_refused=refuse):
                out.write(json.dumps(prediction, ensure_ascii=False) + "\n")
    except OSError as error:
        raise WrongUse(f"{error.filename}: {error.strerror}") from error
    return len(refused)


def read_documents(file: Path, settings: Settings, clock: Callable[[], datetime]) -> tuple[list["ParsedDocument"], int]:
    """Read every document of a file, storing nothing; what cannot be read is named on the error output.

    Returns:
        The documents, and how many could not be read.

    Raises:
        WrongUse: If the file does not exist.
    """
    from ingest.batches import attempt
    from ingest.pipeline import ParsedDocument
    from ingest.sources.files import check_paths, discover
    from ingest.sources.found import Finished, Refused, Skipped

    check_paths([file])
    documents, refused = [], 0
    for found in discover([file], clock=clock, max_bytes=settings.max_document_bytes):
        if isinstance(found, Finished | Skipped):
            continue
        for result in [found] if isinstance(found, Refused) else attempt(found, settings.parliament):
            if isinstance(result, Refused):
                say(f"{result.name}{_line(result.line)}: {result.message}")
                refused += 1
            elif isinstance(result, ParsedDocument):
                documents.append(result)
    return documents, refused


def extract_views(file: Path, settings: Settings, clock: Callable[[], datetime]) -> tuple[list[dict[str, object]], int]:
    """Read every document of a file into a view that JSON can write, storing nothing.

    Returns:
        A view for each document that could be read, and how many could not.

    Raises:
        WrongUse: If the file does not exist.
    """
    from ingest.json_view import document_view

    documents, refused = read_documents(file, settings, clock)
    return [document_view(document) for document in documents], refused


def print_views(views: Sequence[dict[str, object]]) -> None:
    """Print each document for people: its head, then one line a fact with its place and words."""
    for view in views:
        for name, value in view.items():
            if isinstance(value, list):
                print(f"\n{name}: {len(value)}")
                for one in value:
                    _print_entry(one)
            elif isinstance(value, dict):
                print(f"\n{name}")
                _print_fields(value)


def _print_fields(fields: dict[str, object], pad: str = "  ") -> None:
    """Print the fields that say something, those of a field below it."""
    for name, value in fields.items():
        if isinstance(value, dict):
            if value := {inner: one for inner, one in value.items() if not _is_empty(one)}:
                print(f"{pad}{name}: {_words(value)}")
        elif not _is_empty(value):
            print(f"{pad}{name}: {_words(value)}")


def _print_entry(one: object) -> None:
    if not isinstance(one, dict):
        print(f"  {_words(one)}")
        return
    span = one.get("span", one)
    if isinstance(span, dict) and "start" in span:
        print(f"  [{span['start']}:{span['end']}] {' '.join(str(span.get('quote', '')).split())}".rstrip())
    left_out = ("start", "end", "quote", "span")
    rest = {name: value for name, value in one.items() if name not in left_out and not _is_empty(value)}
    if rest:
        print("      " + "; ".join(f"{name} {_words(value)}" for name, value in rest.items()))


def _words(value: object) -> str:
    """Return a value in words: a place by what it quotes, fields and lists on one line."""
    if isinstance(value, dict):
        if "quote" in value and "start" in value:
            return f"“{' '.join(str(value['quote']).split())}”"
        return ", ".join(f"{name} {_words(one)}" for name, one in value.items() if not _is_empty(one))
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value)
    return str(value)


def _is_empty(value: object) -> bool:
    return value is None or value == "" or value == [] or value == {}
