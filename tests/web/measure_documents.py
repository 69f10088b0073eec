"""Weight and processor time of document pages, and how many facts are outlined on printed pages.

``python -m tests.web.measure_documents pages FOLDER`` measures 100 documents of a data folder drawn by chance, the ten
with most facts, and one of a million characters; ``... outlines FILE...`` takes PDFs as they are, sets texts as PDFs in
three ways, and counts the facts whose words are outlined on their pages.
"""

import argparse
import gzip
import math
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from fastapi.testclient import TestClient

from corpus.model import RawDocument, Span
from corpus.register import Cause
from corpus.settings import Settings
from corpus.store import Store
from ingest.pipeline import ParsedDocument, process
from ingest.readers.page_view import page_picture, page_view, pages_of
from search.service import SearchService
from tests.ingest.pdf_producers.as_reportlab import reportlab
from tests.ingest.pdf_producers.setting import SETTINGS, Setting
from tests.ingest.pdf_producers.texts import Kind, KnownText, Part
from web.app import create_app
from web.services import Services

_LINE = "In {} gingen {} leerlingen naar {} scholen, bleven {} plaatsen vrij en kostte dat {} euro.\n"


def _now() -> datetime:
    return datetime.now(UTC)


def _raw(content: bytes, name: str) -> RawDocument:
    kind = "application/pdf" if content.startswith(b"%PDF-") else "text/plain"
    return RawDocument(
        source="files", uri=f"file:///{name}", name=name, media_type=kind, content=content, fetched=_now()
    )


@contextmanager
def _site(settings: Settings) -> Iterator[tuple[Store, TestClient]]:
    with Store.open(settings, clock=_now) as store:
        parts = Services(
            settings=settings, store=store, clock=_now, open_search=lambda: SearchService.open(settings, store)
        )
        with TestClient(create_app(parts)) as client:
            yield store, client


def _percentile(numbers: Sequence[float], share: float) -> float:
    return sorted(numbers)[min(len(numbers) - 1, math.ceil(share * len(numbers)) - 1)]


def _measured(get: Callable[[], bytes]) -> tuple[float, bytes]:
    begun = time.process_time()
    found = get()
    return 1000 * (time.process_time() - begun), found


def _row(name: str, client: TestClient, addresses: Sequence[str]) -> None:
    """Print one line of the table, for pages that were not asked for before."""
    found = [_measured(lambda address=address: client.get(address).content) for address in addresses]  # type: ignore[misc]
    times, weights = [one for one, _ in found], [len(body) for _, body in found]
    packed = max(len(gzip.compress(body)) for _, body in found)
    middle, high, most = (f"{_percentile(times, share):.0f}" for share in (0.5, 0.95, 1))
    sizes = " | ".join(f"{_percentile(weights, share) / 1000:.1f}" for share in (0.5, 0.95, 1))
    print(f"| {name} | {len(addresses)} | {middle} | {high} | {most} | {sizes} | {packed / 1000:.1f} |")


def _long() -> bytes:
    head = "VLAAMS PARLEMENT\nSCHRIFTELIJKE VRAAG\nnr. 12\nvan AN PEETERS\ndatum: 5 februari 2024\n\n1. Hoeveel?\n\n"
    lines = [_LINE.format(2000 + n % 25, 1000 + n, 20 + n, 30 + n, 500 * n) for n in range(11_000)]
    return f"{head}ANTWOORD\n\n1. {''.join(lines)}".encode()


def pages(folder: Path) -> None:
    """Print the table of weights and times.

    Args:
        folder: A data folder; nothing is written to it.
    """
    print(
        "| pages | n | ms p50 | p95 | max | kB p50 | p95 | max | packed, max |\n|---|---|---|---|---|---|---|---|---|"
    )
    with _site(Settings(data=folder)) as (store, client):
        held = store.documents.list()
        client.get(f"/d/{held[0].id}")
        drawn = random.Random(6).sample(held, min(100, len(held)))  # noqa: S311 - a sample, no secret
        _row("by chance", client, [f"/d/{one.id}" for one in drawn])
        heaviest = sorted(held, key=lambda one: one.commitments + one.figures, reverse=True)[:10]
        _row("most facts", client, [f"/d/{one.id}" for one in heaviest])
    with tempfile.TemporaryDirectory() as made, _site(Settings(data=Path(made), model="lexical")) as (store, client):
        parsed = process(_raw(_long(), "lang.txt"), parliament="Vlaams Parlement")
        with store.writing():
            store.documents.put(parsed.raw, parsed.text, parsed.record, parsed.facts, cause=Cause.INGEST)
        name = store.documents.list()[0].id
        client.get("/methods")
        _row(f"{len(parsed.text.text):,} characters", client, [f"/d/{name}/v/1?part={n}" for n in range(1, 6)])


def _facts(parsed: ParsedDocument) -> list[Span]:
    facts = parsed.facts
    kinds = (facts.commitments, facts.claims, facts.times, facts.figures, facts.references)
    return [one.span for kind in kinds for one in kind]


def _set(content: bytes, setting: Setting) -> bytes:
    lines = [line for line in content.decode("utf-8").splitlines() if line.strip()]
    parts = tuple(Part(kind=Kind.PARAGRAPH, text=line.replace("[", "(").replace("]", ")")) for line in lines)
    return reportlab(KnownText(name="set", head="Vragen en antwoorden", parts=parts), setting)


def outlines(files: Sequence[Path]) -> None:
    """Print how many facts are outlined on the printed pages, and what a view and a picture cost.

    Args:
        files: PDFs, and texts to be set.
    """
    print(
        "| set as | files | facts | outlined | ms a view | ms a picture | kB a picture |\n|---|---|---|---|---|---|---|"
    )
    printed = [path.read_bytes() for path in files if path.suffix == ".pdf"]
    texts = [path.read_bytes() for path in files if path.suffix != ".pdf"]
    ways = {"as it is": printed, **{one.name: [_set(text, one) for text in texts] for one in SETTINGS}}
    for name, contents in ways.items():
        if contents:
            _outlined(name, contents)


def _outlined(name: str, contents: Sequence[bytes]) -> None:
    asked, views, pictures = 0, list[tuple[float, bool]](), list[tuple[float, bytes]]()
    for content in contents:
        parsed = process(_raw(content, "vraag.pdf"), parliament="Vlaams Parlement")
        for span in _facts(parsed):
            asked += 1
            begun = time.process_time()
            found = all(page_view(content, parsed.text, n, span).boxes for n in pages_of(parsed.text, span))
            views.append((1000 * (time.process_time() - begun), found))
        pictures += [
            _measured(lambda number=page.number, content=content: page_picture(content, number))  # type: ignore[misc]
            for page in parsed.text.pages
        ]
    outlined = sum(found for _, found in views)
    view, picture = (sum(one[0] for one in timed) / max(1, len(timed)) for timed in (views, pictures))
    weight = sum(len(made) for _, made in pictures) / max(1, len(pictures)) / 1000
    print(f"| {name} | {len(contents)} | {asked} | {outlined} | {view:.0f} | {picture:.0f} | {weight:.0f} |")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["pages", "outlines"])
    parser.add_argument("paths", nargs="+", type=Path)
    given = parser.parse_args()
    if given.what == "pages":
        pages(given.paths[0])
    else:
        outlines(given.paths)


if __name__ == "__main__":
    main()
