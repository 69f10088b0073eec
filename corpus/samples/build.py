"""Make the sample documents from their sources: ``python -m corpus.samples.build [--check]``.

A tool for those who change the samples; it needs reportlab, which users of the documents do not.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from corpus.samples import sample_folder
from corpus.samples.as_html import render_html
from corpus.samples.as_pdf import render_pdf
from corpus.samples.as_text import render_records, render_text
from corpus.samples.source import Layout, Source, load_layout, load_sources

RECORDS = "records.jsonl"
_RENDERERS = {"pdf": (render_pdf, ".pdf"), "html": (render_html, ".html"), "text": (render_text, ".txt")}


def build() -> dict[str, bytes]:
    """Return every sample document: file name and bytes, the same for the same sources.

    Raises:
        RulesError: If a source is wrong.
    """
    layout = load_layout()
    sources = load_sources()
    files = dict(_file(source, layout) for source in sources if source.format != "jsonl")
    records = tuple(source for source in sources if source.format == "jsonl")
    return files | {RECORDS: render_records(records, layout)}


def file_name(source: Source) -> str:
    """Return the name of the file that holds the source's document."""
    return RECORDS if source.format == "jsonl" else source.name + _RENDERERS[source.format][1]


def _file(source: Source, layout: Layout) -> tuple[str, bytes]:
    return file_name(source), _RENDERERS[source.format][0](source, layout)


def differences(files: Mapping[str, bytes], folder: Path) -> tuple[str, ...]:
    """Return the names of files in ``folder`` that are missing, other than in ``files``, or not in it."""
    held = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}
    return tuple(sorted(name for name in files.keys() | held.keys() if files.get(name) != held.get(name)))


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Make ``folder`` hold exactly ``files``."""
    folder.mkdir(exist_ok=True)
    for name in differences(files, folder):
        if name in files:
            (folder / name).write_bytes(files[name])
        else:
            (folder / name).unlink()


def main(arguments: list[str] | None = None) -> int:
    """Write the documents, or with ``--check`` say which are out of date.

    Returns:
        0, or 1 where ``--check`` found a difference.
    """
    parser = argparse.ArgumentParser(prog="python -m corpus.samples.build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a document is out of date")
    check = parser.parse_args(arguments).check
    files = build()
    changed = differences(files, sample_folder())
    if not check:
        write(files, sample_folder())
    state = "out of date" if check else "written"
    sys.stdout.write("".join(f"{state}: {name}\n" for name in changed) or "every document is up to date\n")
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
