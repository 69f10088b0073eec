"""References: other questions, laws, links, attachments and public bodies."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.facts import Reference, ReferenceKind
from corpus.model import DocumentText, Link, QuestionRecord, Section, Side, Span
from ingest.layout import parse
from ingest.references import read_references


def document(answer: str, *, links: tuple[Link, ...] = ()) -> tuple[DocumentText, QuestionRecord]:
    """Return a document whose question has three items, with its record."""
    question = "1. Wie? 2. Wat? 3. Waar?"
    text = f"{question}\n\n{answer}"
    sections = (
        Section(side=Side.QUESTION, start=0, end=len(question)),
        Section(side=Side.ANSWER, start=len(question) + 2, end=len(text)),
    )
    given = DocumentText(text=text, sections=sections, links=links)
    return given, parse(given, parliament="Vlaams Parlement")


def found(answer: str, kind: ReferenceKind) -> list[tuple[str, Reference]]:
    """Return the references of a kind with their quotes."""
    text, record = document(answer)
    return [(r.span.quote(text.text), r) for r in read_references(text, record) if r.kind is kind]


QUESTIONS = [
    ("Zie SV 81 van collega Maes.", "SV 81 van collega Maes", (81,), "Maes", None),
    ("Zie de vragen van collega Maes (o.a. SV 81).", "SV 81", (81,), "Maes", None),
    ("Zie schriftelijke vraag nr. 12 en 13.", "schriftelijke vraag nr. 12 en 13", (12, 13), None, None),
    ("Zie schriftelijke vragen 12, 13 en 14.", "schriftelijke vragen 12, 13 en 14", (12, 13, 14), None, None),
    ("Zie vraag om uitleg 1024 (2015-2016).", "vraag om uitleg 1024 (2015-2016)", (1024,), None, "2015-2016"),
    (
        "Zie mijn antwoord op vraag nr. 3 van 4 mei 2020 van mevrouw Ann De Wit.",
        "vraag nr. 3 van 4 mei 2020 van mevrouw Ann De Wit",
        (3,),
        "Ann De Wit",
        None,
    ),
    ("Zie vraag nr. 417.", "vraag nr. 417", (417,), None, None),
    (
        "Zie parlementaire vraag nr. 1.024 van de heer Jan Maes.",
        "parlementaire vraag nr. 1.024 van de heer Jan Maes",
        (1024,),
        "Jan Maes",
        None,
    ),
]


@pytest.mark.parametrize(("answer", "quote", "numbers", "asker", "session"), QUESTIONS)
def test_questions(answer: str, quote: str, numbers: tuple[int, ...], asker: str | None, session: str | None) -> None:
    """Other questions are found with their numbers, asker and parliamentary year."""
    [(words, reference)] = found(answer, ReferenceKind.QUESTION)
    assert (words, reference.numbers, reference.asker, reference.session) == (quote, numbers, asker, session)
    assert reference.candidates == ()
    assert reference.reading.rule in ("references.question", "references.bare_question")


@pytest.mark.parametrize(
    "answer",
    ["Zoals gezegd bij vraag 2.", "Zie vraag nr. 2.", "De schriftelijke vraag 2016 is geen nummer.", "Goede vraag."],
)
def test_own_items_are_no_references(answer: str) -> None:
    """The document's own items, years and the bare word point to no other question."""
    assert found(answer, ReferenceKind.QUESTION) == []


LAWS = [
    (
        "Het decreet van 8 mei 2009 houdende de steun aan bossen, bepaalt dat.",
        "decreet van 8 mei 2009 houdende de steun aan bossen",
    ),
    ("Volgens het koninklijk besluit van 3 juni 2010 is dat zo.", "koninklijk besluit van 3 juni 2010"),
    ("Volgens artikel 12 van de wet van 3 juni 2010 mag dat.", "artikel 12 van de wet van 3 juni 2010"),
    ("De wet van 3 juni 2010 betreffende bossen werd gewijzigd.", "wet van 3 juni 2010 betreffende bossen"),
    ("Volgens Verordening (EU) nr. 910/2014 mag dat.", "Verordening (EU) nr. 910/2014"),
    ("Dat is de wet van 3 juni 2010 over bossen.Die geldt nog.", "wet van 3 juni 2010 over bossen"),
    ("Richtlijn 2008/98/EG geldt.", "Richtlijn 2008/98/EG"),
    ("Volgens artikel 10, § 2, van de Grondwet mag dat.", "artikel 10, § 2, van de Grondwet"),
]


@pytest.mark.parametrize(("answer", "quote"), LAWS)
def test_laws(answer: str, quote: str) -> None:
    """A law's whole name is marked, with the article cited."""
    assert [words for words, _ in found(answer, ReferenceKind.LAW)] == [quote]


def test_law_target_is_the_law() -> None:
    """The target is the law's own name, without the article."""
    [(_, reference)] = found("Volgens artikel 12 van de wet van 3 juni 2010 mag dat.", ReferenceKind.LAW)
    assert reference.target == "wet van 3 juni 2010"


