"""Search in the terminal."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import WrongUse
from corpus.model import DocumentId
from search.request import Filters, Hit, IndexStatus, Mode, PassageHit, SearchRequest, SearchResults, Sort

if TYPE_CHECKING:
    from search.builder import Progress
    from search.service import SearchService

_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def request(
    text: str,
    *,
    parliament: str | None,
    session: str | None,
    minister: str | None,
    asker: str | None,
    asked_from: date | None,
    asked_to: date | None,
    has_commitment: bool | None,
    only: frozenset[DocumentId] | None,
    mode: str,
    sort: str,
    limit: int,
    offset: int,
    grouped: bool = True,
    cursor: str = "",
    today: date | None = None,
) -> SearchRequest:
    """Return the request for words and options of the command line.

    Raises:
        WrongUse: If mode or order is none.
    """
    if mode not in set(Mode):
        raise WrongUse(f"--mode: '{mode}' is none of {', '.join(Mode)}")
    if sort not in set(Sort):
        raise WrongUse(f"--sort: '{sort}' is none of {', '.join(Sort)}")
    filters = Filters(
        parliament=parliament,
        session=session,
        minister=minister,
        asker=asker,
        asked_from=asked_from,
        asked_to=asked_to,
        has_commitment=has_commitment,
        only=only,
    )
    return SearchRequest(
        text=text,
        filters=filters,
        mode=Mode(mode),
        sort=Sort(sort),
        limit=limit,
        offset=offset,
        grouped=grouped,
        cursor=cursor,
        today=today,
    )


@contextmanager
def _progress(*, quiet: bool) -> "Iterator[Progress]":
    """Show a bar on a terminal's error output while the index is built; nothing in a pipe."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("index", total=None)

        def advance(step: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=step)

        yield advance


def update_with_progress(service: "SearchService", *, quiet: bool) -> IndexStatus:
    """Bring the index up to date, with a bar."""
    with _progress(quiet=quiet) as progress:
        return service.update(progress)


def rebuild_with_progress(service: "SearchService", *, quiet: bool) -> IndexStatus:
    """Build the index anew, with a bar."""
    with _progress(quiet=quiet) as progress:
        return service.rebuild(progress)


def print_results(results: SearchResults) -> None:
    """Print each document with its best passages; matching words stand out on a terminal."""
    for number, hit in enumerate(results.hits, start=1):
        print(f"{number}. {hit.title or hit.document_id}")
        print(f"   {_head(hit)}")
        for passage in hit.passages:
            print(f"   {_place(passage)}: {_snippet(passage)}")
        if hit.also:
            print(f"   also put to {len(hit.also)}: {', '.join(one.document_id for one in hit.also)}")
    _print_reading(results)
    groups = f" in {results.groups} questions" if results.groups < results.total else ""
    print(f"{results.total} documents{groups} in {results.took_ms:.1f} ms ({results.mode})")
    if results.cursor:
        print(f"more: --cursor {results.cursor}")


def _print_reading(results: SearchResults) -> None:
    """Say how the query was read, where it is not one plain word, and what it may mean instead."""
    chips = results.understood.chips
    if len(chips) > 1 or (chips and chips[0].kind != "word"):
        read = (f"{chip.kind} {chip.text}{f' ({chip.detail})' if chip.detail else ''}" for chip in chips)
        print(f"(read as: {'; '.join(read)})", file=sys.stderr)
    for suggestion in results.understood.suggestions:
        asked = "did you mean" if suggestion.kind == "spelling" else "or only of these days"
        print(f"({asked}: {suggestion.query})", file=sys.stderr)
    for remark in results.understood.remarks:
        print(f"({remark.text})", file=sys.stderr)
    if results.status.message:
        print(f"({results.status.message})", file=sys.stderr)


def _head(hit: Hit) -> str:
    number = f"nr. {hit.number}" if hit.number else None
    asked = hit.asked.isoformat() if hit.asked else None
    parts = (number, hit.session, hit.asker, hit.minister or hit.office, asked, hit.document_id, _why(hit))
    return " | ".join(part for part in parts if part)


def _why(hit: Hit) -> str:
    words = f"word: {', '.join(hit.reason.words)}" if hit.reason.words else ""
    meaning = f"meaning: {hit.reason.likeness:.2f}" if hit.reason.likeness else ""
    return "; ".join(part for part in (f"by {hit.why}", words, meaning) if part)


def _place(passage: PassageHit) -> str:
    item = f" {passage.item}" if passage.item else ""
    page = f", p. {passage.page}" if passage.page else ""
    page += f", attachment {passage.attachment}" if passage.attachment else ""
    return f"{passage.side}{item}{page} [{passage.span.start}:{passage.span.end}]"


def _snippet(passage: PassageHit) -> str:
    mark, stop = (_BOLD, _PLAIN) if sys.stdout.isatty() else ("", "")
    text = "".join(f"{mark}{one.text}{stop}" if one.marked else one.text for one in passage.snippet)
    return " ".join(text.split())


def export(service: "SearchService", asked: SearchRequest, path: Path) -> None:
    """Write the whole list of a search into a file, in the form that its name ends with: csv, xlsx or json.

    A link stays a link, to the new file; what is no file, such as a pipe, is written to as it stands.

    Raises:
        WrongUse: If the name ends otherwise or the file cannot be written; what stood there stays.
    """
    from search.export import Form, exported

    suffix = path.suffix.lower().lstrip(".")
    if suffix not in set(Form):
        raise WrongUse(f"--export: the name of the file must end with {', '.join('.' + form for form in Form)}")
    rows = exported(Form(suffix), service.every_hit(asked))
    try:
        # A pipe or a terminal cannot be put in the place of another: it is written to as it is asked.
        if path.exists() and not path.is_file():
            with path.open("wb") as out:
                out.writelines(rows)
        else:
            _write_whole(Path(os.path.realpath(path)), rows)
    except OSError as error:
        raise WrongUse(f"{path} cannot be written: {error.strerror or error}") from error


def _write_whole(path: Path, rows: Iterable[bytes]) -> None:
    """Put a file in its place once it is whole; whatever ends the writing, what stood there stays and nothing else."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as out:
            out.writelines(rows)
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def print_status(status: IndexStatus) -> None:
    """Print how the index stands."""
    print(f"index {status.generation}: {status.documents} documents, {status.passages} passages, model {status.model}")
    if status.message:
        print(status.message)


def run_batch(service: "SearchService", queries: Path, run: Path) -> None:
    """Run a file of queries and write the rankings.

    Raises:
        WrongUse: If the queries cannot be read or the rankings not be written.
    """
    from search.batch import rankings

    try:
        lines = queries.read_text(encoding="utf-8").splitlines()
        with run.open("w", encoding="utf-8") as out:
            for ranking in rankings(service, lines):
                out.write(json.dumps(ranking, ensure_ascii=False) + "\n")
    except OSError as error:
        raise WrongUse(f"{error.filename or run}: {error.strerror}") from error
