"""Prints the word error rate of every producer that is here.

    python -m tests.ingest.pdf_producers [-v] [--keep] [FOLDER]

``-v`` shows places that differ; with a folder the PDFs are left there; ``--keep`` renews the PDFs in ``golden/``.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from ingest.readers.pdf import read_pdf
from tests.ingest.conftest import make_raw
from tests.ingest.pdf_producers.measure import (
    PRODUCERS,
    golden_names,
    load_golden,
    measure,
    missing,
    save_golden,
)
from tests.ingest.pdf_producers.setting import SETTINGS
from tests.ingest.pdf_producers.texts import Known, known_texts

KEPT = ("WeasyPrint", "LibreOffice")


def main(words: Sequence[str]) -> None:
    """Set, read and compare every text, and print a line each."""
    folders = [Path(word) for word in words if not word.startswith("-")]
    print(
        f"{'producer':24} {'text':10} {'setting':10} {'pages':>5} {'words':>6} {'errors':>6} {'WER':>7} {'pages/s':>8}"
    )
    for name, produce in PRODUCERS.items():
        if reason := missing(name):
            print(f"{name:24} {reason}")
            continue
        for text in known_texts():
            for setting in SETTINGS:
                content = produce(text, setting)
                for folder in folders:
                    (folder / f"{name}-{text.name}-{setting.name}.pdf").write_bytes(content)
                if "--keep" in words and name in KEPT and setting.justified:
                    save_golden(f"{name}-{text.name}-{setting.name}", content, text.known())
                report(f"{name:24} {text.name:10} {setting.name:10}", content, text.known(), shown="-v" in words)
    for name in golden_names():
        golden = load_golden(name)
        report(f"golden {name:39}", golden.content, golden.known, shown="-v" in words)


def report(title: str, content: bytes, known: Known, *, shown: bool) -> None:
    """Print a line, and the places that differ if they are to be shown."""
    begun = time.process_time()
    text = read_pdf(make_raw(content, "application/pdf"))
    speed = len(text.pages) / (time.process_time() - begun)
    found = measure(known, text)
    print(f"{title} {len(text.pages):5} {found.words:6} {found.errors:6} {found.rate:7.2%} {speed:8.0f}", flush=True)
    for example in found.examples if shown else ():
        print("    ", example)


if __name__ == "__main__":
    main(sys.argv[1:])
