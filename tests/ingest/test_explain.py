"""A document explained: every fact in its place in the text, with what was read, why, and by which rule."""

from datetime import UTC, datetime

import pytest

from corpus.model import RawDocument
from ingest.explain import explained, explanation_lines
from ingest.pipeline import ParsedDocument, process

TEXT = """SCHRIFTELIJKE VRAAG

nr. 81
van AN PEETERS
datum: 3 mei 2024

aan JAN JANSSENS
VLAAMS MINISTER VAN MOBILITEIT

De Lijn  -  Haltes

Volgens het vorige plan zouden alle haltes tegen 2023 vernieuwd moeten zijn.

1. Hoeveel haltes werden er in 2023 vernieuwd?
JAN JANSSENS
VLAAMS MINISTER VAN MOBILITEIT

ANTWOORD
op vraag nr. 81 van 3 mei 2024
van AN PEETERS

1. In 2023 werden 212 haltes vernieuwd, zie mijn antwoord op schriftelijke vraag nr. 55.
De Lijn zal de overige haltes uiterlijk in het najaar van 2025 vernieuwen.
"""


@pytest.fixture(scope="module")
def document() -> ParsedDocument:
    """Return a small question and answer as it is read."""
    return process(
        RawDocument(
            source="files",
            uri="file:///haltes.txt",
            name="haltes.txt",
            media_type="text/plain",
            content=TEXT.encode(),
            fetched=datetime(2024, 6, 1, tzinfo=UTC),
        ),
        parliament="Vlaams Parlement",
    )


def test_every_fact_is_explained_once(document: ParsedDocument) -> None:
    """Facts are numbered in reading order; each has its rule and what was read."""
    facts = document.facts
    told = explained(document, "en")
    count = sum(map(len, (facts.times, facts.figures, facts.references, facts.commitments, facts.claims)))
    assert [one.number for one in told] == list(range(1, count + 1))
    assert [one.span.start for one in told] == sorted(one.span.start for one in told)
    assert {one.kind for one in told} >= {"time", "figure", "reference", "commitment"}
    assert all(one.reading.rule and one.what for one in told)


def test_the_lines_show_head_text_and_reasons(document: ParsedDocument) -> None:
    """The text is whole, with marks in it, and the deadline's computation stands below in the language asked for."""
    shown = "\n".join(explanation_lines(document, "nl"))
    assert "number: 81" in shown
    assert "session: 2023-2024 (inferred)" in shown
    assert "212 haltes" in shown
    assert "21 december 2025" in shown
    assert "21 December 2025" in "\n".join(explanation_lines(document, "en"))
    assert "certainty" in shown


def test_marks_do_not_change_the_text(document: ParsedDocument) -> None:
    """Without its marks, the marked text is the section's text."""
    lines = list(explanation_lines(document, "nl"))
    marked = lines[lines.index("--- answer ---") + 1]
    numbers = [one.number for one in explained(document, "nl")]
    for number in numbers:
        marked = marked.replace(f"[{number}: ", "")
    section = document.record.sections[-1]
    assert marked.replace("]", "") == document.text.text[section.start : section.end]
