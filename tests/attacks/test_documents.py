"""Hostile documents: each is refused with its reason, or read for what it says; the ones beside it are always read."""

import time
from collections.abc import Iterator

import pytest

from corpus.model import RawDocument
from corpus.samples import sample_folder
from ingest.batches import Batches
from ingest.isolation import Limits
from ingest.pipeline import ParsedDocument
from ingest.sources.found import Divided, Refused
from tests.attacks.bombs import BOMBS, damaged
from tests.ingest.conftest import make_raw

LIMITS = Limits(seconds=60, memory=1_000_000_000)
OUTCOMES = {
    "zip, flat": "too_large",
    "zip, nested": "unsupported",
    "zip, overlapping": "too_large",
    "zip, understated": "damaged",
    "word, entities": "hostile",
    "word, entities in UTF-16": "hostile",
    "word, external entity": "hostile",
    "word, external type": "hostile",
    "word, deep": "damaged",
    "word, names that climb": "empty",
    "sheet, entities": "hostile",
    "open document, external entity": "hostile",
    "html, deep": "hostile",
    "html, deep tables": "hostile",
    "rtf, deep": "empty",
    "rtf, object": "empty",
    "rtf, binary": "empty",
    "csv, one line": "too_large",
    "csv, open quote": "damaged",
    "json, deep": "not_json",
    "json, long number": "not_json",
    "json, many names": "incomplete",
    "dossier, swollen": "hostile",
    "dossier, shared bytes": "hostile",
    "dossier, deep": "damaged",
    "dossier, lies": "damaged",
    "dossier, inside a dossier": "damaged",
    "pdf, deep pages": "damaged",
    "pdf, looping pages": "damaged",
    "pdf, looping object stream": "empty",
    "pdf, huge picture": "scan",
    "text called pdf": "damaged",
    "web page called record": "not_json",
    "picture called web page": "unsupported",
}
"""Reasons for which they are refused; the others are read."""


@pytest.fixture(scope="module")
def apart() -> Iterator[Batches]:
    """Return what reads apart, in one process for all these tests, which is started anew where it dies."""
    with Batches(parliament="Vlaams Parlement", workers=1, limits=LIMITS, apart=True) as batches:
        yield batches


def test_every_outcome_is_of_a_document() -> None:
    """No line of the table is left over."""
    assert OUTCOMES.keys() <= BOMBS.keys()


@pytest.mark.parametrize("name", BOMBS)
def test_a_hostile_document_costs_only_itself(apart: Batches, name: str) -> None:
    """Its reading ends in time with the expected outcome, holds nothing of this machine, and its neighbour is read."""
    media_type, make = BOMBS[name]
    raws = [
        RawDocument(
            source="x", uri=f"x:{name}", name=name, media_type=media_type, content=make(), fetched=make_raw(b"").fetched
        ),
        make_raw(b"Hoeveel bruggen zijn er in 2024?", name="neighbour.txt"),
    ]
    begun = time.monotonic()
    first, second = (one for one in apart.results(raws) if not isinstance(one, Divided))
    assert time.monotonic() - begun < LIMITS.seconds
    assert isinstance(second, ParsedDocument)
    if name in OUTCOMES:
        assert isinstance(first, Refused)
        assert (first.reason, first.content) == (OUTCOMES[name], raws[0].content), first.message
    else:
        assert isinstance(first, ParsedDocument), first
        assert first.raw == raws[0]
        assert "root:" not in first.text.text


@pytest.mark.parametrize("ending", [".pdf", ".html", ".txt", ".docx", ".xlsx", ".odt", ".rtf"])
def test_damage_costs_only_the_damaged(apart: Batches, ending: str) -> None:
    """A good file damaged in fifty-five ways is read or refused each time, and none ends the process."""
    raws = [make_raw(content, name=f"{n}{ending}") for n, content in enumerate(damaged(_good(ending)))]
    results = [one for one in apart.results(raws) if not isinstance(one, Divided)]
    assert len(results) >= len(raws) == 55
    reasons = {one.reason for one in results if isinstance(one, Refused)}
    assert not reasons & {"reader_died", "too_slow", "out_of_memory", "internal_error"}, reasons


def _good(ending: str) -> bytes:
    import docx
    from odfdo import Document

    from tests.ingest.office_kit import open_bytes, sheet_bytes, word_bytes

    match ending:
        case ".docx":
            document = docx.Document()
            document.add_paragraph("Hoeveel bruggen zijn er in 2024?")
            return word_bytes(document)
        case ".xlsx":
            return sheet_bytes({"Bruggen": [["jaar", "aantal"], [2024, 5]]})
        case ".odt":
            return open_bytes(Document("text"))
        case ".rtf":
            return (
                rb"{\rtf1\ansi {\fonttbl{\f0 Arial;}} Hoeveel bruggen zijn er in 2024?\par \trowd a\cell b\cell\row}"
                * 9
            )
        case _:
            return next(path for path in sorted(sample_folder().iterdir()) if path.suffix == ending).read_bytes()