LINKS = [
    ("Zie https://voorbeeld.be/pagina_(a).", "https://voorbeeld.be/pagina_(a)"),
    ("Zie (www.voorbeeld.be/x).", "www.voorbeeld.be/x"),
    ("Zie [https://voorbeeld.be/x]!", "https://voorbeeld.be/x"),
    ("Zie (https://voorbeeld.be/x.htm).Bovendien is er meer.", "https://voorbeeld.be/x.htm"),
]


@pytest.mark.parametrize(("answer", "address"), LINKS)
def test_links(answer: str, address: str) -> None:
    """Addresses are found without the marks of the sentence around them."""
    [(words, reference)] = found(answer, ReferenceKind.LINK)
    assert words == reference.target == address


def test_wrapped_link() -> None:
    """An address broken at the line end after a hyphen goes on, and its target is whole."""
    [(words, reference)] = found("Zie https://voorbeeld.be/lange-\npagina-x voor meer.", ReferenceKind.LINK)
    assert words == "https://voorbeeld.be/lange-\npagina-x"
    assert reference.target == "https://voorbeeld.be/lange-pagina-x"


@pytest.mark.parametrize("answer", ["Zie https:// niets.", "Zie http://x."])
def test_no_links(answer: str) -> None:
    """What has no host is no address."""
    assert found(answer, ReferenceKind.LINK) == []


def test_links_behind_words() -> None:
    """A link of the document is placed by its span or its words; one without a place is left out."""
    answer = "Kijk op de kaart of in het register. Zie https://a.be/x voor meer."
    offset = len("1. Wie? 2. Wat? 3. Waar?\n\n")
    links = (
        Link(target="https://a.be/kaart", anchor="de kaart"),
        Link(target="https://a.be/r", span=Span(start=offset + 24, end=offset + 35)),
        Link(target="https://a.be/x", anchor="https://a.be/x"),
        Link(target="https://a.be/nergens", anchor="onvindbaar"),
        Link(target="https://a.be/leeg"),
    )
    text, record = document(answer, links=links)
    places = [(r.span.quote(text.text), r.target) for r in read_references(text, record)]
    assert places == [
        ("de kaart", "https://a.be/kaart"),
        (answer[24:35], "https://a.be/r"),
        ("https://a.be/x", "https://a.be/x"),
    ]


def test_attachments() -> None:
    """Words that point to an attachment are found, the longest reading first."""
    words = [words for words, _ in found("De tabel in bijlage toont dat. Zie bijlage 2.", ReferenceKind.ATTACHMENT)]
    assert words == ["tabel in bijlage", "Zie bijlage"]


def test_bodies_once_an_item() -> None:
    """A public body of the checked list is named once an item."""
    answer = "1. Het Rekenhof zegt ja. Het Rekenhof blijft erbij. 2. Het Rekenhof zweeg. De bakker ook."
    places = [(reference.target, reference.item, reference.side) for _, reference in found(answer, ReferenceKind.BODY)]
    assert places == [("Rekenhof", "1", Side.ANSWER), ("Rekenhof", "2", Side.ANSWER)]


def test_smallest_item_is_named() -> None:
    """A reference names the smallest item that holds it, and none in an introduction."""
    answer = "Zie SV 81.\n1. Zo:\na) Zie SV 82.\nb) Niets.\n2. Zie SV 83."
    items = [(reference.numbers, reference.item) for _, reference in found(answer, ReferenceKind.QUESTION)]
    assert items == [((81,), ""), ((82,), "1.a"), ((83,), "2")]


PIECES = st.lists(
    st.sampled_from(
        [
            "SV 12",
            "schriftelijke vraag nr. 3 ",
            " en 4",
            " van collega ",
            "Jan Maes",
            "decreet van 3 mei 2010 ",
            "houdende x ",
            ". ",
            "https://a.be/b",
            "www.",
            "-\n",
            "(2015-2016)",
            "artikel 3 van de ",
            "Grondwet",
            " in bijlage ",
            "Rekenhof",
            "1. ",
            "a) ",
            "\n",
        ]
    ),
    max_size=30,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(answer=st.one_of(PIECES, st.text(max_size=200)))
def test_references_never_fail(answer: str) -> None:
    """Any text gives references inside a section, in order, without overlaps but for the bodies inside other words."""
    text, record = document(answer)
    references = read_references(text, record)
    assert list(references) == sorted(references, key=lambda one: one.span)
    for one in references:
        assert one.span.quote(text.text).strip()
        assert any(s.side is one.side and s.start <= one.span.start < one.span.end <= s.end for s in record.sections)
    firm = [one.span for one in references if one.kind is not ReferenceKind.BODY]
    assert all(first.end <= second.start for first, second in pairwise(firm))


@pytest.mark.parametrize(
    "piece", ["vraag nr. 1 van ", "wet van 1 mei 2020 houdende x ", "http://", "artikel 1 ", "1,2", "van Aa "]
)
def test_time_is_linear(piece: str) -> None:
    """Half a megabyte of one repeated phrase takes a few seconds at most, also on a busy machine."""
    text, record = document(piece * (500_000 // len(piece)))
    started = time.process_time()
    read_references(text, record)
    assert time.process_time() - started < 6
