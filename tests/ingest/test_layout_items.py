"""Items: labels, spans, nesting, and which answer item answers which question item."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import DocumentText, Item, QuestionRecord, Section, Side
from ingest.layout import parse


def two_sides(question: str, answer: str) -> tuple[str, QuestionRecord]:
    """Parse a document whose source states the sides."""
    text = f"{question}\n\n{answer}"
    sections = (
        Section(side=Side.QUESTION, start=0, end=len(question)),
        Section(side=Side.ANSWER, start=len(question) + 2, end=len(text)),
    )
    return text, parse(DocumentText(text=text, sections=sections), parliament="Vlaams Parlement")


def answers(question: str, answer: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return label, first word and answered labels of the answer's items."""
    text, record = two_sides(question, answer)
    return [(item.label, item.span.quote(text).split()[0], item.answers) for item in record.items_of(Side.ANSWER)]


ONE_TO_FOUR = "1. Wie? 2. Wat? 3. Waar? 4. Wanneer?"

LABEL_CASES = [
    pytest.param("1. Bram.\n2. Brood.", [("1", "Bram.", ("1",)), ("2", "Brood.", ("2",))], id="own-lines"),
    pytest.param("1. Bram doet dat.2. Brood.", [("1", "Bram", ("1",)), ("2", "Brood.", ("2",))], id="glued-sentences"),
    pytest.param("1. De FOD Leefmilieu2. Niets.", [("1", "De", ("1",)), ("2", "Niets.", ("2",))], id="glued-to-a-word"),
    pytest.param("1 en 2. Samen.\n3. Hier.", [("1 en 2", "Samen.", ("1", "2")), ("3", "Hier.", ("3",))], id="en"),
    pytest.param("1. tot 3. Samen. 4. Nu.", [("1. tot 3", "Samen.", ("1", "2", "3")), ("4", "Nu.", ("4",))], id="tot"),
    pytest.param("1.Ja.\n2-3.Samen.", [("1", "Ja.", ("1",)), ("2-3", "Samen.", ("2", "3"))], id="dash-without-blank"),
    pytest.param("1. Ja. 3. Neen.", [("1", "Ja.", ("1",)), ("3", "Neen.", ("3",))], id="skipped-number"),
    pytest.param(
        "1. en 2. Ja. 3. en 5. Neen. 4. Soms.",
        [("1. en 2", "Ja.", ("1", "2")), ("3. en 5", "Neen.", ("3",)), ("4", "Soms.", ("4",))],
        id="row-with-a-hole",
    ),
    pytest.param("Vraag 1: Ja.\nVraag 2: Neen.", [("1", "Ja.", ("1",)), ("2", "Neen.", ("2",))], id="led-by-a-word"),
    pytest.param(
        "Antwoord op vraag 1\nJa.\nAntwoorden op vraag 2, 3 en 4\nNeen.",
        [("1", "Ja.", ("1",)), ("2, 3 en 4", "Neen.", ("2", "3", "4"))],
        id="led-rows",
    ),
    pytest.param(
        "Wat vraag 1 betreft, is er niets.\nWat vraag 2 betreft, is er veel.",
        [("1", "is", ("1",)), ("2", "is", ("2",))],
        id="about-a-question",
    ),
    pytest.param(
        "1. Ja.\n2. Goed.\n3. Neen.\n4. Soms.\n5. Ook nog dit.",
        [(str(n), w, (str(n),) if n < 5 else ()) for n, w in enumerate(["Ja.", "Goed.", "Neen.", "Soms.", "Ook"], 1)],
        id="beyond-the-questions",
    ),
    pytest.param("Alles komt later.", [("", "Alles", ("1", "2", "3", "4"))], id="unnumbered"),
]


