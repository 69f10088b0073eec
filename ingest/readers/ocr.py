"""Text recognition of scanned pages with Tesseract, where it is installed; otherwise such pages stay unread.

Tesseract gives each word its place, so a recognised page goes the same way as a printed one: rows, columns, furniture.
"""

import csv
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from statistics import median

from ingest.readers.pdf_columns import suspect
from ingest.readers.pdf_rows import RowPage, rows
from ingest.readers.pdfium import render_page
from ingest.readers.printed import DamagedPdf, EncryptedPdf, Word

PROGRAM = "tesseract"
# Dutch must be there; the others are used where they are.
_NEEDED, _OPTIONAL = "nld", ("fra", "eng")
_DOTS_PER_POINT = 300 / 72
_SECONDS_A_PAGE = 90.0
_SECONDS_TO_START = 10.0
MOST_PAGES = 100
_WORD, _LINE = "5", "4"
# Words that Tesseract is less sure of, in per cent, are specks of the picture; words of these signs
# alone are the lines of a table.
_LEAST_SURE = 25.0
_RULES = frozenset("|_[]~—=¦")
# A line's box reaches from the descenders to the capitals: the letters' size, and where their baseline is.
_SIZE_OF_BOX, _BASELINE_IN_BOX = 1.05, 0.22

Recognise = Callable[[bytes, RowPage], RowPage | None]


def recogniser() -> Recognise | None:
    """Return the function that recognises a page, None where Tesseract or its Dutch is not installed."""
    program = shutil.which(PROGRAM)
    languages = _languages(program) if program else ""
    if not program or not languages:
        return None

    def recognise(content: bytes, page: RowPage) -> RowPage | None:
        return _recognise(program, languages, content, page)

    return recognise


@cache
def _languages(program: str) -> str:
    """Return the languages to be read, as Tesseract takes them; empty where Dutch is not installed."""
    try:
        listed = _run([program, "--list-langs"], b"", _SECONDS_TO_START).split()
    except (OSError, subprocess.SubprocessError):
        return ""
    found = (_NEEDED, *(language for language in _OPTIONAL if language in listed))
    return "+".join(found) if _NEEDED in listed else ""


def _run(command: list[str], given: bytes, seconds: float) -> str:
    # The command is a fixed list without a shell; nothing of a document but its picture reaches it.
    done = subprocess.run(command, input=given, capture_output=True, timeout=seconds, check=True)  # noqa: S603
    return done.stdout.decode("utf-8", errors="replace")


def _recognise(program: str, languages: str, content: bytes, page: RowPage) -> RowPage | None:
    """Return a page with the words that were recognised; None where it failed or took too long."""
    try:
        picture = render_page(content, page.number, scale=_DOTS_PER_POINT)
        command = [program, "stdin", "stdout", "-l", languages, "--dpi", "300", "tsv"]
        table = _run(command, picture, _SECONDS_A_PAGE)
    except (OSError, subprocess.SubprocessError, DamagedPdf, EncryptedPdf):
        return None
    return page_of(table, page)


def page_of(table: str, page: RowPage) -> RowPage:
    """Return a page with the words of Tesseract's table.

    Args:
        table: Tab-separated values with a heading line, one word, line, paragraph or block a line, in pixels.
        page: The page as it was printed; its number, size and links stay.

    Returns:
        The page; its pictures count as read.
    """
    entries = list(csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    lines = {_line_of(entry): entry for entry in entries if entry["level"] == _LINE}
    heights = [float(entry["height"]) for entry in lines.values()]
    size = _SIZE_OF_BOX * median(heights) / _DOTS_PER_POINT if heights else 0.0
    made = tuple(rows(_words(entries, lines, page.height, size)))
    drawn = page.drawn if suspect(made) else ()
    return RowPage(number=page.number, width=page.width, height=page.height, rows=made, drawn=drawn, links=page.links)


def _line_of(entry: Mapping[str, str]) -> tuple[str, ...]:
    return entry["block_num"], entry["par_num"], entry["line_num"]


def _words(
    entries: list[dict[str, str]], lines: Mapping[tuple[str, ...], Mapping[str, str]], height: float, size: float
) -> Iterator[Word]:
    previous: tuple[str, ...] = ()
    for entry in entries:
        text = (entry["text"] or "").strip()
        if entry["level"] != _WORD or float(entry["conf"]) < _LEAST_SURE or _RULES.issuperset(text):
            continue
        line = lines.get(_line_of(entry), entry)
        foot = (float(line["top"]) + float(line["height"])) / _DOTS_PER_POINT
        left, wide = float(entry["left"]) / _DOTS_PER_POINT, float(entry["width"]) / _DOTS_PER_POINT
        starts = _line_of(entry) != previous
        previous = _line_of(entry)
        baseline = height - foot + _BASELINE_IN_BOX * size
        yield Word(text, "" if starts else " ", left, left + wide, baseline, size, starts)
