"""Letters in which questions and answers take turns."""

from datetime import UTC, datetime

import pytest

from corpus.model import DocumentText, QuestionRecord, RawDocument, Side
from ingest.layout import parse
from ingest.pipeline import process
from web.document.alignment import align

LETTER = """Hierbij stuur ik u de antwoorden over de bruggen.
De minister van Bruggen

Vraag 1
Hoeveel bruggen zijn er?
Antwoord op vraag 1
Er zijn er twaalf.
Vraag 2
Welke worden hersteld?
Vraag 3
Wanneer?
Antwoord op vragen 2 en 3
De oude brug is klaar tegen eind 2025.
Vraag 4
Wat kost dat?
Antwoord op vraag 4
De werken kosten 2 miljoen euro.
"""


def parsed(text: str) -> QuestionRecord:
    """Parse a text."""
    return parse(DocumentText(text=text), parliament="Tweede Kamer")


def shown(record: QuestionRecord) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return side, label and questions answered of each item."""
    return [(item.side.value[0], item.label, item.answers) for item in record.items]


TURNS = [("q", "1", ()), ("a", "1", ("1",)), ("q", "2", ()), ("q", "3", ()), ("a", "2 en 3", ("2", "3")),
         ("q", "4", ()), ("a", "4", ("4",))]  # fmt: skip


def test_letter_is_divided_item_by_item() -> None:
    """Each stretch has its side, and each answer its questions; what the minister says first is no item."""
    record = parsed(LETTER)
    assert shown(record) == TURNS
    sides = [section.side for section in record.sections]
    assert sides == [Side.ANSWER] + [Side.QUESTION, Side.ANSWER] * 3
    assert "".join(LETTER[s.start : s.end] for s in record.sections) == LETTER
    quotes = [item.span.quote(LETTER) for item in record.items]
    assert quotes[4] == "De oude brug is klaar tegen eind 2025."
    assert record.items[4].label_span is not None
    assert record.items[4].label_span.quote(LETTER) == "Antwoord op vragen 2 en 3"


VARIANTS = [
    (LETTER.replace("Antwoord op vraag 1\n", "Antwoord:\n").replace("Antwoord op vraag 4\n", "Antwoord\n"), TURNS),
    (LETTER.replace("Vraag 1\n", "Vraag 1: ").replace("Antwoord op vraag 1\n", "Antwoord op vraag 1: "), TURNS),
    (LETTER.replace("Antwoord op vragen 2 en 3", "Antwoord"), [*TURNS[:4], ("a", "2-3", ("2", "3")), *TURNS[5:]]),
    (
        "1. Wie?\n\nAntwoord\n\nBram.\n\n2. Wat?\n\nAntwoord\n\nBrood.\n",
        [TURNS[0], TURNS[1], TURNS[2], ("a", "2", ("2",))],
    ),
]


@pytest.mark.parametrize(("text", "expected"), VARIANTS)
def test_variants(text: str, expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    """Lines with a colon, answers without a number and questions with plain numbers are understood."""
    assert shown(parsed(text)) == expected


APART = [
    "Vraag 1\nWie?\nVraag 2\nWat?\nAntwoord op vraag 1\nBram.\nAntwoord op vraag 2\nBrood.\n",
    "1. Wie?\n2. Wat?\n\nANTWOORD\n\n1. Bram.\n2. Brood.\n",
]


@pytest.mark.parametrize("text", APART)
def test_all_questions_first_are_no_turns(text: str) -> None:
    """Where no question follows an answer there is one section a side at most."""
    assert len({s.side for s in parsed(text).sections}) == len(parsed(text).sections)


def test_head_before_turns() -> None:
    """Below the head of a question its introduction is the asker's."""
    head = "SCHRIFTELIJKE VRAAG\n\nnr. 4\nvan JAN DE WACHTER\ndatum: 4 mei 2023\n\n"
    head += "Bruggen  -  Aantal\n\nEr zijn bruggen.\n\n"
    record = parsed(head + LETTER[LETTER.index("Vraag 1") :])
    assert record.number == 4
    assert record.remarks == ()
    assert [section.side for section in record.sections][:2] == [Side.QUESTION, Side.QUESTION]


def test_facts_and_rows_follow_the_turns() -> None:
    """Facts name their side and item, and the two columns put each answer beside its questions, each text once."""
    raw = RawDocument(
        source="files", uri="file:/a", name="a", media_type="text/plain", content=LETTER.encode(),
        fetched=datetime(2025, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    made = process(raw, parliament="Tweede Kamer")
    text = made.text.text
    assert [(f.side, f.item) for f in made.facts.figures if "miljoen" in f.span.quote(text)] == [(Side.ANSWER, "4")]
    assert ("2 en 3", "tegen eind 2025") in [(t.item, t.span.quote(text)) for t in made.facts.times]
    rows = align(made.record)
    assert [([s.label for s in row.questions], [s.label for s in row.answers]) for row in rows] == [
        ([], [""]), (["1"], ["1"]), (["2", "3"], ["2 en 3"]), (["4"], ["4"]),
    ]  # fmt: skip
    stretches = [s for row in rows for s in (*row.questions, *row.answers)]
    assert "".join(text[s.start : s.end] for s in sorted(stretches, key=lambda s: s.start)) == text