@pytest.mark.parametrize(("answer", "expected"), LABEL_CASES)
def test_answer_labels(answer: str, expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    """Labels are read as printed and matched to the questions they cover."""
    assert answers(ONE_TO_FOUR, answer) == expected


NO_LABELS = [
    "Dat staat in artikel 3. De wet zegt het. Zie ook nr. 4. De rest volgt.",
    "Het kost 1.219 euro en 2.500 euro. In 2023 was dat 12. 500 euro.",
    "De zitting van 1.12.2023 en die van 2.12.2023 gingen niet door.",
    "De wet zegt: ? 1. De raad beslist. ? 2. De minister voert uit.",
    "Er zijn drie redenen:1. het is duur;2. het is ver;3. het is laat.",
    "Dat is zo voor vraag 1. Dat is ook zo voor vraag 2. Meer is er niet.",
    "Het gaat om 300 km2. De rest is bos. Het gaat om 20 km3. De rest is water.",
]


@pytest.mark.parametrize("answer", NO_LABELS)
def test_numbers_inside_sentences_are_no_labels(answer: str) -> None:
    """Article numbers, amounts, dates, section signs and enumerations number no items."""
    assert [label for label, _, _ in answers(ONE_TO_FOUR, answer)] == [""]


def test_false_number_between_labels() -> None:
    """A number in a sentence does not take the place of the label that follows it."""
    answer = "1. Zie model 2. Dat volstaat. 2. Er zijn er 14. 3. Zie artikel 4. Dat geldt. 4. Neen."
    assert [label for label, _, _ in answers(ONE_TO_FOUR, answer)] == ["1", "2", "3", "4"]


NESTED_CASES = [
    pytest.param("1. a) Ja. b) Neen. 2. Goed.", ["1", "1.a", "1.b", "2"], id="letters"),
    pytest.param("1.a) Ja.b) Neen.2. Goed.", ["1", "1.a", "1.b", "2"], id="glued-letters"),
    pytest.param("1. Zo:a) wegcontrolesb) controles op de baan 2. Goed.", ["1", "1.a", "1.b", "2"], id="glued-words"),
    pytest.param(
        "1. Zo:\na. Ja:\ni. een\nii. twee\nb. Neen.\n2. Goed.", ["1", "1.a", "1.a.i", "1.a.ii", "1.b", "2"], id="roman"
    ),
    pytest.param("1. Zo:\n1.1 Eerst.\n1.2 Dan.\n2. Goed.", ["1", "1.1", "1.2", "2"], id="decimal"),
    pytest.param("1. Zo:\n1° Eerst.\n2° Dan.\n2. Goed.", ["1", "1.1", "1.2", "2"], id="degree"),
    pytest.param("1a) Ja.\n1b) Neen.\n2) Goed.", ["1", "1.a", "1.b", "2"], id="number-and-letter"),
    pytest.param("1. Zo:\n- een\n- twee\n2. Goed, o.a. Gent en d.d. Brussel.", ["1", "2"], id="bullets"),
    pytest.param("1. Zie (punt a) en (punt b) hieronder.\n2. Goed.", ["1", "2"], id="parentheses"),
    pytest.param("1. Zo: a) alleen dit.\n2. Goed.", ["1", "2"], id="a-without-b"),
    pytest.param(
        "1. " + " ".join(f"{c}) Deel." for c in "abcdefghij") + " 2. Goed.",
        ["1", *(f"1.{c}" for c in "abcdefghij"), "2"],
        id="letter-i",
    ),
]


@pytest.mark.parametrize(("answer", "labels"), NESTED_CASES)
def test_nested_labels(answer: str, labels: list[str]) -> None:
    """Lettered, roman and numbered parts are nested below their item."""
    assert [label for label, _, _ in answers("1. Wie? 2. Wat?", answer)] == labels


def test_parts_answer_the_part_or_the_item_above() -> None:
    """A part answers the question's part of the same name, else the item that holds it."""
    found = answers("1. a) Wie? b) Wat? 2. Waar?", "1. a) Bram. b) Brood. 2. a) Hier. b) Daar.")
    assert {label: answered for label, _, answered in found} == {
        "1": ("1",),
        "1.a": ("1.a",),
        "1.b": ("1.b",),
        "2": ("2",),
        "2.a": ("2",),
        "2.b": ("2",),
    }


def test_parts_numbered_through() -> None:
    """An answer that numbers the question's parts through is matched in order."""
    found = answers("1. a) Wie? b) Wat? 2. Waar?", "1. Bram. 2. Brood. 3. Hier.")
    assert [answered for _, _, answered in found] == [("1.a",), ("1.b",), ("2",)]


def test_the_same_questions_answered_again() -> None:
    """An answer may go through the questions once for every agency."""
    found = answers("1. Wie? 2. Wat? 3. Waar?", "1. Bram. 2. Brood. 3. Hier.- Bpost1. Piet. 2. en 3. Nergens.")
    assert [label for label, _, _ in found] == ["1", "2", "3", "1", "2. en 3"]


def test_answer_to_the_second_question_only() -> None:
    """A single label above 1 counts where it opens the answer and was asked; elsewhere it does not."""
    assert answers("1. Wie? 2. Wat?", "2. Brood is er genoeg.") == [("2", "Brood", ("2",))]
    assert [label for label, _, _ in answers("1. Wie? 2. Wat?", "3. Brood is er genoeg.")] == [""]
    assert [label for label, _, _ in answers("1. Wie? 2. Wat?", "Er is brood. 2. Veel brood.")] == [""]


def test_unnumbered_question() -> None:
    """The items of an answer to an unnumbered question answer that question."""
    found = answers("Hoeveel bomen staan er in de straat?", "1. Tien. 2. Er komen er twee bij.")
    assert [answered for _, _, answered in found] == [("",), ("",)]


def test_letters_number_a_question_without_numbers() -> None:
    """Where a question has letters only, these are its items."""
    _, record = two_sides("Graag antwoord:\na) Wie?\nb) Wat?", "Bram en brood.")
    assert [item.label for item in record.items_of(Side.QUESTION)] == ["a", "b"]


def test_item_spans_reach_to_the_next_item() -> None:
    """An item ends before the next label of its level or a higher one, parts included, white space left out."""
    text, record = two_sides("1. Wie? 2. Wat?", "Vooraf dit.\n\n1. Zo:\na. Ja.\nb. Neen. \n\n2. Goed.\n")
    assert {item.label: item.span.quote(text) for item in record.items_of(Side.ANSWER)} == {
        "1": "Zo:\na. Ja.\nb. Neen.",
        "1.a": "Ja.",
        "1.b": "Neen.",
        "2": "Goed.",
    }


def test_answers_without_question_are_remarked() -> None:
    """Answer items without a question are kept and named in a remark."""
    _, record = two_sides("1. Wie? 2. Wat?", "1. Bram. 2. Brood. 3. Nog iets.")
    assert [(remark.code, remark.labels) for remark in record.remarks] == [("answer_without_question", ("3",))]


def _check_items(text: str, items: tuple[Item, ...]) -> None:
    for item in items:
        assert item.span.end <= len(text)
        if item.label_span is not None:
            printed = item.label_span.quote(text)
            assert printed
            assert printed.endswith(item.label) or item.label.endswith(f".{printed}")
            assert item.label_span.end <= item.span.start
    for first, second in pairwise(items):
        assert first.span.start <= second.span.start
        assert second.span.start >= first.span.end or second.span.end <= first.span.end


PIECES = st.lists(
    st.sampled_from(
        [
            "1. ",
            "2. ",
            "3.",
            "2-3.",
            "1 en 2.",
            "a) ",
            "b) ",
            "a. ",
            "b. ",
            "i. ",
            "ii. ",
            "1.1 ",
            "1° ",
            "2° ",
            "Ja",
            "neen ",
            "?",
            ".\n",
            "\n\n",
            "\n ",
            "Vraag 1: ",
            "Wat vraag 2 betreft, ",
            "nr. 4. ",
            "SCHRIFTELIJKE VRAAG\n",
            "nr. 7\n",
            "van JAN DE WIT\n",
            "datum: 14 juni 2023\n",
            "ANTWOORD\n",
            "op vraag nr. 7 van 14 juni 2023\nvan JAN DE WIT\n",
            "VLAAMS MINISTER VAN WERK\n",
            "Deze vraag werd gesteld aan de ministers ",
            "Jan Peeters (12), ",
            "(",
            ")",
            "\f",
            "à ",
            "1 mei 2023 werd ",
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(PIECES, st.text(max_size=300)))
def test_parse_never_fails(text: str) -> None:
    """Any text gives a record whose spans lie in the text and whose items are nested and in order."""
    record = parse(DocumentText(text=text), parliament="Vlaams Parlement")
    _check_items(text, record.items)
    for section in record.sections:
        assert 0 <= section.start <= section.end <= len(text)
    for item in record.items:
        assert any(
            s.side is item.side and s.start <= item.span.start <= item.span.end <= s.end for s in record.sections
        )
    for _, span in record.evidence:
        assert span.quote(text).strip()


@settings(max_examples=100, deadline=None)
@given(question=PIECES, answer=PIECES)
def test_given_sections_are_kept(question: str, answer: str) -> None:
    """Sections that the source states are taken as they are, and items stay inside them."""
    text, record = two_sides(question, answer)
    assert [(s.side, s.start, s.end) for s in record.sections] == [
        (Side.QUESTION, 0, len(question)),
        (Side.ANSWER, len(question) + 2, len(text)),
    ]
    _check_items(text, record.items)


ADVERSARIAL = [
    "1",
    ".",
    "1. ",
    "1.\n",
    "\n",
    " ",
    "1,2",
    "1 en 2 ",
    "(",
    "a) b) ",
    "A ",
    "?\n x",
    "\n x",
    "1 mei 2020 werd ",
    "1. A? 2. B? ",
]


@pytest.mark.parametrize("piece", ADVERSARIAL)
def test_time_is_linear(piece: str) -> None:
    """A megabyte of digits, dots, blanks or labels takes a few seconds at most, also on a busy machine."""
    text = piece * (1_000_000 // len(piece))
    started = time.process_time()
    parse(DocumentText(text=text), parliament="Vlaams Parlement")
    assert time.process_time() - started < 6
