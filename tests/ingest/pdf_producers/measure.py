"""The producers, and the word error rate of a known text that was set by one of them and read again."""

import importlib.util
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.model import DocumentText
from tests.browser_setup import browser
from tests.ingest.pdf_producers.as_html import chromium, weasyprint
from tests.ingest.pdf_producers.as_libreoffice import libreoffice, libreoffice_program
from tests.ingest.pdf_producers.as_reportlab import reportlab
from tests.ingest.pdf_producers.setting import Setting
from tests.ingest.pdf_producers.texts import Known, KnownText

GOLDEN = Path(__file__).parent / "golden"
Produce = Callable[[KnownText, Setting], bytes]
PRODUCERS: dict[str, Produce] = {
    "ReportLab": reportlab,
    "Chromium": chromium,
    "WeasyPrint": weasyprint,
    "LibreOffice": libreoffice,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was found in a text that was read.

    Attributes:
        words: Number of known words, notes included.
        errors: Words added, lost or changed.
        examples: Some places that differ: known words, then read words.
    """

    words: int
    errors: int
    examples: tuple[tuple[str, str], ...]

    @property
    def rate(self) -> float:
        """Word error rate."""
        return self.errors / self.words


def missing(producer: str) -> str | None:
    """Return why a producer is not there, None where it is."""
    if producer == "Chromium":
        return None if browser() else "no Chromium: install it or name one in RAPPEL_TEST_BROWSER"
    if producer == "LibreOffice":
        return None if libreoffice_program() else "no LibreOffice: apt-get install libreoffice-writer-nogui hyphen-nl"
    if importlib.util.find_spec("weasyprint") is None:
        # WeasyPrint brings pyphen, by whose patterns ReportLab's text is broken.
        return "no WeasyPrint: pip install weasyprint (needs Pango)"
    return None


def measure(known: Known, read: DocumentText) -> Measured:
    """Compare what was read with what is known; notes are looked for where they stand and compared apart."""
    text, errors = " ".join(read.text.split()), 0
    for note in known.notes:
        found = re.search(r"(?:[\d⁰¹²³⁴-⁹]+\.? ?)?" + re.escape(note), text)
        errors += 0 if found else len(note.split())
        text = text[: found.start()] + " " + text[found.end() :] if found else text
    distance, examples = word_errors(known.words, text.split())
    total = len(known.words) + sum(len(note.split()) for note in known.notes)
    return Measured(words=total, errors=errors + distance, examples=examples)


def word_errors(known: Sequence[str], read: Sequence[str]) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Return the edit distance of two word sequences, and some places where they differ."""
    from difflib import SequenceMatcher

    numbers = {word: number for number, word in enumerate({*known, *read})}
    columns = np.arange(len(read) + 1)
    target = np.array([numbers[word] for word in read], dtype=np.int64)
    row = columns.copy()
    for place, word in enumerate(known, start=1):
        best = np.minimum(row[1:] + 1, row[:-1] + (target != numbers[word]))
        best = np.concatenate(([place], best))
        row = np.minimum.accumulate(best - columns) + columns
    matcher = SequenceMatcher(a=list(known), b=list(read), autojunk=False)
    differing = [
        (" ".join(known[a:b]), " ".join(read[c:d])) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"
    ]
    return int(row[-1]), tuple(differing[:12])


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """A kept PDF and what must be read from it."""

    content: bytes
    known: Known


def golden_names() -> list[str]:
    """Return the names of the kept PDFs."""
    return sorted(path.stem for path in GOLDEN.glob("*.pdf"))


def load_golden(name: str) -> Golden:
    """Return a kept PDF."""
    stated = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    known = Known(
        words=tuple(stated["text"].split()),
        notes=tuple(stated["notes"]),
        links=tuple((anchor, target) for anchor, target in stated["links"]),
    )
    return Golden(content=(GOLDEN / f"{name}.pdf").read_bytes(), known=known)


def save_golden(name: str, content: bytes, known: Known) -> None:
    """Keep a PDF with what must be read from it."""
    stated = {"text": " ".join(known.words), "notes": known.notes, "links": known.links}
    (GOLDEN / f"{name}.json").write_text(json.dumps(stated, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (GOLDEN / f"{name}.pdf").write_bytes(content)
