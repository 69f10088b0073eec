"""Sentences and passages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import DocumentText, Item, Page, QuestionRecord, Section, Side, Span
from search.passages import Passage, index_document, passages_of
from search.sentences import sentence_spans
from tests.search.conftest import document

ABBREVIATIONS = frozenset({"nr", "o.a"})


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Dit is een. Dat is twee.", ["Dit is een.", "Dat is twee."]),
        ("Zie nr. 7 van o.a. Brugge. Klaar.", ["Zie nr. 7 van o.a. Brugge.", "Klaar."]),
        ("Dat is gedaan.De rest volgt", ["Dat is gedaan.", "De rest volgt"]),
        ("Hoe dan?2. Waar?", ["Hoe dan?", "2. Waar?"]),
        ("Een getal van 1.290 euro.", ["Een getal van 1.290 euro."]),
        ("Hij zei “nee.” En ging.", ["Hij zei “nee.”", "En ging."]),
        ("Kop\n\nTekst", ["Kop", "Tekst"]),
        ("Lijst:\n- een\n- twee", ["Lijst:", "- een", "- twee"]),
        ("De heer J. Maes komt.", ["De heer J. Maes komt."]),
        ("... en toen", ["...", "en toen"]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    """Sentences end at closing punctuation, glued or not, but not after abbreviations or inside numbers."""
    assert [text[start:end] for start, end in sentence_spans(text, ABBREVIATIONS)] == sentences


@given(st.text(alphabet="abC .?!\n-1”", max_size=80))
def test_sentences_lose_nothing(text: str) -> None:
    """Sentences are in order and hold every character that is not white space."""
    spans = sentence_spans(text, ABBREVIATIONS)
    kept = "".join("".join(text[start:end].split()) for start, end in spans)
    assert kept == "".join(text.split())
    assert list(spans) == sorted(spans)


def quotes(passages: tuple[Passage, ...]) -> list[tuple[str, str, str]]:
    """Return side, label and text of passages."""
    return [(passage.side.value, passage.item, passage.text) for passage in passages]


def test_smallest_items_and_what_stands_around_them() -> None:
    """Each smallest item is a passage; so are introduction, lead of an item and closing words; labels are none."""
    text = "Inleiding hier. 1. Kop van een. a) Eerste deel. b) Tweede deel. Slot."
    first = text.index("Kop")
    end = text.index("Slot")
    items = (
        Item(
            side=Side.QUESTION,
            label="1",
            span=Span(start=first, end=end),
            label_span=Span(start=first - 3, end=first - 1),
        ),
        _sub_item(text, "1.a", "a)", "Eerste", text.index("b)")),
        _sub_item(text, "1.b", "b)", "Tweede", end),
    )
    record = QuestionRecord(items=items, sections=(Section(side=Side.QUESTION, start=0, end=len(text)),))
    assert quotes(passages_of(DocumentText(text=text), record)) == [
        ("question", "", "Inleiding hier."),
        ("question", "1", "Kop van een."),
        ("question", "1.a", "Eerste deel."),
        ("question", "1.b", "Tweede deel."),
        ("question", "", "Slot."),
    ]


def _sub_item(text: str, label: str, printed: str, word: str, end: int) -> Item:
    start, at = text.index(word), text.index(printed)
    return Item(
        side=Side.QUESTION,
        label=label,
        span=Span(start=start, end=end),
        label_span=Span(start=at, end=at + len(printed)),
    )


def test_document_without_items_or_sections() -> None:
    """A text of which nothing is known is one passage of the question's side; an empty one is none."""
    found = passages_of(DocumentText(text="Zomaar een tekst."), QuestionRecord())
    assert quotes(found) == [("question", "", "Zomaar een tekst.")]
    assert passages_of(DocumentText(text=" . "), QuestionRecord()) == ()


def test_items_without_sections() -> None:
    """Where the record names no sections, they reach from a side's first item to its last."""
    text = "Kop. Vraag een. Antwoord een."
    items = (
        Item(side=Side.QUESTION, label="1", span=Span(start=5, end=15)),
        Item(side=Side.ANSWER, label="1", span=Span(start=16, end=29)),
    )
    found = passages_of(DocumentText(text=text), QuestionRecord(items=items))
    assert quotes(found) == [("question", "1", "Vraag een."), ("answer", "1", "Antwoord een.")]


def test_long_items_are_cut_at_sentence_borders() -> None:
    """A long item becomes passages of 110 to 180 words, each of whole sentences, each with its page."""
    text = " ".join(f"Zin {number} heeft hier precies acht woorden staan." for number in range(60))
    pages = (Page(number=1, start=0, end=1000), Page(number=2, start=1000, end=len(text)))
    found = passages_of(DocumentText(text=text, pages=pages), QuestionRecord())
    lengths = [len(passage.text.split()) for passage in found]
    assert all(110 <= length <= 180 for length in lengths[:-1])
    assert all(passage.text.startswith("Zin") and passage.text.endswith("staan.") for passage in found)
    assert [passage.ordinal for passage in found] == list(range(len(found)))
    assert {passage.span.page for passage in found} == {1, 2}


def test_endless_sentence_is_cut_between_words() -> None:
    """A sentence of five hundred words is cut too, between words, and loses none."""
    text = " ".join(f"woord{number}" for number in range(500))
    found = passages_of(DocumentText(text=text), QuestionRecord())
    assert all(len(passage.text.split()) <= 180 for passage in found)
    assert " ".join(passage.text for passage in found) == text


@given(st.lists(st.sampled_from(["Een zin hier. ", "1. ", "woord " * 60, "\n\n", "nr. 7 ", "Wat?Dan "]), max_size=30))
def test_passages_quote_the_text(pieces: list[str]) -> None:
    """Every passage quotes the text, in order, without overlap, and together they hold every word."""
    text = "".join(pieces)
    last = 0
    words: list[str] = []
    for passage in passages_of(DocumentText(text=text), QuestionRecord()):
        assert passage.span.quote(text) == passage.text
        assert passage.span.start >= last
        last = passage.span.end
        words += passage.text.split()
    if any(char.isalnum() for char in text):
        assert "".join(words) == "".join(text.split())


def test_index_document() -> None:
    """A document is answered if it holds an answer, and its context names people, number and day."""
    asked = index_document(document("a", title="Titel", question="Wat is dit hier?", number=7))
    assert not asked.answered
    assert not asked.has_commitment
    assert asked.context == "Titel · An Peeters · Jo Maes · 7 · 2024-01-15"
    answered = index_document(document("b", title="", question="Wat is dit?", answer="Dit is het.", promises=True))
    assert answered.answered
    assert answered.has_commitment
    assert answered.title == ""
    assert [(passage.side, passage.span.page) for passage in answered.passages] == [
        (Side.QUESTION, 1),
        (Side.ANSWER, 2),
    ]
